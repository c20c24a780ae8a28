//! Emission with a memory of an earlier one gives the bytes that it gives without, whatever changed between the two.

use std::collections::BTreeMap;

use contractual_emit::{Emission, Existing, Left, Memory, Now, Project, emit, emit_again};
use contractual_model::{Artifact, Deprecation, Model, Shape};

use crate::support::{examples::examples, jobs::jobs, project};

const NOW: Now<'_> = Now {
    run: "run",
    lines: None,
    aside: false,
};

/// What an emission leaves.
fn remembered(model: &Model, project: &Project) -> Left {
    let nothing = Memory::default();
    emit_again(model, project, &Existing::default(), &nothing, &NOW)
        .unwrap_or_else(|found| panic!("{found:#?}"))
        .1
}

/// All files of an emission, sorted.
fn files(emission: &Emission) -> Vec<&Artifact> {
    let mut all: Vec<&Artifact> = emission
        .artifacts
        .iter()
        .chain(&emission.remembered)
        .collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Emits with that memory and without, compares, and gives how many files were remembered.
fn compared(model: &Model, project: &Project, left: &Left) -> Option<usize> {
    let existing = Existing::default();
    let texts: BTreeMap<String, String> = left.texts.iter().cloned().collect();
    let read = || Memory::read(&left.memory).expect("an emission's memory can be read");
    let memory = read().with_texts(&texts).with_pieces(&left.pieces);
    assert_eq!(memory.entities().count(), read().entities().count());
    let plain = emit(model, project, &existing);
    let again = emit_again(model, project, &existing, &memory, &NOW);
    match (plain, again) {
        (Ok(plain), Ok((again, left))) => {
            assert_eq!(files(&plain), files(&again));
            assert_eq!(plain.warnings, again.warnings);
            assert_eq!(plain.open, again.open);
            assert_eq!(plain.carried_over, again.carried_over);
            assert!(plain.remembered.is_empty());
            assert_eq!(
                left.memory,
                remembered(model, project).memory,
                "a memory does not depend on the one before"
            );
            assert_eq!(left.pieces, remembered(model, project).pieces);
            assert_eq!(plain.trees, again.trees);
            for (path, tree) in &plain.trees {
                let file = plain.artifacts.iter().find(|file| file.path == *path);
                let text = file.map_or("", |file| &file.text);
                assert_eq!(contractual_emit::read_written(text).as_ref(), Some(tree));
                // the tree beside itself, and beside what was written before a change
                assert_eq!(
                    contractual_emit::read_beside(text, text, tree).as_ref(),
                    Some(tree)
                );
            }
            Some(again.remembered.len())
        }
        (Err(plain), Err(again)) => {
            assert_eq!(plain, again);
            None
        }
        (plain, again) => panic!("{plain:#?}\n{again:#?}"),
    }
}

/// Without the texts of files the same are remembered, and the same are made.
fn compared_without_texts(model: &Model, project: &Project, left: &Left) {
    let texts: BTreeMap<String, String> = left.texts.iter().cloned().collect();
    let read = || Memory::read(&left.memory).expect("an emission's memory can be read");
    let emit = |memory: &Memory<'_>| {
        emit_again(model, project, &Existing::default(), memory, &NOW)
            .unwrap_or_else(|found| panic!("{found:#?}"))
            .0
    };
    let (with, bare) = (emit(&read().with_texts(&texts)), emit(&read()));
    let names = |emission: &Emission| -> Vec<String> {
        let all = emission.remembered.iter();
        all.map(|file| file.path.clone()).collect()
    };
    assert_eq!(names(&with), names(&bare));
    assert_eq!(with.artifacts, bare.artifacts);
    assert!(bare.remembered.iter().all(|file| file.text.is_empty()));
    // what is only counted is what is listed otherwise
    let now = Now { aside: true, ..NOW };
    let counted = emit_again(model, project, &Existing::default(), &read(), &now)
        .unwrap_or_else(|found| panic!("{found:#?}"))
        .0;
    assert_eq!(counted.artifacts, bare.artifacts);
    let of = |emitter: &str, name: &str, major: u32| {
        let of_it = |file: &&Artifact| {
            file.emitter == emitter && file.contract == Some((name.to_owned(), major))
        };
        bare.remembered.iter().filter(of_it).collect::<Vec<_>>()
    };
    let mut all = counted.remembered.len();
    for aside in &counted.aside {
        let files = of(aside.emitter, &aside.contract.0, aside.contract.1);
        assert_eq!(files.len(), aside.files);
        let folder = format!("{}/", aside.folder);
        assert!(files.iter().all(|file| file.path.starts_with(&folder)));
        all += aside.files;
    }
    assert_eq!(all, bare.remembered.len());
}

#[test]
fn nothing_changed() {
    for model in [jobs(), examples()] {
        let emission = emit(&model, &project(), &Existing::default()).expect("it can be emitted");
        let of_entities = |artifact: &&Artifact| {
            ["json_schema", "reference", "fixtures"].contains(&artifact.emitter)
        };
        let all = emission.artifacts.iter().filter(of_entities).count();
        let memory = remembered(&model, &project());
        assert_eq!(compared(&model, &project(), &memory), Some(all));
        compared_without_texts(&model, &project(), &memory);
    }
}

