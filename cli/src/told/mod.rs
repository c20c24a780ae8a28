//! What a comparison tells, in the forms that machines and reviewers read: SARIF, JUnit, a changelog, annotations, JSON fields.
//! `diff` and `check` share them.

mod findings;
mod junit;
mod markdown;
mod sarif;

pub(crate) use findings::{Beside, finding_json, finding_told};
pub(crate) use junit::junit;
pub(crate) use markdown::markdown;
pub(crate) use sarif::sarif;

use contractual_diag::Diagnostic;
use contractual_drift::compat::Rule;

/// One thing that is told: a finding of a rule, or the state of an artifact.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Severity, code, headline, place, notes.
    pub(crate) diagnostic: Diagnostic,
    /// The contract or file that it belongs to.
    pub(crate) group: String,
    /// Pointer into the document; empty for a whole document or file.
    pub(crate) pointer: String,
    /// The rule; `None` for the state of an artifact.
    pub(crate) rule: Option<&'static Rule>,
    /// What to do.
    pub(crate) fix: String,
    /// The witness on one line.
    pub(crate) witness: Option<String>,
    /// The finding's hash.
    pub(crate) hash: Option<String>,
    /// Until when and why it is accepted.
    pub(crate) accepted: Option<String>,
    /// True if the run fails for it.
    pub(crate) fails: bool,
}
