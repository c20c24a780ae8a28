//! A root over folder handles: every path is walked part by part, links are followed by hand, and what was opened is what was
//! checked. No check can be outrun by swapping a folder for a link.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::{Absent, MAX_LINKS, Refused};
use crate::RelPath;

/// A folder, held open.
#[derive(Debug)]
pub struct Root {
    pub(super) path: PathBuf,
    handle: OwnedFd,
}

impl From<Errno> for Refused {
    fn from(error: Errno) -> Self {
        match error {
            Errno::NOENT => Self::Missing,
            Errno::NOTDIR => Self::NotFolder,
            Errno::LOOP => Self::Loop,
            other => Self::Io(other.into()),
        }
    }
}

impl Root {
    /// Opens a folder by its path on this machine.
    pub fn open(path: &Path) -> io::Result<Self> {
        let real = path.canonicalize()?;
        let handle = rustix::fs::open(&real, folder_flags(), Mode::empty())?;
        Ok(Self { path: real, handle })
    }

    /// Opens a regular file for reading. Links are followed as long as they stay inside.
    pub fn file(&self, path: &RelPath) -> Result<File, Refused> {
        let handle = self.walk(path, Absent::Refuse)?.leaf()?;
        let kind = FileType::from_raw_mode(rustix::fs::fstat(&handle)?.st_mode);
        if kind != FileType::RegularFile {
            return Err(Refused::NotFile);
        }
        Ok(File::from(handle))
    }

    /// Opens a folder below this one.
    pub fn folder(&self, path: &RelPath) -> Result<Root, Refused> {
        let walked = self.walk(path, Absent::Refuse)?;
        let real = walked.real(self);
        let handle = walked.leaf()?;
        let kind = FileType::from_raw_mode(rustix::fs::fstat(&handle)?.st_mode);
        if kind != FileType::Directory {
            return Err(Refused::NotFolder);
        }
        Ok(Root { path: real, handle })
    }

    /// True if something is there and can be reached without leaving.
    pub fn exists(&self, path: &RelPath) -> bool {
        self.walk(path, Absent::Refuse)
            .and_then(Walked::leaf)
            .is_ok()
    }

    /// Makes a folder with all its parents, inside whatever links say, and opens it.
    pub fn make_folder(&self, path: &RelPath) -> Result<Root, Refused> {
        let walked = self.walk(path, Absent::MakeFolder)?;
        let real = walked.real(self);
        let handle = walked.leaf()?;
        Ok(Root { path: real, handle })
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
        let temporary = format!(".{name}.{}.tmp", std::process::id());
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let _ = rustix::fs::unlinkat(&folder.handle, temporary.as_str(), AtFlags::empty());
        let handle = rustix::fs::openat(
            &folder.handle,
            temporary.as_str(),
            flags,
            Mode::from_raw_mode(0o600),
        )?;
        let mut file = File::from(handle);
        let written = fill(&mut file)
            .and_then(|()| Ok(rustix::fs::fchmod(&file, Mode::from_raw_mode(mode as _))?));
        if let Err(error) = written {
            let _ = rustix::fs::unlinkat(&folder.handle, temporary.as_str(), AtFlags::empty());
            return Err(error.into());
        }
        rustix::fs::renameat(&folder.handle, temporary.as_str(), &folder.handle, name)?;
        Ok(())
    }

    /// Sets the mode of a file or folder.
    pub(crate) fn set_mode(&self, path: &RelPath, mode: u32) -> Result<(), Refused> {
        let handle = self.walk(path, Absent::Refuse)?.leaf()?;
        rustix::fs::fchmod(&handle, Mode::from_raw_mode(mode as _))?;
        Ok(())
    }

    /// Moves something to another name below the same root.
    pub(crate) fn rename(&self, from: &RelPath, to: &RelPath) -> Result<(), Refused> {
        let source = self.folder(&from.parent())?;
        let target = self.make_folder(&to.parent())?;
        let (Some(old), Some(new)) = (from.file_name(), to.file_name()) else {
            return Err(Refused::NotFile);
        };
        rustix::fs::renameat(&source.handle, old, &target.handle, new)?;
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
        remove_at(folder.handle.as_fd(), OsStr::new(name)).map_err(Refused::from)
    }

