//! One file per command. Each has its arguments (`Args`) and `run`, which prints and gives the exit status.

#[cfg(feature = "agents")]
mod agents;
mod check;
mod completions;
mod diff;
mod emit;
mod exit_codes;
pub(crate) mod explain;
#[cfg(feature = "handover")]
mod handover;
mod init;
#[cfg(feature = "invariants")]
mod invariants;
mod restore;
mod rules;
mod schema;
mod validate;
mod versions;
mod workspace;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use contractual_drift::compat::Day;

use crate::colour::{Colour, choose, paint};

/// Rust types as the one source of truth for JSON contracts.
#[derive(Debug, Parser)]
#[command(name = "contractual", version, propagate_version = true)]
struct Program {
    /// When to use colour; `NO_COLOR` turns `auto` off
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
#[allow(
    clippy::large_enum_variant,
    reason = "one value of it exists, for the whole run"
)]
enum Command {
    /// Set up a Rust package: settings, build script, dependencies, a first type
    Init(init::Args),
    /// Write what the types generate, without compiling
    Emit(emit::Args),
    /// Compare committed artifacts with what the types generate
    Check(check::Args),
    /// Compare two JSON Schema or OpenAPI documents, old and new
    Diff(diff::Args),
    /// List the compatibility rules
    Rules(rules::Args),
    /// Drop edits made by hand
    Restore(restore::Args),
    /// Let a breaking or undecided change through on purpose, with a reason and a last day
    Accept(versions::AcceptArgs),
    /// Start the next major version of a contract beside the present one
    NewVersion(versions::NewVersionArgs),
    /// Raise the version that a contract declares
    Bump(versions::BumpArgs),
    /// Mark the contracts as released: what changes are compared with from now on
    Release(versions::ReleaseArgs),
    /// Take away a version that no type claims any more, when its announced day has come
    Retire(versions::RetireArgs),
    /// Print the JSON Schema of a contract, or of a format of ours
    Schema(schema::Args),
    /// Check one JSON or YAML instance
    Validate(validate::Args),
    /// Say what a name in a message means and what to do about it
    Explain(explain::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Design multi-agent systems: resolve, validate, lint, score, render, check, generate (see `agents help`)
    #[cfg(feature = "agents")]
    #[command(disable_help_flag = true, disable_version_flag = true)]
    Agents {
        /// A command of the family and its options
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run pipelines whose steps have contracts, and check those contracts
    #[cfg(feature = "handover")]
    Handover(handover::Args),
    /// Check what must always hold of a running system
    #[cfg(feature = "invariants")]
    Invariants(invariants::Args),
}

/// The declarations of all commands and their arguments.
pub(crate) fn program() -> clap::Command {
    Program::command()
}

/// Parses the arguments (the program's name first) and runs the command.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let given = Program::parse_from(arguments);
    choose(given.color);
    match given.command {
        Command::Init(args) => init::run(&args),
        Command::Emit(args) => emit::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Accept(args) => versions::accept(&args),
        Command::Release(args) => versions::release(&args),
        Command::Retire(args) => versions::retire(&args),
        Command::NewVersion(args) => versions::new_version(&args),
        Command::Bump(args) => versions::bump(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(&args, self::program()),
        #[cfg(feature = "agents")]
        Command::Agents { arguments } => agents::run(&arguments),
        #[cfg(feature = "handover")]
        Command::Handover(args) => handover::run(args),
        #[cfg(feature = "invariants")]
        Command::Invariants(args) => invariants::run(args),
    }
}

/// A day of an argument.
fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text:?} is no day; write it as 2026-11-22"))
}

/// Writes to standard output. A reader that has gone away ends nothing but the output.
fn print(text: &str) {
    let stream = std::io::stdout();
    let text = paint(text, &stream);
    let _ = stream.lock().write_all(text.as_bytes());
}

/// Writes to standard error, as [`print`] does.
fn complain(text: &str) {
    let stream = std::io::stderr();
    let text = paint(text, &stream);
    let _ = stream.lock().write_all(text.as_bytes());
}
