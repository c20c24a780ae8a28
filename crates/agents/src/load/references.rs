//! `$ref` and `$refs` (specification 4.3 to 4.7).
//!
//! What is being resolved is kept on a stack, so that only a real circle is one: two elements of a list may name the
//! same file. A file is resolved once and then shared.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::sources::{MAX_DEPTH, MAX_NODES};
use super::{Failure, FileKind, Files, Sources, paths};
use crate::value::{Map, Node, Value};

/// References inside references.
const MAX_CHAIN: usize = 200;
/// The deepest nesting of the whole document: twice that of one file, so that no chain of files makes a tree that
/// nothing can walk.
const MAX_WHOLE_DEPTH: usize = 2 * MAX_DEPTH;

/// Something that is being resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Target {
    Path(PathBuf),
    Pointer(PathBuf, String),
}

pub(crate) struct Resolver<'a> {
    files: &'a dyn Files,
    sources: &'a mut Sources,
    /// The entry file and its tree as written: what pointers point into.
    entry: PathBuf,
    root: Node,
    stack: Vec<Target>,
    done: HashMap<Target, Done>,
    nodes: usize,
    /// How deep in the whole document the node stands that is being resolved.
    depth: usize,
}

/// Something that is resolved: its tree, the number of values in it and how deep they go.
#[derive(Clone)]
struct Done {
    node: Node,
    size: usize,
    height: usize,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        files: &'a dyn Files,
        sources: &'a mut Sources,
        entry: &Path,
        root: Node,
    ) -> Self {
        Self {
            files,
            sources,
            entry: entry.to_path_buf(),
            root,
            stack: vec![Target::Path(entry.to_path_buf())],
            done: HashMap::new(),
            nodes: 0,
            depth: 0,
        }
    }

    /// The whole entry document with everything resolved.
    pub(crate) fn entry_document(mut self) -> Result<Node, Failure> {
        let root = self.root.clone();
        let folder = paths::parent(&self.entry);
        Ok(self.node(&root, &folder)?.unwrap_or(root))
    }

    /// The node with its references resolved; `None` if there are none.
    fn node(&mut self, node: &Node, folder: &Path) -> Result<Option<Node>, Failure> {
        match &node.value {
            Value::List(items) => {
                let mut changed: Option<Vec<Node>> = None;
                self.deeper(1, node)?;
                for (at, item) in items.iter().enumerate() {
                    if let Some(new) = self.node(item, folder)? {
                        changed.get_or_insert_with(|| items.to_vec())[at] = new;
                    }
                }
                self.depth -= 1;
                Ok(changed.map(|items| Node {
                    value: Value::list(items),
                    at: node.at,
                }))
            }
            Value::Map(map) => {
                if let Some(Value::Text(target)) = map.get("$ref").map(|node| &node.value) {
                    return self.reference(target, node, folder).map(Some);
                }
                if let Some(Value::List(targets)) = map.get("$refs").map(|node| &node.value)
                    && targets
                        .iter()
                        .all(|target| matches!(target.value, Value::Text(_)))
                {
                    return self.import(targets, map, node, folder).map(Some);
                }
                self.members(map, node, folder)
            }
            _ => Ok(None),
        }
    }

    fn members(&mut self, map: &Map, node: &Node, folder: &Path) -> Result<Option<Node>, Failure> {
        self.deeper(1, node)?;
        let changed = map.replaced(|entry| self.node(&entry.node, folder))?;
        self.depth -= 1;
        Ok(changed.map(|map| Node {
            value: Value::map(map),
            at: node.at,
        }))
    }

    fn reference(&mut self, target: &str, node: &Node, folder: &Path) -> Result<Node, Failure> {
        if target.starts_with("#/") {
            return self.pointer(target, node, folder);
        }
        let path = paths::resolve(folder, target);
        self.path(&path, node, "$ref")
    }

    /// What a file or a folder holds, resolved.
    fn path(&mut self, path: &Path, from: &Node, word: &str) -> Result<Node, Failure> {
        let kind = self.files.kind(path);
        let target = Target::Path(path.to_path_buf());
        self.resolve_once(target, from, word, |this| match kind {
            Some(FileKind::File) => {
                let tree = this.sources.yaml(this.files, path)?;
                let folder = paths::parent(path);
                Ok(this.node(&tree, &folder)?.unwrap_or(tree))
            }
            Some(FileKind::Folder) => this.folder(path, from),
            None => Err(
                Failure::new(format!("File not found: {}", paths::show(path)))
                    .at(from.at)
                    .advice(
                        "paths in references are relative to the folder of the file they stand in",
                    ),
            ),
        })
    }

    fn resolve_once(
        &mut self,
        target: Target,
        from: &Node,
        word: &str,
        resolve: impl FnOnce(&mut Self) -> Result<Node, Failure>,
    ) -> Result<Node, Failure> {
        if self.stack.contains(&target) {
            let shown = match &target {
                Target::Path(path) => paths::show(path),
                Target::Pointer(_, pointer) => pointer.clone(),
            };
            let message = if word == "$ref" {
                format!("Circular $ref detected: {shown}")
            } else {
                format!("Circular $refs import detected: {shown}")
            };
            return Err(Failure::new(message).at(from.at));
        }
        if self.stack.len() >= MAX_CHAIN {
            let message = format!("more than {MAX_CHAIN} references inside each other");
            return Err(Failure::new(message).at(from.at));
        }
        let done = match self.done.get(&target) {
            Some(done) => done.clone(),
            None => {
                self.stack.push(target.clone());
                let result = resolve(self);
                self.stack.pop();
                let node = result?;
                let (size, height) = (node.count(), node.height());
                let done = Done { node, size, height };
                self.done.insert(target, done.clone());
                done
            }
        };
        self.deeper(done.height, from)?;
        self.depth -= done.height;
        self.nodes += done.size;
        if self.nodes > MAX_NODES {
            let message = format!("references make the document larger than {MAX_NODES} values");
            return Err(Failure::new(message).at(from.at));
        }
        Ok(done.node)
    }

    /// Goes some levels down, if so many are allowed.
    fn deeper(&mut self, levels: usize, from: &Node) -> Result<(), Failure> {
        self.depth += levels;
        if self.depth <= MAX_WHOLE_DEPTH {
            return Ok(());
        }
        let message = format!("values stand more than {MAX_WHOLE_DEPTH} levels inside each other");
        Err(Failure::new(message)
            .at(from.at)
            .advice("references bring their own levels along"))
    }

    /// All YAML files directly in a folder, merged in the order of their names.
    fn folder(&mut self, path: &Path, from: &Node) -> Result<Node, Failure> {
        let shown = paths::show(path);
        let names = self.files.list(path);
        let names = names
            .map_err(|reason| Failure::new(format!("Cannot read {shown}: {reason}")).at(from.at))?;
        let mut names: Vec<String> = names
            .into_iter()
            .filter(|name| {
                let extension = name.rfind('.').filter(|at| *at > 0).map(|at| &name[at..]);
                matches!(extension, Some(".yaml" | ".yml"))
            })
            .filter(|name| self.files.kind(&path.join(name)) == Some(FileKind::File))
            .collect();
        names.sort_by(|a, b| crate::js::compare_units(a, b));
        if names.is_empty() {
            return Err(
                Failure::new(format!("No YAML files found in directory: {shown}")).at(from.at),
            );
        }
        let mut merged = Map::new();
        for name in names {
            let file = path.join(name);
            let node = self.path(&file, from, "$ref")?;
            let label = paths::show(&file);
            let Value::Map(map) = &node.value else {
                return Err(Failure::new(format!("Expected a YAML mapping in {label}")).at(node.at));
            };
            merge_into(&mut merged, map, &label)?;
        }
        Ok(Node {
            value: Value::map(merged),
            at: from.at,
        })
    }

    fn import(
        &mut self,
        targets: &[Node],
        map: &Map,
        node: &Node,
        folder: &Path,
    ) -> Result<Node, Failure> {
        let mut merged = Map::new();
        for target in targets {
            let written = target.as_str().unwrap_or_default();
            let path = paths::resolve(folder, written);
            let imported = self.path(&path, target, "$refs")?;
            let Value::Map(imported) = &imported.value else {
                let message = format!("Expected a YAML mapping in {}", paths::show(&path));
                return Err(Failure::new(message).at(target.at));
            };
            merge_into(&mut merged, imported, written)?;
        }
        let mut own = map.clone();
        own.remove("$refs");
        merge_into(&mut merged, &own, "(inline)")?;
        let result = Node {
            value: Value::map(merged),
            at: node.at,
        };
        Ok(self.node(&result, folder)?.unwrap_or(result))
    }

    fn pointer(&mut self, pointer: &str, from: &Node, folder: &Path) -> Result<Node, Failure> {
        let mut found = self.root.clone();
        for step in pointer[2..].split('/') {
            let step = step.replace("~1", "/").replace("~0", "~");
            let Value::Map(map) = &found.value else {
                let message = format!(
                    "Cannot resolve pointer \"{pointer}\": segment \"{step}\" is not inside a mapping"
                );
                return Err(Failure::new(message).at(from.at));
            };
            let Some(next) = map.get(&step) else {
                let message =
                    format!("Cannot resolve pointer \"{pointer}\": segment \"{step}\" not found");
                let near = contractual_diag::nearest(&step, map.keys().map(|key| &**key));
                let failure = Failure::new(message).at(from.at);
                return Err(match near {
                    Some(near) => failure.advice(format!("did you mean `{near}`?")),
                    None => failure,
                });
            };
            found = next.clone();
        }
        // The folder is part of the identity: file references in the target are relative to the referring file.
        let target = Target::Pointer(folder.to_path_buf(), pointer.to_owned());
        self.resolve_once(target, from, "$ref", |this| {
            Ok(this.node(&found, folder)?.unwrap_or(found))
        })
    }
}

/// Merges `from` into `into`; a key on both sides is merged only if both values are maps (specification 4.6).
fn merge_into(into: &mut Map, from: &Map, label: &str) -> Result<(), Failure> {
    for entry in from.entries() {
        let Some(old) = into.entry_mut(&entry.key) else {
            into.insert_entry(entry.clone());
            continue;
        };
        let (Value::Map(old_map), Value::Map(new_map)) = (&mut old.node.value, &entry.node.value)
        else {
            let message = format!(
                "Conflicting value for key \"{}\" while merging $refs from {label}",
                entry.key
            );
            return Err(Failure::new(message)
                .at(entry.key_at)
                .advice("each value may come from one file only; remove it from one of them"));
        };
        // In place: many files may add to one map, which must not be copied for each of them.
        merge_into(Arc::make_mut(old_map), new_map, label)?;
        old.key_at = entry.key_at;
    }
    Ok(())
}
