//! What a team decides about its contracts: changes accepted on purpose, versions, and when something may go.
//!
//! Pure: texts and days come in, entries, verdicts and edited texts go out. Who reads and writes the files, and who knows the
//! day, is the caller.

pub mod accepted;
