//! The files of a project: read once, numbered, turned into trees.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use contractual_diag::SourceLoc;
use contractual_yaml::{Limits, Options};

use super::{Failure, Files, paths};
use crate::value::{At, Entry, Map, Node, Text, Value};

/// The largest YAML file that is read, in bytes.
pub(super) const MAX_FILE_BYTES: usize = 32 << 20;
/// The largest document, in values, after aliases and references are expanded.
pub(super) const MAX_NODES: usize = 3_000_000;
/// The most values that anchors and aliases of one file may copy.
const MAX_COPIES: usize = 200_000;
/// The deepest nesting.
pub(crate) const MAX_DEPTH: usize = 128;

/// All files that were read so far.
#[derive(Debug, Default)]
pub struct Sources {
    paths: Vec<PathBuf>,
    numbers: HashMap<PathBuf, u32>,
    trees: HashMap<PathBuf, Node>,
    texts: HashMap<PathBuf, String>,
    /// What was read but should be looked at, one line each.
    pub warnings: Vec<String>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a file; a new one if it is not known.
    pub fn number(&mut self, path: &Path) -> u32 {
        if let Some(number) = self.numbers.get(path) {
            return *number;
        }
        self.paths.push(path.to_path_buf());
        let number = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        self.numbers.insert(path.to_path_buf(), number);
        number
    }

    /// The path of a file number.
    pub fn path(&self, file: u32) -> Option<&Path> {
        self.paths
            .get((file as usize).checked_sub(1)?)
            .map(PathBuf::as_path)
    }

    /// All files, in the order in which they were read.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// The text of a file that was read.
    pub fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The trees of all files that were read.
    pub(crate) fn into_trees(self) -> impl Iterator<Item = Node> {
        self.trees.into_values()
    }

    /// A place as shown to people: the path relative to `root`.
    pub fn loc(&self, at: At, root: &Path) -> Option<SourceLoc> {
        let path = self.path(at.file())?;
        Some(SourceLoc::new(
            paths::relative(root, path),
            at.line(),
            at.column(),
        ))
    }

    /// The text of a file, which must be UTF-8 and of bearable size.
    ///
    /// # Errors
    /// The reason in words, without the path.
    pub fn read_text(files: &dyn Files, path: &Path, limit: usize) -> Result<String, String> {
        let bytes = files.read(path)?;
        if bytes.len() > limit {
            return Err(format!(
                "the file has {} bytes; {limit} are allowed",
                bytes.len()
            ));
        }
        String::from_utf8(bytes)
            .map_err(|error| format!("byte {} is not UTF-8", error.utf8_error().valid_up_to()))
    }

    /// The tree of a YAML file, references not resolved.
    ///
    /// # Errors
    /// Unreadable files and everything that is not YAML.
    pub fn yaml(&mut self, files: &dyn Files, path: &Path) -> Result<Node, Failure> {
        if let Some(tree) = self.trees.get(path) {
            return Ok(tree.clone());
        }
        let file = self.number(path);
        let shown = paths::show(path);
        let text = Self::read_text(files, path, MAX_FILE_BYTES)
            .map_err(|reason| Failure::new(format!("Cannot read {shown}: {reason}")))?;
        let options = Options {
            limits: Limits {
                max_bytes: MAX_FILE_BYTES,
                max_depth: MAX_DEPTH,
                max_nodes: MAX_NODES,
                max_copies: MAX_COPIES,
                ..Limits::default()
            },
            foreign_tags: true,
            typed_keys: true,
            ..Options::default()
        };
        if let Some(tree) = super::quick::tree(&text, &options.limits, file) {
            self.texts.insert(path.to_path_buf(), text);
            self.trees.insert(path.to_path_buf(), tree.clone());
            return Ok(tree);
        }
        let tree = match contractual_yaml::parse_one(&text, &shown, &options) {
            Ok(document) => {
                for warning in &document.warnings {
                    let place = warning
                        .loc
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default();
                    self.warnings
                        .push(format!("Warning: {} at {place}, ignored", warning.headline));
                }
                convert(document.root, file)
            }
            Err(problems) => {
                let place = problems.first().and_then(|one| one.loc.as_ref());
                let at = place.map_or(At::default(), |loc| At::new(file, loc.line, loc.column));
                let failure = Failure::yaml(&shown, &problems, &text, at);
                self.texts.insert(path.to_path_buf(), text);
                return Err(failure);
            }
        };
        self.texts.insert(path.to_path_buf(), text);
        self.trees.insert(path.to_path_buf(), tree.clone());
        Ok(tree)
    }
}

pub(crate) fn convert(node: contractual_yaml::Node, file: u32) -> Node {
    let place = |span: contractual_yaml::Span| At::new(file, span.start.line, span.start.column);
    let at = place(node.span);
    let value = match node.value {
        contractual_yaml::Value::Null => Value::Null,
        contractual_yaml::Value::Bool(value) => Value::Bool(value),
        #[allow(clippy::cast_precision_loss)]
        contractual_yaml::Value::Int(value) => Value::Number(value as f64),
        contractual_yaml::Value::Float(value) => Value::Number(value),
        contractual_yaml::Value::String(text) => Value::Text(text.into()),
        contractual_yaml::Value::Sequence(items) => {
            Value::list(items.into_iter().map(|item| convert(item, file)).collect())
        }
        contractual_yaml::Value::Mapping(mapping) => {
            let entries = mapping.entries.into_iter().map(|entry| Entry {
                key: key_text(&entry),
                key_at: place(entry.key_node.span),
                node: convert(entry.value, file),
            });
            // Keys that differ in the text may be one as text; the last one counts.
            let map = Map::from_entries(entries.collect()).unwrap_or_else(|entries| {
                let mut map = Map::new();
                for entry in entries {
                    map.insert_entry(entry);
                }
                map
            });
            Value::map(map)
        }
    };
    Node { value, at }
}

/// Keys that are numbers get the number format of the DSL.
fn key_text(entry: &contractual_yaml::Entry) -> Text {
    match entry.key_node.value {
        contractual_yaml::Value::Float(value) => crate::js::number(value).into(),
        #[allow(clippy::cast_precision_loss)]
        contractual_yaml::Value::Int(value) => crate::js::number(value as f64).into(),
        _ => entry.key.clone().into(),
    }
}
