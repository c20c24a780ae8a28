//! Contracts between the steps of a pipeline.
#![forbid(unsafe_code)]

mod clean;
mod codes;
mod jsontext;
mod paths;
mod process;
mod root;
mod violation;

pub use codes::{CODES, Code, Retry, code, explain};
pub use paths::{PathProblem, RelPath};
pub use process::Cancel;
pub use root::Root;
pub use violation::{ConfigPlace, Severity, Violation};
