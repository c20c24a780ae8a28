//! References to other documents: files of the project, and nothing else. No network.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Retrieve, Uri};
use serde_json::Value;

use super::load::MAX_SCHEMA_BYTES;
use crate::RelPath;
use crate::jsontext::scan;
use crate::paths::percent_decode;
use crate::root::{Refused, Root, read_limited};

/// Files looked at for a document with a certain `$id`.
const MAX_SEARCHED: usize = 2000;
/// Folders in which nobody keeps schemas.
const PASSED_OVER: [&str; 5] = [".git", "node_modules", "target", "vendor", ".venv"];

/// Why a document is not given.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    /// The reference as it was resolved.
    pub(super) reference: String,
    pub(super) message: String,
}

/// The files of the project as documents.
#[derive(Clone)]
pub(super) struct ProjectFiles {
    project: Arc<Root>,
    schema: Option<RelPath>,
    /// The folder part of the schema's own `$id`, for references that are relative to the file in truth.
    id_folder: Option<String>,
    refusals: Arc<Mutex<Vec<Refusal>>>,
}

impl ProjectFiles {
    pub(super) fn new(project: Arc<Root>, schema: Option<RelPath>, value: &Value) -> Self {
        let id = value
            .get("$id")
            .or_else(|| value.get("id"))
            .and_then(Value::as_str);
        let id_folder = id
            .and_then(|id| id.rfind('/').map(|at| id[..=at].to_owned()))
            .filter(|folder| folder.contains("://"));
        Self {
            project,
            schema,
            id_folder,
            refusals: Arc::default(),
        }
    }

    pub(super) fn refusals(&self) -> Vec<Refusal> {
        self.refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn refuse(
        &self,
        code: &'static str,
        reference: &str,
        message: String,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let refusal = Refusal {
            code,
            reference: reference.to_owned(),
            message: message.clone(),
        };
        self.refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(refusal);
        Err(message.into())
    }

    fn of_path(
        &self,
        path: &RelPath,
        reference: &str,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let bytes = match self
            .project
            .file(path)
            .map(|file| read_limited(file, MAX_SCHEMA_BYTES))
        {
            Ok(Ok(Some(bytes))) => bytes,
            Ok(Ok(None)) => {
                return self.refuse(
                    "schema_ref_unresolved",
                    reference,
                    format!("the referenced `{path}` is too large"),
                );
            }
            Ok(Err(error)) => {
                return self.refuse(
                    "schema_ref_unresolved",
                    reference,
                    format!("cannot read the referenced `{path}`: {error}"),
                );
            }
            Err(Refused::Escape(link)) => {
                return self.refuse(
                    "path_escape",
                    reference,
                    format!(
                        "the reference to `{path}` leads out of the project by the link `{link}`"
                    ),
                );
            }
            Err(_) => {
                return self.refuse(
                    "schema_ref_unresolved",
                    reference,
                    format!("the referenced `{path}` does not exist in the project"),
                );
            }
        };
        let text = String::from_utf8(bytes).unwrap_or_default();
        match scan(text) {
            Ok((doc, _)) => Ok(doc.root().to_value()),
            Err((_, text)) => {
                let what = if text.is_empty() {
                    "is empty or not UTF-8"
                } else {
                    "is not JSON"
                };
                self.refuse(
                    "schema_malformed",
                    reference,
                    format!("the referenced `{path}` {what}"),
                )
            }
        }
    }

    /// A document of the project whose `$id` is this.
    fn with_id(&self, wanted: &str) -> Option<Value> {
        let mut folders: Vec<PathBuf> = vec![self.project.path().to_path_buf()];
        let mut searched = 0;
        while let Some(folder) = folders.pop() {
            let mut entries: Vec<_> = std::fs::read_dir(folder)
                .ok()?
                .filter_map(Result::ok)
                .collect();
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                let name = entry.file_name();
                if kind.is_dir() {
                    if !PASSED_OVER.iter().any(|passed| name == *passed) {
                        folders.push(entry.path());
                    }
                } else if kind.is_file()
                    && Path::new(&name)
                        .extension()
                        .is_some_and(|extension| extension == "json")
                {
                    searched += 1;
                    if searched > MAX_SEARCHED {
                        return None;
                    }
                    let Ok(file) = std::fs::File::open(entry.path()) else {
                        continue;
                    };
                    let Ok(Some(bytes)) = read_limited(file, 1 << 20) else {
                        continue;
                    };
                    let Ok(text) = String::from_utf8(bytes) else {
                        continue;
                    };
                    if !text.contains(wanted) {
                        continue;
                    }
                    let Ok((doc, _)) = scan(text) else { continue };
                    let id = doc.root().get("$id").or_else(|| doc.root().get("id"));
                    if id.is_some_and(|id| id.text().trim_end_matches('#') == wanted) {
                        return Some(doc.root().to_value());
                    }
                }
            }
        }
        None
    }
}

impl Retrieve for ProjectFiles {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let text = uri.as_str().trim_end_matches('#');
        if let Some(path) = text.strip_prefix("file://") {
            let path = percent_decode(path);
            let Ok(below) = Path::new(&path).strip_prefix(self.project.path()) else {
                return self.refuse(
                    "path_escape",
                    text,
                    format!("the reference to `{}` leads out of the project", last(text)),
                );
            };
            return match RelPath::parse(&below.to_string_lossy()) {
                Ok(below) => self.of_path(&below, text),
                Err(_) => self.refuse(
                    "path_escape",
                    text,
                    format!("the reference to `{}` leads out of the project", last(text)),
                ),
            };
        }
        if let Some(value) = self.with_id(text) {
            return Ok(value);
        }
        if let (Some(folder), Some(schema)) = (&self.id_folder, &self.schema)
            && let Some(rest) = text.strip_prefix(folder.as_str())
            && let Ok(path) = schema.parent().join(&percent_decode(rest))
        {
            return self.of_path(&path, text);
        }
        self.refuse(
            "schema_ref_unresolved",
            text,
            format!(
                "`{text}` is not a document of the project, and nothing is fetched from the network"
            ),
        )
    }
}

fn last(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

/// The URI of a file of this machine; a folder ends with a slash.
pub(super) fn file_uri(path: &Path, folder: bool) -> String {
    let mut out = String::from("file://");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    if folder {
        out.push_str("/inline.schema.json");
    }
    out
}
