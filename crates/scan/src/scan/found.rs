//! What a scan gives.

use contractual_diag::Diagnostic;
use contractual_model::handshake::Handshake;
use contractual_model::{Model, codec};

use crate::sources::Sources;

/// What a scan gives.
#[derive(Debug)]
pub struct Scan {
    /// The model; of types with faults, nothing.
    pub model: Model,
    /// The types of the model as lines of JSON.
    pub lines: codec::Lines,
    /// The table for the derive: one entry per item that could be read.
    pub handshake: Handshake,
    /// Where types and their parts stand.
    pub sources: Sources,
    /// What is wrong, sorted.
    pub findings: Vec<ScanFinding>,
    /// Crates whose types were asked for and whose models are not there ([`Options::absent`]).
    ///
    /// [`Options::absent`]: crate::Options::absent
    pub missed: Vec<String>,
    /// How many items were taken from what an earlier scan left.
    pub restored: usize,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanFinding {
    /// What, where, why and what to do.
    pub diagnostic: Diagnostic,
    /// Who can report it best.
    pub reporter: Reporter,
}

/// Who reports a fault in a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reporter {
    /// The derive finds it itself, with the same code.
    Derive,
    /// The derive finds the slot unresolved in the table.
    Slot,
    /// The derive, if the fault is put into the table: index of the entry, and the part.
    Table(usize, String),
    /// The build script: nothing to hang it on.
    Build,
}

impl Scan {
    /// True if anything fails the build.
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.diagnostic.is_error())
    }

    /// The diagnostics alone.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().map(|finding| &finding.diagnostic)
    }
}
