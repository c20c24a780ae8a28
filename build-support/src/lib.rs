//! The build script of a crate with contracts, in one line: `fn main() { contractual_build::run() }`.
#![forbid(unsafe_code)]

pub mod cfg;
pub mod fs;
mod manifest;
mod mode;
mod package;
mod python;
pub mod settings;
pub mod store;

pub use manifest::Manifest;
pub use mode::{Mode, Signs, is_foreign, mode};
pub use package::{Package, unreadable};
pub use python::{Names, names};
pub use settings::Settings;

/// Names of the emitters.
pub(crate) const EMITTERS: [&str; 7] = [
    "json_schema",
    "openapi",
    "pydantic",
    "fixtures",
    "pytest",
    "justfile",
    "typescript",
];
