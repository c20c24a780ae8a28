//! Emission with a memory of an earlier one gives the bytes that it gives without, whatever changed between the two.

use contractual_emit::{Emission, Existing, Memory, Project, emit, emit_again};
use contractual_model::{Artifact, Deprecation, Model, Shape};

use crate::support::{examples::examples, jobs::jobs, project};

/// The memory of an emission.
fn remembered(model: &Model, project: &Project) -> String {
    emit_again(model, project, &Existing::default(), &Memory::default())
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
fn compared(model: &Model, project: &Project, memory: &str) -> Option<usize> {
    let existing = Existing::default();
    let memory = Memory::read(memory).expect("an emission's memory can be read");
    let plain = emit(model, project, &existing);
    let again = emit_again(model, project, &existing, &memory);
    match (plain, again) {
        (Ok(plain), Ok((again, left))) => {
            assert_eq!(files(&plain), files(&again));
            assert_eq!(plain.warnings, again.warnings);
            assert_eq!(plain.open, again.open);
            assert_eq!(plain.carried_over, again.carried_over);
            assert!(plain.remembered.is_empty());
            assert_eq!(
                left,
                remembered(model, project),
                "a memory does not depend on the one before"
            );
            Some(again.remembered.len())
        }
        (Err(plain), Err(again)) => {
            assert_eq!(plain, again);
            None
        }
        (plain, again) => panic!("{plain:#?}\n{again:#?}"),
    }
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
    let mut other = project();
    other.schema_base = Some("https://example.com".to_owned());
    assert_eq!(compared(&model, &other, &memory), Some(0));
    let mut off = project();
    off.off.push("reference".to_owned());
    assert_eq!(compared(&model, &off, &memory), Some(0));
}

#[test]
fn what_is_cut_off_counts_as_none() {
    let memory = remembered(&jobs(), &project());
    for end in (0..memory.len()).step_by(97) {
        if let Some(part) = memory.get(..end) {
            assert!(Memory::read(part).is_none(), "{end}");
        }
    }
    assert!(Memory::read(&memory.replacen("emission 1", "emission 2", 1)).is_none());
    assert!(Memory::read(&format!("{memory}x")).is_none());
}
