//! One entry document: read, resolved, inherited, variables filled in (specification 4.2).

use std::path::{Path, PathBuf};

use super::references::Resolver;
use super::{Failure, FileKind, Files, Sources, extends, paths, substitute};
use crate::value::{Map, Node, Value};

/// A document as `resolve` prints it: no shape was checked yet.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The document.
    pub root: Node,
    /// Its entry file.
    pub path: PathBuf,
}

/// Loads the document at an absolute path; `vars` are filled in if given.
///
/// # Errors
/// The first error of 4 to 6.
pub fn load_document(
    files: &dyn Files,
    sources: &mut Sources,
    path: &Path,
    vars: Option<&Map>,
) -> Result<Loaded, Failure> {
    let child = load_entry(files, sources, path)?;
    let mut root = child.clone();
    if let Value::Map(map) = &child.value
        && let Some(name) = map.get("extends").filter(|name| name.as_str().is_some())
    {
        let folder = paths::parent(path);
        let names = ["agent-contracts.yaml", "agent-contracts.yml"];
        let base_path = extends::find_base(files, sources, &folder, name, &names)?;
        let base = load_entry(files, sources, &base_path)?;
        let empty = Map::new();
        let base = base.value.as_map().unwrap_or(&empty);
        root.value = Value::map(extends::merge_documents(base, map)?);
    }
    if let Some(vars) = vars {
        root = substitute(&root, vars)?;
    }
    Ok(Loaded {
        root,
        path: path.to_path_buf(),
    })
}

fn load_entry(files: &dyn Files, sources: &mut Sources, path: &Path) -> Result<Node, Failure> {
    let shown = paths::show(path);
    if files.kind(path) != Some(FileKind::File) {
        return Err(Failure::new(format!("File not found: {shown}")));
    }
    let tree = sources.yaml(files, path)?;
    if !matches!(tree.value, Value::Map(_) | Value::List(_)) {
        let kind = tree.kind();
        return Err(
            Failure::new(format!("Expected a YAML mapping in {shown}, got {kind}")).at(tree.at),
        );
    }
    let tree = Resolver::new(files, sources, path, tree).entry_document()?;
    if tree.get("version").and_then(|node| node.as_number()) != Some(1.0) {
        let found = tree.get("version").map_or(tree.at, |node| node.at);
        return Err(Failure::new(format!(
            "Missing DSL version in {shown}: expected version: 1"
        ))
        .at(found));
    }
    Ok(tree)
}
