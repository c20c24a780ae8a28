//! typify makes Rust of every committed schema file. It reads draft 7 by its own account, and takes ours.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars08::schema::RootSchema;
use typify::{TypeSpace, TypeSpaceSettings};

/// How long one schema may take.
const LONGEST: Duration = Duration::from_secs(20);

/// What typify cannot read, and why. A schema that it can read after all has to leave the list.
const BEYOND: [(&str, &str); 3] = [
    (
        "cart-v1",
        "it multiplies the branches of nine rules, and does not come to an end",
    ),
    (
        "handover-pipeline-v1",
        "it cannot merge a rule that a member is present with the member's `$ref`",
    ),
    (
        "invariant-suite-v1",
        "it takes no `$ref` with further keywords as a branch of a union",
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
fn read(text: &str) -> Result<usize, String> {
    let root: RootSchema = serde_json::from_str(text).map_err(|e| e.to_string())?;
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

/// As [`read`], with an end: typify multiplies the branches of unions.
fn in_time(text: String) -> Result<usize, String> {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(read(&text)));
    receive
        .recv_timeout(LONGEST)
        .unwrap_or_else(|_| Err(format!("not done after {LONGEST:?}")))
}

#[test]
fn typify_reads_every_schema() {
    let all = schemas();
    let mut wrong = Vec::new();
    let mut items = 0;
    for path in &all {
        let text =
            std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beyond = BEYOND
            .iter()
            .any(|(entity, _)| *name == format!("{entity}.schema.json"));
        match in_time(text) {
            Ok(_) if beyond => wrong.push(format!("{}: is read after all", path.display())),
            Err(_) if beyond => {}
            Ok(0) => wrong.push(format!("{}: no item", path.display())),
            Ok(count) => items += count,
            Err(why) => wrong.push(format!("{}: {why}", path.display())),
        }
    }
    println!(
        "{} schemas, {items} Rust items, {} schemas beyond typify",
        all.len(),
        BEYOND.len()
    );
    assert!(all.len() > 50, "only {} schemas were found", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
