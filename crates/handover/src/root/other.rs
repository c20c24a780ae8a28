//! A root where the system has no folder handles to walk over: every part is looked at, a link is followed to its real place if
//! that lies inside, and after opening a file its path is looked at once more.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{Absent, MAX_LINKS, Refused};
use crate::RelPath;

/// A folder.
#[derive(Debug)]
pub struct Root {
    pub(super) path: PathBuf,
}

impl Root {
    /// Opens a folder by its path on this machine.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if !path.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self { path })
    }

    /// Opens a regular file for reading. Links are followed as long as they stay inside.
    pub fn file(&self, path: &RelPath) -> Result<File, Refused> {
        let real = self.walk(path, Absent::Refuse)?;
        if !fs::metadata(&real)?.is_file() {
            return Err(Refused::NotFile);
        }
        let file = File::open(&real)?;
        // A folder on the way may have become a link since it was looked at.
        if real.canonicalize()? != real {
            return Err(Refused::Escape(path.to_string()));
        }
        Ok(file)
    }

    /// Opens a folder below this one.
    pub fn folder(&self, path: &RelPath) -> Result<Root, Refused> {
        let real = self.walk(path, Absent::Refuse)?;
        if !fs::metadata(&real)?.is_dir() {
            return Err(Refused::NotFolder);
        }
        Ok(Root { path: real })
    }

    /// True if something is there and can be reached without leaving.
    pub fn exists(&self, path: &RelPath) -> bool {
        self.walk(path, Absent::Refuse).is_ok()
    }

    /// Makes a folder with all its parents, inside whatever links say, and opens it.
    pub fn make_folder(&self, path: &RelPath) -> Result<Root, Refused> {
        let path = self.walk(path, Absent::MakeFolder)?;
        Ok(Root { path })
    }

    /// Fills a temporary sibling and renames it to the file.
    pub(super) fn put(
        &self,
        path: &RelPath,
        mode: u32,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), Refused> {
        let folder = self.make_folder(&path.parent())?;
        let name = path.file_name().ok_or(Refused::NotFile)?;
        let temporary = folder
            .path
            .join(format!(".{name}.{}.tmp", std::process::id()));
        let target = folder.path.join(name);
        let _ = fs::remove_file(&temporary);
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).open(&temporary)?;
        let written = fill(&mut file);
        drop(file);
        // A file that may only be read cannot be replaced here.
        let _ = set_read_only(&target, false);
        let done = written
            .and_then(|()| fs::rename(&temporary, &target))
            .and_then(|()| set_read_only(&target, mode & 0o200 == 0));
        if let Err(error) = done {
            let _ = fs::remove_file(&temporary);
            return Err(error.into());
        }
        Ok(())
    }

    /// Sets the mode of a file or folder, as far as there is one: whether it may be written to.
    pub(crate) fn set_mode(&self, path: &RelPath, mode: u32) -> Result<(), Refused> {
        let real = self.walk(path, Absent::Refuse)?;
        if real.is_file() {
            set_read_only(&real, mode & 0o200 == 0)?;
        }
        Ok(())
    }

    /// Moves something to another name below the same root.
    pub(crate) fn rename(&self, from: &RelPath, to: &RelPath) -> Result<(), Refused> {
        let source = self.folder(&from.parent())?;
        let target = self.make_folder(&to.parent())?;
        let (Some(old), Some(new)) = (from.file_name(), to.file_name()) else {
            return Err(Refused::NotFile);
        };
        fs::rename(source.path.join(old), target.path.join(new))?;
        Ok(())
    }

    /// Removes a file, folder or link by name without following it; absence is fine.
    pub fn remove(&self, path: &RelPath) -> Result<(), Refused> {
        let Some(name) = path.file_name() else {
            return Err(Refused::NotFile);
        };
        let folder = match self.folder(&path.parent()) {
            Ok(folder) => folder,
            Err(Refused::Missing) => return Ok(()),
            Err(other) => return Err(other),
        };
        remove_at(&folder.path.join(name))?;
        Ok(())
    }

    /// The names in a folder below, sorted, at most `limit`.
    pub fn names(&self, path: &RelPath, limit: usize) -> Result<Vec<String>, Refused> {
        let folder = self.folder(path)?;
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder.path)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
            if names.len() > limit.saturating_mul(16) {
                break;
            }
        }
        names.sort();
        names.truncate(limit);
        Ok(names)
    }

    /// The real path of something below; every part of it lies inside.
    fn walk(&self, path: &RelPath, absent: Absent) -> Result<PathBuf, Refused> {
        let mut here = self.path.clone();
        let mut links = 0;
        for part in path.parts() {
            if !here.is_dir() {
                return Err(Refused::NotFolder);
            }
            let next = here.join(part);
            here = match fs::symlink_metadata(&next) {
                Ok(data) if data.file_type().is_symlink() => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Refused::Loop);
                    }
                    let real = match next.canonicalize() {
                        Ok(real) => real,
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {
                            return Err(Refused::Missing);
                        }
                        Err(error) => return Err(error.into()),
                    };
                    if !real.starts_with(&self.path) {
                        return Err(Refused::Escape(path.to_string()));
                    }
                    real
                }
                Ok(_) => next,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if absent == Absent::Refuse {
                        return Err(Refused::Missing);
                    }
                    match fs::create_dir(&next) {
                        Ok(()) => {}
                        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                        Err(error) => return Err(error.into()),
                    }
                    next
                }
                Err(error) => return Err(error.into()),
            };
        }
        Ok(here)
    }
}

fn set_read_only(path: &Path, read_only: bool) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(read_only);
    fs::set_permissions(path, permissions)
}

fn remove_at(path: &Path) -> io::Result<()> {
    let kind = match fs::symlink_metadata(path) {
        Ok(data) => data.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if kind.is_symlink() {
        // A link to a folder is removed as a folder is, one to a file as a file.
        return fs::remove_dir(path).or_else(|_| fs::remove_file(path));
    }
    if !kind.is_dir() {
        let _ = set_read_only(path, false);
        return fs::remove_file(path);
    }
    for entry in fs::read_dir(path)? {
        remove_at(&entry?.path())?;
    }
    fs::remove_dir(path)
}
