//! One file per command. Each has its arguments (`Args`) and `run`, which prints and gives the exit status.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Rust types as the one source of truth for JSON contracts.
#[derive(Debug, Parser)]
#[command(name = "contractual", version, propagate_version = true)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {}

/// Parses the arguments (the program's name first) and runs the command.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let program = Program::parse_from(arguments);
    match program.command {}
}
