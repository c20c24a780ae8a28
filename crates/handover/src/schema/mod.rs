//! JSON Schemas: loading with all their references inside the project, compiling, and checking a document (section 11).

mod dialect;
mod example;
mod formats;
mod load;
mod refs;
mod report;
mod retrieve;

#[cfg(test)]
mod tests;

pub(crate) use example::example;
pub(crate) use load::Schema;
pub(crate) use report::{Issue, place};
