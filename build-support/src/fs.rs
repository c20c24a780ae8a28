//! Files: read with a limit, compared, written whole. The only file of the crate that touches a disk.
//!
//! A file appears under its name complete or not at all: a sibling with a temporary name is written and renamed. Times of
//! files and folders are set back to before the build script's start, so that a script which watches what it writes is
//! not run again by its own writing.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The largest file that is read: 64 MiB.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The part of a temporary name that tells ours from others'.
const TEMPORARY: &str = ".contractual-tmp-";

/// An IO error with its path and what was tried.
#[derive(Debug)]
pub struct FsError {
    /// What was tried: `read`, `write`, ...
    pub verb: &'static str,
    /// Where.
    pub path: PathBuf,
    /// Why it failed.
    pub source: io::Error,
}

impl FsError {
    fn new(verb: &'static str, path: &Path, source: io::Error) -> Self {
        Self {
            verb,
            path: path.to_owned(),
            source,
        }
    }

    /// True if the tree cannot be written at all: a read-only file system, or no permission.
    pub fn is_read_only(&self) -> bool {
        matches!(
            self.source.kind(),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied
        )
    }
}

impl fmt::Display for FsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot {} {}: {}",
            self.verb,
            self.path.display(),
            self.source
        )
    }
}

impl std::error::Error for FsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// The bytes of a file; `None` if there is no such file.
///
/// # Errors
/// It is there and cannot be read, or is larger than [`MAX_BYTES`].
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, FsError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(FsError::new("read", path, error)),
    };
    let fault = |error| FsError::new("read", path, error);
    let length = file.metadata().map_err(fault)?.len();
    if length > MAX_BYTES {
        let limit = io::Error::other(format!(
            "it has {length} bytes, at most {MAX_BYTES} are read"
        ));
        return Err(fault(limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.read_to_end(&mut bytes).map_err(fault)?;
    Ok(Some(bytes))
}

/// The text of a file; `None` if there is no such file.
///
/// # Errors
/// As [`read`], or it is not UTF-8.
pub fn read_text(path: &Path) -> Result<Option<String>, FsError> {
    match read(path)? {
        None => Ok(None),
        Some(bytes) => String::from_utf8(bytes).map(Some).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let source = io::Error::new(
                io::ErrorKind::InvalidData,
                format!("it is not UTF-8 at byte {at}"),
            );
            FsError::new("read", path, source)
        }),
    }
}

/// Names of the files in a folder, sorted; empty if there is no such folder.
///
/// # Errors
/// The folder is there and cannot be listed.
pub fn list(folder: &Path) -> Result<Vec<String>, FsError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(FsError::new("list", folder, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| FsError::new("list", folder, error))?;
        if let Ok(name) = entry.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Writes below one folder, and nowhere else.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    time: Option<SystemTime>,
    folders: Vec<PathBuf>,
    swept: Vec<PathBuf>,
    /// True if no folder holds what a killed build left.
    clean: bool,
    count: u32,
}

impl Writer {
    /// A writer below `root`; `time` is what modification times are set back to.
    pub fn new(root: &Path, time: Option<SystemTime>) -> Self {
        Self {
            root: root.to_owned(),
            time,
            folders: Vec::new(),
            swept: Vec::new(),
            clean: false,
            count: 0,
        }
    }

    /// Writes a file whole, making its folders.
    ///
    /// # Errors
    /// The path leads out of the root (also by a symbolic link), or the disk refuses.
    pub fn write(&mut self, relative: &str, bytes: &[u8]) -> Result<(), FsError> {
        let target = self.target(relative)?;
        let folder = target.parent().unwrap_or(&self.root).to_owned();
        self.make_folder(&folder)?;
        self.sweep(&folder);
        let name = target
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("file");
        self.count += 1;
        let temporary = folder.join(format!(
            ".{name}{TEMPORARY}{}-{}",
            std::process::id(),
            self.count
        ));
        let written = File::create(&temporary).and_then(|mut file| {
            file.write_all(bytes)?;
            if let Some(time) = self.time {
                // best effort: without it the script runs once more
                let _ = file.set_modified(time);
            }
            Ok(())
        });
        let renamed = written.and_then(|()| fs::rename(&temporary, &target));
        renamed.map_err(|error| {
            let _ = fs::remove_file(&temporary);
            FsError::new("write", &target, error)
        })?;
        self.touch_later(folder);
        Ok(())
    }

    /// The same, where the folders are known to be as a build left them that was not killed: none is searched for what another one left.
    #[must_use]
    pub(crate) fn of_clean_folders(self) -> Self {
        Self {
            clean: true,
            ..self
        }
    }

