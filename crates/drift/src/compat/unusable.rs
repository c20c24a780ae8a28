//! Why a document cannot be compared: what is wrong, where, and what to do.

use std::fmt;

use contractual_diag::Pointer;

/// Which of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Document {
    /// The contract as it was.
    Old,
    /// The contract as it is now.
    New,
}

/// A document that cannot be compared. Nothing was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// The document at fault.
    pub document: Document,
    /// The place in it.
    pub pointer: Pointer,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub fix: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let which = match self.document {
            Document::Old => "old",
            Document::New => "new",
        };
        let at = if self.pointer.is_root() {
            "the root"
        } else {
            self.pointer.as_str()
        };
        write!(
            f,
            "{which} document, at {at}: {}; {}",
            self.message, self.fix
        )
    }
}

impl std::error::Error for Unusable {}
