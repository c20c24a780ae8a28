//! The members of a Cargo workspace that have contracts, from its manifests, without calling Cargo.

use std::path::Path;

use contractual_build::fs;
use contractual_model::toml::{self, Table, Value};

/// How many folders a pattern may give.
const MAX_MEMBERS: usize = 2_000;

/// Folders of members with contracts, relative to the root, sorted; `.` is the root itself.
///
/// # Errors
/// A manifest that cannot be read, in one line.
pub(super) fn with_contracts(root: &Path, manifest: &Table) -> Result<Vec<String>, String> {
    let mut folders = Vec::new();
    if manifest.table("package").is_some() {
        folders.push(".".to_owned());
    }
    if let Some(workspace) = manifest.table("workspace") {
        let excluded: Vec<String> = texts(workspace, "exclude");
        for pattern in texts(workspace, "members") {
            for folder in expand(root, &pattern) {
                if !excluded.contains(&folder) && !folders.contains(&folder) {
                    folders.push(folder);
                }
            }
        }
    }
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        if has_contracts(&root.join(&folder))? {
            found.push(folder);
        }
    }
    Ok(found)
}

/// True for a package with settings of ours, or with a build script of ours.
fn has_contracts(folder: &Path) -> Result<bool, String> {
    if folder.join("contractual.toml").is_file() {
        return Ok(true);
    }
    let path = folder.join("Cargo.toml");
    let Some(text) = fs::read_text(&path).map_err(|error| error.to_string())? else {
        return Ok(false);
    };
    let manifest = toml::parse(&text).map_err(|error| format!("{}:{error}", path.display()))?;
    let metadata = manifest
        .table("package")
        .and_then(|package| package.table("metadata"))
        .and_then(|metadata| metadata.table("contractual"));
    let script = manifest
        .table("build-dependencies")
        .is_some_and(|dependencies| {
            dependencies.entries().iter().any(|entry| {
                let renamed = match &entry.node.value {
                    Value::Table(one) => one.str("package"),
                    _ => None,
                };
                renamed.unwrap_or(&entry.key) == "contractual-build"
            })
        });
    Ok(script || metadata.is_some())
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    match table.get(key) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match &item.value {
                Value::String(text) => Some(text.trim_end_matches('/').to_owned()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The folders of a pattern such as `crates/*`; a step may hold stars.
fn expand(root: &Path, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for step in pattern
        .split('/')
        .filter(|step| !step.is_empty() && *step != ".")
    {
        let mut next = Vec::new();
        for folder in found {
            let join = |name: &str| match folder.as_str() {
                "" => name.to_owned(),
                folder => format!("{folder}/{name}"),
            };
            if !step.contains('*') {
                next.push(join(step));
                continue;
            }
            for name in fs::list(&root.join(&folder)).unwrap_or_default() {
                let path = join(&name);
                if !name.starts_with('.') && fits(step, &name) && root.join(&path).is_dir() {
                    next.push(path);
                }
            }
        }
        next.truncate(MAX_MEMBERS);
        found = next;
    }
    found.retain(|folder| root.join(folder).join("Cargo.toml").is_file());
    found
}

/// True if a name fits a pattern with stars.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_fit() {
        for (pattern, name, expected) in [
            ("*", "a", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "ab", false),
            ("a*b*c", "axbyc", true),
            ("ab*b", "ab", false),
            ("a", "ab", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn members_with_contracts_are_found() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let package = "[package]\nname = \"x\"\n";
        write(
            "crates/a/Cargo.toml",
            &format!("{package}[build-dependencies]\ncontractual-build = \"1\"\n"),
        );
        write("crates/b/Cargo.toml", package);
        write(
            "crates/c/Cargo.toml",
            &format!("{package}[build-dependencies]\nx = {{ package = \"contractual-build\" }}\n"),
        );
        write(
            "crates/d/Cargo.toml",
            &format!("{package}[package.metadata.contractual]\n"),
        );
        write("e/Cargo.toml", package);
        write("e/contractual.toml", "");
        write("crates/none/readme", "");
        let manifest = "[workspace]\nmembers = [\"crates/*\", \"e\"]\nexclude = [\"crates/d\"]\n";
        let found = with_contracts(root.path(), &toml::parse(manifest).unwrap()).unwrap();
        assert_eq!(found, ["crates/a", "crates/c", "e"]);
        write("crates/b/Cargo.toml", "[package\n");
        let error = with_contracts(root.path(), &toml::parse(manifest).unwrap()).unwrap_err();
        assert!(error.contains("crates/b/Cargo.toml:1:9"), "{error}");
    }
}
