//! Executable promises about a running system.
#![forbid(unsafe_code)]

mod answer;
mod check;
pub mod document;
mod environment;
mod files;
mod glob;
mod instant;
mod json_path;
mod matching;
mod pattern;
mod secrets;
pub mod sql {
    pub mod guard;
    pub mod lexer;
}
mod value;
pub use check::{Loaded, check_suite};
pub use environment::{Environment, replace_variables};
