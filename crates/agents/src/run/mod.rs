//! The commands (specification 1): arguments in, text and exit status out.
//!
//! [`main`] is the whole program for one command line. It reads and writes through [`Disk`] and gives its output as
//! text, so that it can be tested without a process.

mod args;
mod check;
mod commands;
mod disk;
mod extras;
mod produce;
mod report;
mod rust_types;
mod session;
mod tracking;

pub use disk::{Disk, RealDisk, timestamp};
pub use report::Format;

use std::path::Path;

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
    /// The documents that were read.
    kept: Vec<Node>,
}

impl Outcome {
    /// Ends without giving the memory of the documents back, for a program that is about to end: freeing the trees of a
    /// large project takes as long as checking its references.
    pub fn forget(self) {
        std::mem::forget(self.kept);
    }
}

/// Where schemas of Rust contracts come from: the text of a JSON Schema by the name of a contract.
pub trait SchemaSource {
    /// The JSON Schema (draft-07) of the contract `name`, such as `Order` or `crate::Order`.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn schema(&self, name: &str) -> Result<String, String>;

    /// The JSON Schema that the contract had before: at a git reference, `released`, `lock`, or where the settings of its
    /// package say. `None` if there was none.
    ///
    /// # Errors
    /// Why the earlier form cannot be had, in words.
    fn schema_before(&self, _name: &str, _against: Option<&str>) -> Result<Option<String>, String> {
        Ok(None)
    }
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