    /// The names in a folder below, sorted, at most `limit`.
    pub fn names(&self, path: &RelPath, limit: usize) -> Result<Vec<String>, Refused> {
        let folder = self.folder(path)?;
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&folder.handle)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != "." && name != ".." {
                names.push(name);
            }
            if names.len() > limit.saturating_mul(16) {
                break;
            }
        }
        names.sort();
        names.truncate(limit);
        Ok(names)
    }

    fn walk(&self, path: &RelPath, absent: Absent) -> Result<Walked, Refused> {
        let mut walked = Walked {
            folders: vec![(self.handle.try_clone()?, String::new())],
            leaf: None,
        };
        let mut todo: VecDeque<Vec<u8>> = path
            .parts()
            .iter()
            .map(|part| part.clone().into_bytes())
            .collect();
        let mut links = 0;
        while let Some(part) = todo.pop_front() {
            if part.is_empty() || part == b"." {
                continue;
            }
            if let Some((leaf, name)) = walked.leaf.take() {
                // Something that is not a folder has parts below it.
                let kind = FileType::from_raw_mode(rustix::fs::fstat(&leaf)?.st_mode);
                if kind != FileType::Directory {
                    return Err(Refused::NotFolder);
                }
                walked.folders.push((leaf, name));
            }
            if part == b".." {
                if walked.folders.len() == 1 {
                    return Err(Refused::Escape(path.to_string()));
                }
                walked.folders.pop();
                continue;
            }
            let (here, _) = walked.folders.last().ok_or(Refused::Missing)?;
            let name = OsStr::from_bytes(&part);
            match rustix::fs::readlinkat(here, name, Vec::new()) {
                Ok(target) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Refused::Loop);
                    }
                    let target = target.into_bytes();
                    if target.first() == Some(&b'/') {
                        let inside = self
                            .inside(&target)
                            .ok_or_else(|| Refused::Escape(walked.named(name)))?;
                        walked.folders.truncate(1);
                        prepend(&mut todo, &inside);
                    } else {
                        prepend(&mut todo, &target);
                    }
                    continue;
                }
                Err(Errno::INVAL) => {}
                Err(Errno::NOENT) if absent == Absent::MakeFolder => {
                    match rustix::fs::mkdirat(here, name, Mode::from_raw_mode(0o755)) {
                        Ok(()) | Err(Errno::EXIST) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Err(error) => return Err(error.into()),
            }
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            match rustix::fs::openat(here, name, flags, Mode::empty()) {
                Ok(handle) => walked.leaf = Some((handle, name.to_string_lossy().into_owned())),
                // It became a link since it was looked at: look again.
                Err(Errno::LOOP) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Refused::Loop);
                    }
                    todo.push_front(part);
                }
                // A socket cannot be opened at all.
                Err(Errno::NXIO) => return Err(Refused::NotFile),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(walked)
    }

    /// The rest of an absolute link target behind this root, if it lies inside.
    fn inside(&self, target: &[u8]) -> Option<Vec<u8>> {
        let target = Path::new(OsStr::from_bytes(target));
        let climbs = target
            .components()
            .any(|part| part == std::path::Component::ParentDir);
        let rest = if climbs {
            None
        } else {
            target.strip_prefix(&self.path).ok().map(Path::to_path_buf)
        };
        let rest = match rest {
            Some(rest) => rest,
            None => target
                .canonicalize()
                .ok()?
                .strip_prefix(&self.path)
                .ok()?
                .to_path_buf(),
        };
        Some(rest.into_os_string().into_vec())
    }
}

struct Walked {
    folders: Vec<(OwnedFd, String)>,
    leaf: Option<(OwnedFd, String)>,
}

