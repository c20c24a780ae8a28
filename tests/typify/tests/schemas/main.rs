//! typify makes Rust of every committed schema file. It reads draft 7 by its own account, and takes ours.

mod plain;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use schemars08::schema::RootSchema;
use serde::Deserialize;
use serde_json::Value;
use typify::{TypeSpace, TypeSpaceSettings};

use crate::plain::Plain;

/// What is not given to typify: it has no end that a test could wait for, so how long it takes decides nothing here.
///
/// How it was found: typify makes every combination of the branches of the unions that stand beside each other in an
/// `allOf`, and merges each. [`combinations`] counts them; a schema is in this list exactly if it has more than
/// [`MOST_COMBINATIONS`].
const NOT_TRIED: [(&str, &str); 1] = [(
    "cart-v1",
    "the unions of its nine rules have 48 combinations over the same members",
)];

/// More combinations than any schema has that typify comes to an end with.
const MOST_COMBINATIONS: usize = 32;

/// What typify cannot read, and why. A schema that it can read after all has to leave the list.
const BEYOND: [(&str, &str); 5] = [
    (
        "chosen-v1",
        "it takes no list of values of several JSON types",
    ),
    (
        "handover-pipeline-v1",
        "it cannot merge a rule that a member is present with the member's `$ref`",
    ),
    (
        "invariant-suite-v1",
        "it takes no `$ref` with further keywords as a branch of a union",
    ),
    (
        "picked-v1",
        "it has no name for a text with a limit in a list that is the whole document",
    ),
    (
        "tally-v1",
        "it has no name for a key with a limit in a map that is the whole document",
    ),
];

/// All emitted schema files of the repository.
fn schemas() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["crates", "examples", "tests"] {
        for package in entries(&root.join(folder)) {
            let contracts = package.join("docs/contracts");
            if contracts.is_dir() {
                let files = entries(&contracts).into_iter();
                found.extend(files.filter(|path| path.to_string_lossy().ends_with(".schema.json")));
            }
        }
    }
    found.sort();
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    all.flatten().map(|entry| entry.path()).collect()
}

/// The Rust that typify makes of a schema, as far as it is Rust.
fn read(schema: &Value) -> Result<usize, String> {
    let root = RootSchema::deserialize(Plain(schema)).map_err(|e| e.to_string())?;
    let made = catch_unwind(AssertUnwindSafe(|| {
        let mut space = TypeSpace::new(&TypeSpaceSettings::default());
        let named = space.add_root_schema(root).map_err(|e| e.to_string())?;
        named.ok_or("no type has the schema's name")?;
        Ok::<_, String>(space.to_stream())
    }));
    let tokens = made.map_err(|why| match why.downcast_ref::<String>() {
        Some(text) => format!("panic: {text}"),
        None => "panic".to_owned(),
    })??;
    let file: syn2::File = syn2::parse2(tokens).map_err(|e| e.to_string())?;
    Ok(file.items.len())
}

/// The most combinations of branches that one `allOf` of a schema asks for.
fn combinations(node: &Value) -> usize {
    let unions = |branch: &Value| -> usize {
        ["anyOf", "oneOf"]
            .iter()
            .filter_map(|union| branch.get(union)?.as_array())
            .map(Vec::len)
            .product()
    };
    let (own, children): (usize, Vec<&Value>) = match node {
        Value::Object(members) => (
            members
                .get("allOf")
                .and_then(Value::as_array)
                .map_or(1, |all| all.iter().map(unions).product()),
            members.values().collect(),
        ),
        Value::Array(items) => (1, items.iter().collect()),
        _ => (1, Vec::new()),
    };
    children.into_iter().map(combinations).fold(own, usize::max)
}

/// Whether the file holds one of the listed entities.
fn is_listed(list: &[(&str, &str)], path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    list.iter()
        .any(|(entity, _)| *name == format!("{entity}.schema.json"))
}

#[test]
fn typify_reads_every_schema() {
    let all = schemas();
    let mut wrong = Vec::new();
    let (mut items, mut not_tried, mut beyond) = (0, 0, 0);
    for path in &all {
        let shown = path.display();
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{shown}: {e}"));
        let schema = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{shown}: {e}"));
        let count = combinations(&schema);
        match (is_listed(&NOT_TRIED, path), count > MOST_COMBINATIONS) {
            (true, true) => {
                not_tried += 1;
                continue;
            }
            (true, false) => wrong.push(format!("{shown}: {count} combinations can be tried")),
            (false, true) => {
                wrong.push(format!("{shown}: {count} combinations, list it"));
                continue;
            }
            (false, false) => {}
        }
        match (read(&schema), is_listed(&BEYOND, path)) {
            (Ok(_), true) => wrong.push(format!("{shown}: is read after all")),
            (Err(_), true) => beyond += 1,
            (Ok(0), false) => wrong.push(format!("{shown}: no item")),
            (Ok(count), false) => items += count,
            (Err(why), false) => wrong.push(format!("{shown}: {why}")),
        }
    }
    println!(
        "{} schemas, {items} Rust items, {beyond} schemas beyond typify, {not_tried} not tried",
        all.len(),
    );
    assert!(all.len() > 50, "only {} schemas were found", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(beyond, BEYOND.len(), "a listed schema is no more");
    assert_eq!(not_tried, NOT_TRIED.len(), "a listed schema is no more");
}
