//! The commands (specification 1): arguments in, text and exit status out.
//!
//! [`main`] is the whole program for one command line. It reads and writes through [`Disk`] and gives its output as
//! text, so that it can be tested without a process.

mod args;
mod commands;
mod disk;
mod extras;
mod report;
mod session;

pub use disk::{Disk, RealDisk, timestamp};
pub use report::Format;

use std::path::Path;

use crate::jsonschema::from_json;
use crate::value::Node;

/// What a command line printed, and its exit status: 0 or 1.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// For standard output.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// 0 or 1.
    pub status: u8,
}

/// Where schemas of Rust contracts come from: the text of a JSON Schema by the name of a contract.
pub trait SchemaSource {
    /// The JSON Schema (draft-07) of the contract `name`, such as `Order` or `crate::Order`.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn schema(&self, name: &str) -> Result<String, String>;
}

/// No Rust contracts at hand.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSchemas;

impl SchemaSource for NoSchemas {
    fn schema(&self, name: &str) -> Result<String, String> {
        Err(format!(
            "the Rust contract `{name}` is not known here: no contract is in reach of this project"
        ))
    }
}

impl<F: Fn(&str) -> Result<String, String>> SchemaSource for F {
    fn schema(&self, name: &str) -> Result<String, String> {
        self(name)
    }
}

/// Everything a command line may use of its surroundings.
pub struct World<'w> {
    /// The disk.
    pub disk: &'w dyn Disk,
    /// The working directory, absolute.
    pub cwd: &'w Path,
    /// The time in UTC, `2026-01-31T08:00:00.000Z`.
    pub now: &'w str,
    /// Rust contracts.
    pub schemas: &'w dyn SchemaSource,
}

/// Runs one command line, without the program's name.
pub fn main(arguments: &[String], world: &World<'_>) -> Outcome {
    match args::parse(arguments) {
        args::Parsed::Print {
            text,
            to_stderr,
            status,
        } => {
            let mut outcome = Outcome {
                status,
                ..Outcome::default()
            };
            if to_stderr {
                outcome.stderr = text;
            } else {
                outcome.stdout = text;
            }
            outcome
        }
        args::Parsed::Run(arguments) => commands::run(&arguments, world),
    }
}

/// The schema of a Rust contract as a tree, for `rust: Name`.
pub(crate) fn rust_schema(source: &dyn SchemaSource, name: &str) -> Result<Node, String> {
    let text = source.schema(name)?;
    let json = contractual_model::json::parse(&text)
        .map_err(|error| format!("the schema of `{name}` is not JSON: {error}"))?;
    Ok(from_json(&json))
}
