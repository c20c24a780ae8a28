//! Where files come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// A view of a file system: everything this crate reads goes through it. Paths are absolute.
pub trait Files {
    /// What a path is; `None` if there is nothing.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// The reason in words, without the path.
    fn read(&self, path: &Path) -> Result<Vec<u8>, String>;

    /// The names of the entries of a folder, in any order.
    ///
    /// # Errors
    /// The reason in words, without the path.
    fn list(&self, path: &Path) -> Result<Vec<String>, String>;
}

/// Files held in memory, for tests and for callers that have no disk.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryFiles {
    /// Files from pairs of absolute path and content.
    pub fn new<P: Into<PathBuf>, C: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(path, content)| (path.into(), content.into()));
        Self {
            files: files.collect(),
        }
    }
}

impl Files for MemoryFiles {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        if self.files.contains_key(path) {
            return Some(FileKind::File);
        }
        let inside = self.files.keys().any(|file| file.starts_with(path));
        inside.then_some(FileKind::Folder)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, String> {
        self.files
            .get(path)
            .cloned()
            .ok_or_else(|| "no such file".to_owned())
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, String> {
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|file| file.strip_prefix(path).ok())
            .filter_map(|rest| rest.iter().next())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.dedup();
        Ok(names)
    }
}
