//! Inheritance: finding the base of a document and putting the document over it (specification 5.1, 5.2).

use std::path::{Path, PathBuf};

use super::{Failure, FileKind, Files, Sources, merge, paths};
use crate::value::{Map, Node, Value};

/// The sections whose entities are merged one by one.
const SECTIONS: [&str; 13] = [
    "agents",
    "tasks",
    "artifacts",
    "tools",
    "validations",
    "handoff_types",
    "imports",
    "workflow",
    "policies",
    "guardrails",
    "guardrail_policies",
    "components",
    "extensions",
];

/// The file that a base name stands for. `names` are the files looked for in a folder, in order.
///
/// `./` and `../` are relative to `folder`; anything else is a package, looked for in `node_modules` of `folder` and of
/// all folders above it.
///
/// # Errors
/// Nothing found; the error says what was tried.
pub fn find_base(
    files: &dyn Files,
    sources: &Sources,
    folder: &Path,
    name: &Node,
    names: &[&str],
) -> Result<PathBuf, Failure> {
    let _ = sources;
    let written = name.as_str().unwrap_or_default();
    let inside = |path: &Path| {
        let mut candidates = names.iter().map(|file| path.join(file));
        candidates.find(|file| files.kind(file) == Some(FileKind::File))
    };
    if written.starts_with("./") || written.starts_with("../") {
        let path = paths::resolve(folder, written);
        return match files.kind(&path) {
            Some(FileKind::File) => Ok(path),
            Some(FileKind::Folder) => inside(&path).ok_or_else(|| {
                let message = format!(
                    "No {} found in directory: {}",
                    names.join(" or "),
                    paths::show(&path)
                );
                Failure::new(message).at(name.at)
            }),
            None => {
                let message = format!("Base DSL not found: {}", paths::show(&path));
                Err(Failure::new(message).at(name.at))
            }
        };
    }
    let mut tried = Vec::new();
    let plausible = !written.is_empty()
        && !written.starts_with('/')
        && !written.split('/').any(|part| part == "..");
    if plausible {
        for above in folder.ancestors() {
            let package = above.join("node_modules").join(written);
            if files.kind(&package).is_some()
                && let Some(found) =
                    inside(&package_folder(files, &package)).or_else(|| inside(&package))
            {
                return Ok(found);
            }
            tried.push(paths::show(&package));
        }
    }
    let mut failure =
        Failure::new(format!("Cannot resolve base package \"{written}\"")).at(name.at);
    failure = if tried.is_empty() {
        failure.advice("write `./` in front of a path")
    } else {
        failure.advice(format!("tried {}", tried.join(", ")))
    };
    Err(failure)
}

/// The folder of a package's main module.
fn package_folder(files: &dyn Files, package: &Path) -> PathBuf {
    let main = Sources::read_text(files, &package.join("package.json"), 1 << 20)
        .ok()
        .and_then(|text| contractual_model::json::parse(&text).ok())
        .and_then(|json| {
            json.get("main")
                .and_then(|main| main.as_str().map(str::to_owned))
        });
    main.map_or_else(
        || package.to_path_buf(),
        |main| paths::parent(&paths::resolve(package, &main)),
    )
}

/// The document over its base; `extends` is gone from the result.
pub(crate) fn merge_documents(base: &Map, child: &Map) -> Result<Map, Failure> {
    let mut result = merge::over(base, child, |old, entry| {
        let key = &*entry.key;
        if key == "system" {
            Ok(match (old.map(|node| &node.value), &entry.node.value) {
                (Some(Value::Map(old)), Value::Map(new)) => Node {
                    value: Value::map(merge::entity(old, new, "system")?),
                    at: entry.node.at,
                },
                _ => entry.node.clone(),
            })
        } else if SECTIONS.contains(&key) {
            merge::section(old, &entry.node, key)
        } else {
            Ok(entry.node.clone())
        }
    })?;
    result.remove("extends");
    Ok(result)
}
