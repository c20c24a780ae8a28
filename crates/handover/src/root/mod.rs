//! A folder that nothing leads out of (section 6.3). On Unix paths are walked over folder handles; elsewhere the real path is
//! compared before and after a file is opened.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use other::Root;
#[cfg(unix)]
pub use unix::Root;

use crate::RelPath;

/// At most this many links are followed in one walk.
const MAX_LINKS: u32 = 40;

/// Why a path below a root cannot be had.
#[derive(Debug)]
pub enum Refused {
    /// Nothing is there.
    Missing,
    /// A link on the way leads out; the link, as a path below the root.
    Escape(String),
    /// It is a folder or a special file.
    NotFile,
    /// It is not a folder.
    NotFolder,
    /// Links lead in a circle.
    Loop,
    /// The system refuses.
    Io(io::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("nothing is there"),
            Self::Escape(link) => write!(f, "the link {link} leads out of the folder"),
            Self::NotFile => f.write_str("it is no file"),
            Self::NotFolder => f.write_str("it is no folder"),
            Self::Loop => f.write_str("links lead in a circle"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a walk does with a part that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    Refuse,
    MakeFolder,
}

impl Root {
    /// The real path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path on this machine of something below, as text only: nothing is opened or followed.
    pub fn join(&self, path: &RelPath) -> PathBuf {
        let mut out = self.path.clone();
        out.extend(path.parts());
        out
    }

    /// Writes a file through a temporary sibling, so that a reader never sees half of it. Missing folders are made.
    pub fn write(&self, path: &RelPath, bytes: &[u8], mode: u32) -> Result<(), Refused> {
        self.put(path, mode, |file| file.write_all(bytes))
    }

    /// Copies a file in, through a temporary sibling. Missing folders are made.
    pub(crate) fn copy_in(
        &self,
        path: &RelPath,
        from: &mut File,
        mode: u32,
    ) -> Result<(), Refused> {
        self.put(path, mode, |file| io::copy(from, file).map(|_| ()))
    }
}

/// Reads a whole file, at most `limit` bytes; `None` if it is larger.
pub(crate) fn read_limited(file: File, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let size = file.metadata()?.len();
    if size > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Ok(None);
    }
    Ok(Some(bytes))
}
