//! The eighteen worked examples of the constructs, one module for each family, with the constraints written as attributes.
//!
//! `tests/verdicts.rs` puts the tables of values before the runtime and before everything that is emitted from these types.
#![forbid(unsafe_code)]
#![allow(
    missing_docs,
    reason = "the types are those of the specification, word for word"
)]

pub mod bodies;
pub mod enums;
pub mod flatten;
pub mod generics;
pub mod jobs;
pub mod names;
pub mod presence;
pub mod relations;
pub mod texts;
