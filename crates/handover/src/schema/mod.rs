//! JSON Schemas: loading with all their references inside the project, compiling, and checking a document (section 11).

mod example;
mod formats;
mod load;
mod report;
mod retrieve;

pub(crate) use example::example;
pub(crate) use load::Schema;
pub(crate) use report::{Issue, place};
