//! Artifacts: what an attempt wrote, copied into the run's storage with digests, and handed to dependents (section 8).

use std::fs::File;
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::RelPath;
use crate::root::{Refused, Root};
use crate::workspace::copy_tree;

/// A digest of a file, or of a folder with everything in it.
pub(crate) fn digest(root: &Root, path: &RelPath) -> Result<String, Refused> {
    let mut hasher = Sha256::new();
    add(root, path, &mut hasher, 0)?;
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn add(root: &Root, path: &RelPath, hasher: &mut Sha256, depth: usize) -> Result<(), Refused> {
    match root.file(path) {
        Ok(mut file) => {
            if depth > 0 {
                hasher.update(b"file\0");
                hasher.update(path.to_string().as_bytes());
                hasher.update(b"\0");
            }
            add_file(&mut file, hasher)?;
            Ok(())
        }
        Err(Refused::NotFile) if depth < 64 => {
            for name in root.names(path, usize::MAX / 16)? {
                if let Ok(below) = path.join(&name) {
                    match add(root, &below, hasher, depth + 1) {
                        Err(
                            Refused::Missing
                            | Refused::Escape(_)
                            | Refused::Loop
                            | Refused::NotFolder,
                        ) => {}
                        other => other?,
                    }
                }
            }
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn add_file(file: &mut File, hasher: &mut Sha256) -> std::io::Result<()> {
    let mut buffer = vec![0u8; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => hasher.update(&buffer[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The digest of a text.
pub(crate) fn digest_text(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Copies an artifact into the storage and gives its digest there.
pub(crate) fn store(
    workspace: &Root,
    path: &RelPath,
    storage: &Root,
    target: &RelPath,
) -> Result<String, String> {
    let text = |refused: Refused| format!("{refused}");
    storage.remove(target).map_err(text)?;
    let mut left = 200_000;
    copy_tree(workspace, path, storage, target, false, &mut left)?;
    digest(storage, target).map_err(text)
}

/// What was at an artifact's path before the work: only what is written by the attempt itself counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Before(Option<(u64, std::time::SystemTime, u64)>);

impl Before {
    /// Looks at a path.
    pub(crate) fn of(workspace: &Root, path: &RelPath) -> Self {
        let data = workspace
            .file(path)
            .ok()
            .and_then(|file| file.metadata().ok());
        Self(data.and_then(|data| Some((data.len(), data.modified().ok()?, identity(&data)))))
    }

    /// True if something was there, and is still the same.
    pub(crate) fn is_stale(&self, workspace: &Root, path: &RelPath) -> bool {
        self.0.is_some() && Self::of(workspace, path) == *self
    }
}

/// What tells a file from one that took its place.
#[cfg(unix)]
fn identity(data: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(data)
}

/// What tells a file from one that took its place: when it was made.
#[cfg(not(unix))]
fn identity(data: &std::fs::Metadata) -> u64 {
    let since = data
        .created()
        .ok()
        .and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| {
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    })
}
