//! A disk in memory, and command lines run on it.

#![allow(dead_code, reason = "each test file uses a part")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contractual_agents::load::{FileKind, Files};
use contractual_agents::run::{Disk, NoSchemas, Outcome, SchemaSource, World, main};

/// The start of a document.
pub(crate) const HEAD: &str = "version: 1\nsystem: {id: s, name: S, default_workflow_order: []}\n";

/// A disk in memory that can be written.
#[derive(Default)]
pub(crate) struct MemoryDisk(pub(crate) RefCell<BTreeMap<PathBuf, Vec<u8>>>);

impl MemoryDisk {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let disk = Self::default();
        for (name, text) in files {
            disk.put(name, text);
        }
        disk
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        self.0
            .borrow_mut()
            .insert(Path::new("/p").join(name), text.as_bytes().to_vec());
    }

    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let bytes = self.0.borrow().get(&Path::new("/p").join(name)).cloned();
        bytes.map(|bytes| String::from_utf8(bytes).unwrap())
    }

    pub(crate) fn run_with(&self, line: &str, schemas: &dyn SchemaSource) -> Outcome {
        let world = World {
            disk: self,
            cwd: Path::new("/p"),
            now: "2026-01-01T00:00:00.000Z",
            schemas,
        };
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        main(&words, &world)
    }

    pub(crate) fn run(&self, line: &str) -> Outcome {
        self.run_with(line, &NoSchemas)
    }
}

impl Files for MemoryDisk {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let files = self.0.borrow();
        if files.contains_key(path) {
            return Some(FileKind::File);
        }
        files
            .keys()
            .any(|file| file.starts_with(path))
            .then_some(FileKind::Folder)
    }
    fn read(&self, path: &Path) -> Result<Vec<u8>, String> {
        self.0
            .borrow()
            .get(path)
            .cloned()
            .ok_or_else(|| "no such file".into())
    }
    fn list(&self, path: &Path) -> Result<Vec<String>, String> {
        let files = self.0.borrow();
        let inside = files.keys().filter(|file| file.parent() == Some(path));
        Ok(inside
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect())
    }
}

impl Disk for MemoryDisk {
    fn write(&self, path: &Path, content: &[u8], _: bool, _: bool) -> Result<(), String> {
        self.0
            .borrow_mut()
            .insert(path.to_path_buf(), content.to_vec());
        Ok(())
    }
    fn remove(&self, path: &Path) -> Result<(), String> {
        self.0.borrow_mut().remove(path);
        Ok(())
    }
    fn files(&self) -> &dyn Files {
        self
    }
}
