//! The suite format as contract types: the one place that names its keys.
//!
//! The JSON Schema, the fixtures and the reference page in `docs/` are made from these types when this crate is built; the reader
//! in `check` takes its lists of known keys from their description (`contractual::member_names`). The types hold a file as it is written; the reader
//! makes a [`crate::document`] of it, with places and defaults.
//!
//! What the types cannot say is the reader's alone: keys that begin with `x-` are free inside steps as well, ids are compared
//! without blanks at their ends, and a pattern that does not compile is a warning.

mod capture;
mod expect;
mod operators;
mod step;
mod suite;

pub use capture::{Capture, CaptureSource, JsonPath};
pub use expect::{ExecExpect, HeaderExpect, HttpExpect, SchemaOrFile, SqlExpect};
pub use operators::{Assertion, JsonType, Operators};
pub use step::{
    Driver, Eventually, ExecOptions, ExecStep, HttpOptions, HttpStep, QueryValue, Redirect, Scalar,
    SqlOptions, SqlStep, Step,
};
pub use suite::{Check, Group, InvariantSuite, Severity, Skip, WorkItem, WorkItemDetails};

/// The JSON Schema of suite files, as the build wrote it.
pub const SCHEMA: &str = include_str!("../../docs/contracts/invariant-suite-v1.schema.json");
