//! What a team decides about its contracts: changes accepted on purpose, versions, and when something may go.
//!
//! Pure: texts and days come in, entries, verdicts and edited texts go out. Who reads and writes the files, and who knows the
//! day, is the caller.

pub mod accepted;

/// What `contractual explain` says of the names in messages about all this: name and page.
pub const PAGES: [(&str, &str); 3] = [
    ("accepted-expired", include_str!("doc/accepted-expired.md")),
    ("accepted-spent", include_str!("doc/accepted-spent.md")),
    ("sunset-too-near", include_str!("doc/sunset-too-near.md")),
];
