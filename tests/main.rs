//! One module per concern; each folder beside this file belongs to the module of its name.
#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    reason = "a test states what it expects by unwrapping"
)]

mod build;
mod clauses;
mod handover;
mod lints;
mod reference;
mod suites;
mod support;
mod transcripts;
mod ui;
mod versions;
mod workspace;
