//! The lint: native rules (specification 11), then document rules (12).
//!
//! Each rule is declared once, in [`crate::rules`]; the checks here name it.

mod documents;
mod gaps;
mod native;

pub use gaps::lint_gaps;

use crate::document::Document;
use crate::finding::{Finding, Layer, Severity};
use crate::value::{At, Node};

/// All lint findings of a parsed document, in the order of the specification.
pub fn lint(root: &Node) -> Vec<Finding> {
    lint_document(&Document::new(root))
}

/// As [`lint`], of a document whose answers are at hand.
pub(crate) fn lint_document(doc: &Document<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    native::run(doc, &mut out);
    documents::run(doc, &mut out);
    out
}

pub(crate) fn finding(
    code: &'static str,
    severity: Severity,
    path: String,
    message: String,
    at: At,
) -> Finding {
    Finding {
        layer: Layer::Lint,
        severity,
        ..Finding::error(code, path, message, at)
    }
}
