//! `new-version` as edits of sources: the item as it was stays version 1, the item as it is becomes version 2 beside it.
//!
//! Pure: two scans in, texts out. What is planned is scanned again before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use contractual_build::source::Scanned;
use contractual_model::{Kind, Model, TypeId};
use contractual_scan::skeleton::{RawKind, items};

use super::edits::{Edit, apply};
use super::files::FileChange;
use super::rust::{Odd, RustItem, uses, versioned};
use super::target::{OPENAPI, Target};

/// One item that gets its next version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// The item.
    pub(super) id: TypeId,
    /// Its file.
    pub(super) file: String,
    /// The name of version 1 and of version 2, in Rust.
    pub(super) names: (String, String),
    /// True if the item had changed since the baseline, and is put back.
    pub(super) put_back: bool,
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// What is edited.
    pub(super) changes: Vec<FileChange>,
    /// The items, the contract's own first.
    pub(super) steps: Vec<Step>,
}

/// Plans the next major version of a contract. `before` is the scan of the baseline's sources, if there are any.
///
/// # Errors
/// Why the sources cannot be edited, in one line.
pub(super) fn next_version(
    target: &Target,
    now: &Scanned,
    before: Option<&Scanned>,
) -> Result<Plan, String> {
    let model = now.model();
    let (old, new) = (target.major, target.major + 1);
    if let Some(known) = super::target::all(model)
        .iter()
        .find(|known| known.name == target.name && known.major == new)
    {
        let at = known.items.first().and_then(|id| place(now, id));
        return Err(format!(
            "{target} has a successor already: {known}{}",
            at.map_or_else(String::new, |at| format!(" at {at}"))
        ));
    }
    let ids = affected(target, now, before)?;
    let names: BTreeMap<&TypeId, (String, String)> = ids
        .iter()
        .map(|id| {
            let path = id.to_string();
            let ident = path.rsplit("::").next().unwrap_or(&path).to_owned();
            let next = versioned(&ident, major(model, id).unwrap_or(old) + 1);
            (id, (ident, next))
        })
        .collect();
    let mut renamed: BTreeMap<String, String> = names.values().cloned().collect();
    if target.name == OPENAPI {
        renamed.extend(successors(model, new, now));
    }
    let mut edits: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    let mut steps = Vec::new();
    for id in &ids {
        let (file, range) = now.item(id).ok_or_else(|| {
            format!("`{id}` is made by a macro or has parameters: write its next version by hand")
        })?;
        let text = text_of(now, file)?;
        let start = range.end - text[range.clone()].trim_start().len();
        let item_text = &text[start..range.end];
        let refuse = |Odd(why): Odd| {
            let at = place(now, id).unwrap_or_else(|| file.to_owned());
            format!("{at}: `{}` cannot be edited: {why}", names[id].0)
        };
        let item = RustItem::read(item_text).map_err(refuse)?;
        let contract = model
            .types
            .get(id)
            .map_or(target.title.as_str(), |def| def.name.as_str());
        let from = major(model, id).unwrap_or(old);
        let next = item
            .next(contract, (from, from + 1), &renamed)
            .map_err(refuse)?;
        let (ident, new_name) = &names[id];
        for (path, other) in now.files() {
            if let Some(at) = uses(other, new_name).first() {
                let line = other[..*at].matches('\n').count() + 1;
                return Err(format!(
                    "the name `{new_name}` is taken: {path}:{line}; rename that item first"
                ));
            }
        }
        let was = before.and_then(|before| {
            let (file, range) = before.item(id)?;
            before
                .files()
                .find(|(path, _)| *path == file)
                .map(|(_, text)| text[range].trim_start().to_owned())
        });
        let put_back = was.as_deref().is_some_and(|was| was != item_text);
        let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let indent = &text[line..start];
        let indent = match indent.trim().is_empty() {
            true => indent,
            false => "",
        };
        let end = match text.contains("\r\n") {
            true => "\r\n",
            false => "\n",
        };
        let first = was.unwrap_or_else(|| item_text.to_owned());
        edits
            .entry(file.to_owned())
            .or_default()
            .push(Edit::replace(
                start..range.end,
                format!("{first}{end}{end}{indent}{next}"),
            ));
        steps.push(Step {
            id: id.clone(),
            file: file.to_owned(),
            names: (ident.clone(), new_name.clone()),
            put_back,
        });
    }
    let mut changes = Vec::new();
    for (file, text) in now.files() {
        let mut own = edits.remove(file).unwrap_or_default();
        let wanted: BTreeMap<&str, &str> = renamed
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        own.extend(imports(text, &wanted, &own));
        if own.is_empty() {
            continue;
        }
        let new = apply(text, &own).ok_or_else(|| {
            format!("{file}: items stand inside each other: write the next version by hand")
        })?;
        changes.push(FileChange {
            path: file.to_owned(),
            old: Some(text.to_owned()),
            new: Some(new),
        });
    }
    changes.dedup_by(|a, b| a.path == b.path);
    Ok(Plan { changes, steps })
}

