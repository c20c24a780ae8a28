//! The sources as the last run understood them, by file and by item: what is still the same is not read again. What a skeleton and an item
//! follow from says `contractual_scan`.

use contractual_scan::Outline;

use crate::cargo::Environment;
use crate::sealed;
use crate::source::Scanned;

/// The items of the scan for the table, which often is that for the artifacts, too.
pub(crate) const REAL: &str = "contractual/items";
/// Those of the scan for the artifacts, where that is another.
pub(crate) const DECLARED: &str = "contractual/items-declared";
/// The skeletons of the files, whichever scan reads them.
pub(crate) const SKELETONS: &str = "contractual/skeletons";

/// What the last run left under one of these paths.
pub(crate) struct Kept {
    path: &'static str,
    pub(crate) memory: Vec<u8>,
}

impl Kept {
    /// Reads it from `OUT_DIR`.
    pub(crate) fn read(environment: &Environment, path: &'static str) -> Self {
        let memory = sealed::read(&environment.out_dir, path).unwrap_or_default();
        Self { path, memory }
    }

    /// Leaves something for the next run, unless it is there.
    pub(crate) fn leave(&self, environment: &Environment, left: Vec<u8>) {
        if left != self.memory {
            sealed::write(environment, self.path, left);
        }
    }
}

/// A scan, and what it leaves.
pub(crate) struct Again {
    scanned: Scanned,
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
    let (scan, left) = outline.scan_again(&kept.memory, others);
    Again {
        scanned: Scanned::of(scan),
        kept,
        left,
    }
}

impl Again {
    /// Leaves the items for the next run.
    pub(crate) fn leave(self, environment: &Environment) -> Scanned {
        if let Some(left) = self.left {
            self.kept.leave(environment, left);
        }
        self.scanned
    }
}
