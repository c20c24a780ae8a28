//! The list of accepted changes, `accepted.toml` in the contracts folder: read strictly, edited in place.
//!
//! A list that cannot be read is an error and never means that nothing is forbidden.

mod read;
mod spent;
mod write;

pub use read::{KEYS, read};
pub use spent::spent_warning;
pub use write::{Refused, add, remove};

use std::ops::Range;

use crate::compat::Day;

/// The name of the list in the contracts folder.
pub const FILE: &str = "accepted.toml";

/// The JSON Schema of the list, for editors.
pub const SCHEMA: &str = include_str!("schema.json");

/// How many entries are read.
pub const MAX_ENTRIES: usize = 10_000;

/// One accepted change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The contract, as in the names of its files.
    pub contract: String,
    /// The rule of the finding.
    pub rule: String,
    /// Pointer into the document.
    pub at: String,
    /// `request` or `response`.
    pub direction: String,
    /// The finding's hash: it covers this change and no other at the same place.
    pub finding: String,
    /// Why nobody is hurt.
    pub reason: String,
    /// Who accepted it; empty if nobody said.
    pub by: String,
    /// The last day on which it counts (UTC).
    pub expires: Day,
}

/// An entry and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The entry.
    pub entry: Entry,
    /// Line of its header, from one.
    pub line: u32,
    /// Its bytes: from the comment lines right above its header to the next entry.
    pub range: Range<usize>,
}

/// The whole list, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The entries.
    pub entries: Vec<Placed>,
}

/// What bounds an acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The day on which it is judged (UTC).
    pub today: Day,
    /// How many days ahead it may expire.
    pub max_days: u32,
}

impl Bounds {
    /// The last day that an acceptance may name.
    pub fn latest(self) -> Day {
        self.today.plus_days(i64::from(self.max_days))
    }
}

#[cfg(test)]
mod tests;