    /// Deletes a file; one that is not there is no error.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn delete(&mut self, relative: &str) -> Result<(), FsError> {
        let target = self.target(relative)?;
        match fs::remove_file(&target) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(FsError::new("delete", &target, error)),
        }
        if let Some(folder) = target.parent() {
            self.touch_later(folder.to_owned());
        }
        Ok(())
    }

    /// Sets the times of all folders that were written into. To be called last.
    pub fn finish(self) {
        let Some(time) = self.time else { return };
        for folder in &self.folders {
            if let Ok(handle) = File::open(folder) {
                let _ = handle.set_modified(time);
            }
        }
    }

    fn target(&self, relative: &str) -> Result<PathBuf, FsError> {
        let target = self.root.join(relative);
        let plain = !relative.is_empty()
            && relative.split('/').all(|step| {
                !step.is_empty() && step != "." && step != ".." && !step.contains(['\\', ':'])
            });
        if plain {
            Ok(target)
        } else {
            let source = io::Error::other("the path leads out of the project");
            Err(FsError::new("write", &target, source))
        }
    }

    fn make_folder(&mut self, folder: &Path) -> Result<(), FsError> {
        if self.folders.iter().any(|known| known == folder) {
            return Ok(());
        }
        let mut missing = Vec::new();
        let mut here = folder;
        while !here.exists() {
            missing.push(here.to_owned());
            match here.parent() {
                Some(parent) => here = parent,
                None => break,
            }
        }
        fs::create_dir_all(folder)
            .map_err(|error| FsError::new("make the folder", folder, error))?;
        if !missing.is_empty() {
            self.touch_later(here.to_owned());
            for made in missing {
                self.touch_later(made);
            }
        }
        let real = |path: &Path| {
            path.canonicalize()
                .map_err(|error| FsError::new("resolve", path, error))
        };
        if !real(folder)?.starts_with(real(&self.root)?) {
            let source = io::Error::other("a symbolic link leads out of the project");
            return Err(FsError::new("write into", folder, source));
        }
        Ok(())
    }

    fn touch_later(&mut self, folder: PathBuf) {
        if !self.folders.contains(&folder) {
            self.folders.push(folder);
        }
    }

    /// Removes what a killed build left. Called under the lock, so nobody is writing them.
    fn sweep(&mut self, folder: &Path) {
        if self.clean || self.swept.iter().any(|known| known == folder) {
            return;
        }
        self.swept.push(folder.to_owned());
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let left = name.as_encoded_bytes().first() == Some(&b'.')
                && name.to_str().is_some_and(|name| name.contains(TEMPORARY));
            if left {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Holds an exclusive lock until it is dropped.
#[derive(Debug)]
pub struct Guard {
    _file: Option<File>,
}

/// Waits until no other build writes below `folder`, which must be there. Where locks cannot be had (some network file systems), whole-file renames
/// still keep every file in one piece.
pub fn lock(folder: &Path) -> Guard {
    let file = lock_file(folder).ok();
    if let Some(file) = &file {
        let _ = file.lock();
    }
    Guard { _file: file }
}

/// The folder itself: nothing is left behind, and it is there for every build of every target folder.
#[cfg(unix)]
fn lock_file(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// A file named after the folder in the machine's temporary folder: a folder cannot be opened as a file here.
#[cfg(not(unix))]
fn lock_file(folder: &Path) -> io::Result<File> {
    let absolute = std::path::absolute(folder)?;
    let name = contractual_drift::states::sha256_hex(absolute.to_string_lossy().as_bytes());
    File::create(std::env::temp_dir().join(format!("contractual-{}.lock", &name[..16])))
}

/// Makes `folder` hold exactly these symbolic links, by name, and sets its time back.
///
/// # Errors
/// The folder cannot be made or changed; also where the system has no such links for everybody.
pub fn links(
    folder: &Path,
    wanted: &[(String, &Path)],
    time: Option<SystemTime>,
) -> Result<(), FsError> {
    let fault = |verb| move |error| FsError::new(verb, folder, error);
    if wanted.is_empty() && !folder.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(fault("make the folder"))?;
    for name in list(folder)? {
        if !wanted.iter().any(|(known, _)| *known == name) {
            fs::remove_file(folder.join(name)).map_err(fault("clear"))?;
        }
    }
    for (name, target) in wanted {
        match link(target, &folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(fault("link from")(error));
            }
            _ => {}
        }
    }
    if let (Some(time), Ok(handle)) = (time, File::open(folder)) {
        let _ = handle.set_modified(time);
    }
    Ok(())
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(windows)]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(target, at)
}

#[cfg(not(any(unix, windows)))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Length and modification time of a file, as text; `None` if there is no such file.
pub fn stamp(path: &Path) -> Option<String> {
    let meta = fs::metadata(path).ok()?;
    let time = meta
        .modified()
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    Some(format!("{} {}", meta.len(), time.as_nanos()))
}

/// The modification time of a file.
pub fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("contractual-fs-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn files_appear_whole_with_old_times() {
        let root = folder("whole");
        let time = SystemTime::now() - Duration::from_secs(100);
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(
            root.join("a/.x.json.contractual-tmp-1-1"),
            "left by a killed build",
        )
        .unwrap();
        let mut writer = Writer::new(&root, Some(time));
        writer.write("a/b/x.json", b"1").unwrap();
        writer.write("a/x.json", b"2").unwrap();
        writer.finish();
        assert_eq!(
            read(&root.join("a/b/x.json")).unwrap().as_deref(),
            Some(&b"1"[..])
        );
        assert_eq!(list(&root.join("a")).unwrap(), ["b", "x.json"]);
        for path in ["a", "a/b", "a/b/x.json", "a/x.json"] {
            let age = modified(&root.join(path)).unwrap().elapsed().unwrap();
            assert!(age > Duration::from_secs(50), "{path}: {age:?}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn paths_never_leave_the_root() {
        let root = folder("root");
        let mut writer = Writer::new(&root, None);
        for path in ["../x", "/x", "a/../x", "", "a//b", "C:/x"] {
            assert!(writer.write(path, b"").is_err(), "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(std::env::temp_dir(), root.join("out")).unwrap();
            let error = writer.write("out/x", b"").unwrap_err().to_string();
            assert!(error.contains("symbolic link"), "{error}");
        }
        fs::remove_dir_all(root).unwrap();
    }
}