/// The contract's items, and the types on the way from it to each that changed since the baseline.
fn affected(
    target: &Target,
    now: &Scanned,
    before: Option<&Scanned>,
) -> Result<Vec<TypeId>, String> {
    let model = now.model();
    let mut ids = target.items.clone();
    let Some(before) = before else {
        return Ok(ids);
    };
    if let Some(new) = ids.iter().find(|id| before.item(id).is_none()) {
        return Err(format!(
            "`{new}` is not in the baseline: nobody holds it, so it needs no new version"
        ));
    }
    if target.name == OPENAPI {
        return Ok(ids);
    }
    let mut open = ids.clone();
    let mut reached: BTreeSet<TypeId> = ids.iter().cloned().collect();
    let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    while let Some(id) = open.pop() {
        for to in references(model, &id) {
            users.entry(to.clone()).or_default().push(id.clone());
            if reached.insert(to.clone()) {
                open.push(to);
            }
        }
    }
    let text = |scanned: &Scanned, id: &TypeId| -> Option<String> {
        let (file, range) = scanned.item(id)?;
        let (_, text) = scanned.files().find(|(path, _)| *path == file)?;
        Some(text[range].trim_start().to_owned())
    };
    let changed = |id: &&TypeId| {
        let was = text(before, id);
        was.is_some() && was != text(now, id)
    };
    let mut on_the_way: Vec<TypeId> = reached.iter().filter(changed).cloned().collect();
    let mut versioned: BTreeSet<TypeId> = BTreeSet::new();
    while let Some(id) = on_the_way.pop() {
        if versioned.insert(id.clone()) {
            on_the_way.extend(users.get(&id).into_iter().flatten().cloned());
        }
    }
    ids.extend(
        versioned
            .into_iter()
            .filter(|id| !target.items.contains(id) && before.item(id).is_some()),
    );
    Ok(ids)
}

fn references(model: &Model, id: &TypeId) -> Vec<TypeId> {
    let mut found = Vec::new();
    if let Some(def) = model.types.get(id) {
        def.visit_types(&mut |ty| {
            if let Kind::Ref(id) = &ty.kind {
                found.push(id.clone());
            }
        });
    }
    found
}

/// Rust names of types whose next version is there already, for an API of that version.
fn successors(model: &Model, new: u32, now: &Scanned) -> BTreeMap<String, String> {
    let ident = |id: &TypeId| {
        let path = id.to_string();
        path.rsplit("::").next().unwrap_or(&path).to_owned()
    };
    model
        .types
        .values()
        .filter(|def| def.major == new && now.item(&def.id).is_some())
        .flat_map(|next| {
            let earlier = model
                .types
                .values()
                .filter(|def| def.name == next.name && def.major < new);
            earlier.map(move |def| (ident(&def.id), ident(&next.id)))
        })
        .collect()
}

fn major(model: &Model, id: &TypeId) -> Option<u32> {
    let def = model.types.get(id).map(|def| def.major);
    def.or_else(|| {
        let api = model.apis.iter().find(|api| api.id == *id);
        api.map(|api| api.major)
    })
}

fn text_of<'s>(scanned: &'s Scanned, file: &str) -> Result<&'s str, String> {
    scanned
        .files()
        .find(|(path, _)| *path == file)
        .map(|(_, text)| text)
        .ok_or_else(|| format!("{file} cannot be read"))
}