impl Walked {
    fn leaf(mut self) -> Result<OwnedFd, Refused> {
        match self.leaf {
            Some((leaf, _)) => Ok(leaf),
            None => self
                .folders
                .pop()
                .map(|(handle, _)| handle)
                .ok_or(Refused::Missing),
        }
    }

    fn real(&self, root: &Root) -> PathBuf {
        let mut out = root.path.clone();
        out.extend(self.folders.iter().skip(1).map(|(_, name)| name));
        out.extend(self.leaf.iter().map(|(_, name)| name));
        out
    }

    fn named(&self, name: &OsStr) -> String {
        let mut parts: Vec<String> = self
            .folders
            .iter()
            .skip(1)
            .map(|(_, name)| name.clone())
            .collect();
        parts.push(name.to_string_lossy().into_owned());
        parts.join("/")
    }
}

fn folder_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC
}

fn prepend(todo: &mut VecDeque<Vec<u8>>, target: &[u8]) {
    for part in target.split(|byte| *byte == b'/').rev() {
        todo.push_front(part.to_vec());
    }
}

fn remove_at(folder: impl AsFd, name: &OsStr) -> Result<(), Errno> {
    match rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => return Ok(()),
        Err(Errno::ISDIR | Errno::PERM) => {}
        Err(error) => return Err(error),
    }
    let below = rustix::fs::openat(
        folder.as_fd(),
        name,
        folder_flags() | OFlags::NOFOLLOW,
        Mode::empty(),
    )?;
    for entry in rustix::fs::Dir::read_from(&below)? {
        let entry = entry?;
        let bytes = entry.file_name().to_bytes();
        if bytes != b"." && bytes != b".." {
            remove_at(&below, OsStr::from_bytes(bytes))?;
        }
    }
    rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::REMOVEDIR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn rel(text: &str) -> RelPath {
        RelPath::parse(text).expect("inside")
    }

    #[test]
    fn links_inside_are_followed_and_links_outside_are_not() {
        let outside = tempfile::tempdir().expect("folder");
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(outside.path().join("secret"), "s").expect("written");
        std::fs::create_dir_all(folder.path().join("a/b")).expect("made");
        std::fs::write(folder.path().join("a/b/f"), "f").expect("written");
        let real = folder.path().canonicalize().expect("real");
        symlink("a/b/f", folder.path().join("near")).expect("link");
        symlink(real.join("a"), folder.path().join("absolute")).expect("link");
        symlink(outside.path(), folder.path().join("out")).expect("link");
        symlink("../../..", folder.path().join("a/b/up")).expect("link");
        symlink("turn", folder.path().join("turn")).expect("link");
        symlink("nowhere", folder.path().join("dangling")).expect("link");
        let root = Root::open(folder.path()).expect("open");
        for path in ["a/b/f", "near", "absolute/b/f"] {
            assert!(root.file(&rel(path)).is_ok(), "{path}");
        }
        assert!(matches!(
            root.file(&rel("out/secret")),
            Err(Refused::Escape(_))
        ));
        assert!(matches!(
            root.file(&rel("a/b/up/x")),
            Err(Refused::Escape(_))
        ));
        assert!(matches!(root.file(&rel("turn")), Err(Refused::Loop)));
        assert!(matches!(root.file(&rel("dangling")), Err(Refused::Missing)));
        assert!(matches!(root.file(&rel("a")), Err(Refused::NotFile)));
        assert!(matches!(
            root.file(&rel("a/b/f/g")),
            Err(Refused::NotFolder)
        ));
        assert!(matches!(
            root.make_folder(&rel("out/new")),
            Err(Refused::Escape(_))
        ));
        root.write(&rel("new/deep/x"), b"1", 0o444)
            .expect("written");
        assert_eq!(
            std::fs::read(folder.path().join("new/deep/x")).expect("read"),
            b"1"
        );
        root.remove(&rel("new")).expect("removed");
        assert!(!folder.path().join("new").exists());
    }
}