/// One change of one type, each in its turn.
#[test]
fn every_type_changed_in_many_ways() {
    for model in [jobs(), examples()] {
        let memory = remembered(&model, &project());
        let all = compared(&model, &project(), &memory).expect("it can be emitted");
        let ids: Vec<_> = model.types.keys().cloned().collect();
        let mut less = 0;
        for id in &ids {
            let mut changed = model.clone();
            let def = changed.types.get_mut(id).expect("it is there");
            def.docs.push_str("\n\nChanged.");
            let kept = compared(&changed, &project(), &memory).expect("docs change no rule");
            assert!(kept < all, "{id}: a file of it must be made again");
            less += usize::from(kept > 0);
        }
        assert!(less > 0, "never was anything remembered");
        for (at, id) in ids.iter().enumerate() {
            let mut changed = model.clone();
            let def = changed.types.get_mut(id).expect("it is there");
            match at % 4 {
                0 => def.entity = !def.entity,
                1 => def.name.push('X'),
                2 => def.deprecated = Some(Deprecation::default()),
                _ => match &mut def.shape {
                    Shape::Object(object) => drop(object.fields.pop()),
                    Shape::Enum(all) => drop(all.variants.pop()),
                    Shape::Alias(ty) => ty.constraints.max_length = Some(7),
                },
            }
            compared(&changed, &project(), &memory);
            changed.types.remove(id);
            compared(&changed, &project(), &memory);
        }
    }
}

#[test]
fn uses_and_project_count() {
    let model = jobs();
    let memory = remembered(&model, &project());
    let all = compared(&model, &project(), &memory);
    let mut fewer = model.clone();
    fewer.apis[0].operations.pop();
    assert!(compared(&fewer, &project(), &memory) < all);
    compared_without_texts(&fewer, &project(), &memory);
    let mut other = project();
    other.schema_base = Some("https://example.com".to_owned());
    assert_eq!(compared(&model, &other, &memory), Some(0));
    let mut off = project();
    off.off.push("reference".to_owned());
    assert_eq!(compared(&model, &off, &memory), Some(0));
}

#[test]
fn what_is_cut_off_counts_as_none() {
    let left = remembered(&jobs(), &project());
    let memory = &left.memory;
    for end in (0..memory.len()).step_by(97) {
        if let Some(part) = memory.get(..end) {
            assert!(Memory::read(part).is_none(), "{end}");
        }
    }
    assert!(Memory::read(&memory.replacen("emission 3", "emission 4", 1)).is_none());
    assert!(Memory::read(&format!("{memory}x")).is_none());
}

/// Texts that are broken, of another run, or not there: their entity is forgotten, and no other.
#[test]
fn texts_that_do_not_belong_count_as_none() {
    let left = remembered(&jobs(), &project());
    let read = || Memory::read(&left.memory).expect("it can be read");
    let all = read().entities().count();
    assert_eq!(left.texts.len(), all);
    let (name, text) = &left.texts[0];
    let other_run = text.replacen("3\nrun\n", "3\nold\n", 1);
    assert_ne!(*text, other_run);
    let cut = text[..text.len() / 2].to_owned();
    for broken in [
        Some(other_run),
        Some(cut),
        Some(format!("{text}x")),
        Some(String::new()),
        None,
    ] {
        let mut texts: BTreeMap<String, String> = left.texts.iter().cloned().collect();
        match broken {
            Some(broken) => drop(texts.insert(name.clone(), broken)),
            None => drop(texts.remove(name)),
        }
        let memory = read().with_texts(&texts);
        assert_eq!(memory.entities().count(), all - 1);
        assert!(memory.entities().all(|entity| entity != name));
    }
}

/// A document read beside another of which it differs in one schema, or in its edits, is what it is by itself.
#[test]
fn documents_are_read_alike_beside_others() {
    let model = examples();
    let existing = Existing::default();
    let before = emit(&model, &project(), &existing).expect("it can be emitted");
    let document = |emission: &Emission| {
        let (path, tree) = emission.trees.iter().next().expect("there is a document");
        let file = emission.artifacts.iter().find(|file| file.path == *path);
        (file.expect("it is a file").text.clone(), tree.clone())
    };
    let (old, _) = document(&before);
    for id in model.types.keys() {
        let mut changed = model.clone();
        let def = changed.types.get_mut(id).expect("it is there");
        def.docs.push_str("\n\nChanged.");
        let after = emit(&changed, &project(), &existing).expect("docs change no rule");
        let (new, tree) = document(&after);
        let read = contractual_emit::read_beside(&old, &new, &tree);
        assert!(read.is_some(), "{id}");
        assert_eq!(read, contractual_emit::read_written(&old), "{id}");
    }
    let (new, tree) = document(&before);
    let lines: Vec<&str> = new.lines().collect();
    for at in 0..lines.len() {
        for edit in [
            String::new(),
            format!("{} # note", lines[at]),
            format!("{}\n{}", lines[at], lines[at]),
            lines[at].trim_start().to_owned(),
            format!("  {}", lines[at]),
        ] {
            let mut edited = lines.clone();
            edited[at] = &edit;
            let text = format!("{}\n", edited.join("\n"));
            assert_eq!(
                contractual_emit::read_beside(&text, &new, &tree),
                contractual_emit::read_written(&text),
                "line {at}: {edit}"
            );
        }
    }
}