/// `src/types.rs:12` of an item.
pub(super) fn place(scanned: &Scanned, id: &TypeId) -> Option<String> {
    use contractual_build::generate::Places as _;
    let loc = scanned.place(id, "")?;
    Some(format!("{}:{}", loc.file, loc.line))
}

/// Imports that name a type name its next version, too: public ones everywhere, private ones in modules whose new items need it.
fn imports(text: &str, renamed: &BTreeMap<&str, &str>, written: &[Edit]) -> Vec<Edit> {
    let mut edits = Vec::new();
    imports_of(text, 0..text.len(), renamed, written, &mut edits);
    edits
}

fn imports_of(
    text: &str,
    module: Range<usize>,
    renamed: &BTreeMap<&str, &str>,
    written: &[Edit],
    edits: &mut Vec<Edit>,
) {
    let Ok(found) = items(text, module.clone()) else {
        return;
    };
    let inner = found.iter().filter(|item| item.kind == RawKind::Mod);
    let inner: Vec<Range<usize>> = inner.filter_map(|item| item.body.clone()).collect();
    let inside = |range: &Range<usize>, edit: &Edit| {
        range.start <= edit.range.start && edit.range.end <= range.end
    };
    let here: Vec<&Edit> = written
        .iter()
        .filter(|edit| inside(&module, edit) && !inner.iter().any(|body| inside(body, edit)))
        .collect();
    for item in &found {
        if item.kind != RawKind::Use {
            continue;
        }
        let own = &text[item.range.clone()];
        let wanted: BTreeMap<&str, &str> = renamed
            .iter()
            .filter(|(_, new)| uses(own, new).is_empty())
            .filter(|(_, new)| {
                item.public || here.iter().any(|edit| !uses(&edit.text, new).is_empty())
            })
            .map(|(old, new)| (*old, *new))
            .collect();
        if let Ok(trees) = contractual_syntax::lex(own, item.range.start) {
            leaves(&trees, &wanted, false, edits);
        }
    }
    for body in inner {
        imports_of(text, body, renamed, written, edits);
    }
}

fn leaves(
    trees: &[contractual_syntax::tree::Tree],
    renamed: &BTreeMap<&str, &str>,
    in_braces: bool,
    edits: &mut Vec<Edit>,
) {
    use contractual_syntax::tree::Tree;
    for (index, tree) in trees.iter().enumerate() {
        match tree {
            Tree::Ident(_, place) => {
                let ends = trees
                    .get(index + 1)
                    .is_none_or(|next| next.is_punct(',') || next.is_punct(';'));
                let Some(new) = tree.ident().and_then(|word| renamed.get(word)) else {
                    continue;
                };
                if !ends {
                    continue;
                }
                // `a::{b::Job, c}`: the path of the leaf is repeated by braces
                let alone = index == 0 || trees[index - 1].is_punct(',');
                let word = tree.ident().unwrap_or_default();
                let text = match in_braces && alone {
                    true => format!("{word}, {new}"),
                    false => format!("{{{word}, {new}}}"),
                };
                edits.push(Edit::replace(
                    place.start as usize..place.end as usize,
                    text,
                ));
            }
            Tree::Group(group) => leaves(&group.trees, renamed, true, edits),
            Tree::Punct(..) | Tree::Literal(..) => {}
        }
    }
}

/// Places that name version 1 outside of itself: file, line, the line's text.
pub(super) fn call_sites(plan: &Plan, after: &Scanned) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    let own: Vec<(String, std::ops::Range<usize>)> = plan
        .steps
        .iter()
        .filter_map(|step| after.item(&step.id))
        .map(|(file, range)| (file.to_owned(), range))
        .collect();
    for (file, text) in after.files() {
        for step in &plan.steps {
            for at in uses(text, &step.names.0) {
                let inside = own
                    .iter()
                    .any(|(known, range)| known == file && range.contains(&at));
                let line = text[..at].matches('\n').count();
                let shown = text.lines().nth(line).unwrap_or_default().trim();
                let import = ["use ", "pub use ", "pub(crate) use "]
                    .iter()
                    .any(|word| shown.starts_with(word));
                if !inside && !import {
                    found.push((file.to_owned(), line + 1, shown.to_owned()));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
