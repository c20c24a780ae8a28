//! What a run leaves in `OUT_DIR` so that the next one does only what changed: the emission by entity, and how the files looked.
//!
//! Neither is trusted further than it can be checked. The emission is that of the same program (its stamp) and says of every entity
//! what it follows from; a file counts as what was written last only if all files that we watch have the stamps (length, times,
//! on Unix also the inode) that they had after a run which wrote or verified all of them.

use std::path::{Path, PathBuf};

use contractual_emit::Memory;

use crate::cargo::{Directives, Environment};
use crate::fs::{self, Writer};

const EMISSION: &str = "contractual/emission";
const FILES: &str = "contractual/files";
const VERIFIED: &str = "verified";
const SEEN: &str = "seen";

/// The running program: a changed emitter is never hidden behind an unchanged version.
pub(crate) fn program() -> String {
    std::env::current_exe()
        .ok()
        .and_then(|path| fs::stamp(&path))
        .map(|stamp| format!("contractual-build {} {stamp}", env!("CARGO_PKG_VERSION")))
        .unwrap_or_default()
}

/// The emission that an earlier run left.
pub(crate) struct Again {
    text: String,
    program: String,
}

impl Again {
    /// Reads it from `OUT_DIR`.
    pub(crate) fn read(environment: &Environment) -> Self {
        let text = fs::read_text(&environment.out_dir.join(EMISSION));
        Self {
            text: text.ok().flatten().unwrap_or_default(),
            program: program(),
        }
    }

    /// The emission, if this program left it and it is whole.
    pub(crate) fn memory(&self) -> Memory<'_> {
        let of_this = || {
            self.text
                .split_once('\n')
                .filter(|(head, _)| *head == self.program && !head.is_empty())
        };
        of_this()
            .and_then(|(_, rest)| Memory::read(rest))
            .unwrap_or_default()
    }

    /// Leaves an emission for the next run.
    pub(crate) fn leave(&self, environment: &Environment, emission: &str) {
        let text = format!("{}\n{emission}", self.program);
        // best effort: without it the next run takes the long way
        let _ = Writer::new(&environment.out_dir, None).write(EMISSION, text.as_bytes());
    }
}

/// What is known of the files that we watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// Nothing, or something changed since the last run.
    Changed,
    /// They are as the last run found them.
    Seen,
    /// They are as the last run left them, and it wrote or verified each: they are what it generated.
    Verified,
}

/// How the files are, beside how the last run left them.
pub(crate) fn files(out_dir: &Path) -> Files {
    read_files(out_dir).unwrap_or(Files::Changed)
}

fn read_files(out_dir: &Path) -> Option<Files> {
    let known = fs::read(&out_dir.join(FILES)).ok()??;
    let end = known.windows(2).position(|pair| pair == b"\n\n")?;
    let head = std::str::from_utf8(&known[..end]).ok()?;
    let mut lines = head.lines();
    let found = match lines.next()? {
        VERIFIED => Files::Verified,
        SEEN => Files::Seen,
        _ => return None,
    };
    let paths: Vec<PathBuf> = lines.map(PathBuf::from).collect();
    (signature_of(&paths) == known[end + 2..]).then_some(found)
}

/// Remembers how the files are. To be called with all of them written.
pub(crate) fn leave_files(environment: &Environment, out: &Directives, found: Files) {
    let mut known = match found {
        Files::Verified => VERIFIED,
        Files::Seen => SEEN,
        Files::Changed => return,
    }
    .as_bytes()
    .to_vec();
    for path in out.outputs() {
        let Some(path) = path.to_str().filter(|path| !path.contains('\n')) else {
            return;
        };
        known.push(b'\n');
        known.extend_from_slice(path.as_bytes());
    }
    known.extend_from_slice(b"\n\n");
    known.extend(signature_of(out.outputs()));
    // best effort: without it the next run takes the long way
    let _ = Writer::new(&environment.out_dir, None).write(FILES, &known);
}

/// Forgets how the files were: from here on they may change.
pub(crate) fn forget_files(environment: &Environment) {
    let _ = std::fs::remove_file(environment.out_dir.join(FILES));
}

fn signature_of(paths: &[impl AsRef<Path>]) -> Vec<u8> {
    let mut out = Vec::new();
    for path in paths {
        fs::signature(path.as_ref(), &mut out);
    }
    out
}
