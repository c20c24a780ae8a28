//! The sources as the last run understood them, by file and by item: what is still the same is not read again. What a skeleton and an item
//! follow from says `contractual_scan`; here they are kept, with the program that wrote them.

use contractual_model::packed::{Unpacker, put_text};
use contractual_scan::Outline;

use crate::again::program;
use crate::cargo::Environment;
use crate::sealed;
use crate::source::Scanned;

/// The items of the scan for the table, which often is that for the artifacts, too.
pub(crate) const REAL: &str = "contractual/items";
/// Those of the scan for the artifacts, where that is another.
pub(crate) const DECLARED: &str = "contractual/items-declared";
/// The skeletons of the files, whichever scan reads them.
pub(crate) const SKELETONS: &str = "contractual/skeletons";

/// What lies under one of these paths.
pub(crate) struct Kept {
    path: &'static str,
    program: String,
    bytes: Vec<u8>,
}

impl Kept {
    /// Reads it from `OUT_DIR`: nothing, if another program wrote it, or if it is damaged.
    pub(crate) fn read(environment: &Environment, path: &'static str) -> Self {
        let program = program();
        let bytes = sealed::read(&environment.out_dir, path).unwrap_or_default();
        let of_this = Unpacker::new(&bytes).text() == Some(&program) && !program.is_empty();
        Self {
            path,
            program,
            bytes: if of_this { bytes } else { Vec::new() },
        }
    }

    /// What the last run left.
    pub(crate) fn memory(&self) -> &[u8] {
        let mut from = Unpacker::new(&self.bytes);
        from.text().map_or(&[], |_| from.rest())
    }

    /// Leaves something for the next run, unless it is there.
    pub(crate) fn leave(&self, environment: &Environment, left: &[u8]) {
        if left == self.memory() {
            return;
        }
        let length = left.len() + self.program.len() + sealed::SEAL + 16;
        let mut out = Vec::with_capacity(length);
        put_text(&mut out, &self.program);
        out.extend_from_slice(left);
        sealed::write(environment, self.path, out);
    }
}

/// A scan, and what it leaves.
pub(crate) struct Again {
    pub(crate) scanned: Scanned,
    kept: Kept,
    left: Option<Vec<u8>>,
}

/// Scans with what the last run left under that path. `others` is everything that the models of other crates say.
pub(crate) fn scan(
    environment: &Environment,
    path: &'static str,
    outline: &Outline,
    others: &str,
) -> Again {
    let kept = Kept::read(environment, path);
    let (scan, left) = outline.scan_again(kept.memory(), others);
    Again {
        scanned: Scanned::of(scan),
        kept,
        left,
    }
}

impl Again {
    /// Leaves the items for the next run.
    pub(crate) fn leave(self, environment: &Environment) -> Scanned {
        if let Some(left) = &self.left {
            self.kept.leave(environment, left);
        }
        self.scanned
    }
}
