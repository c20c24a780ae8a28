//! `contractual completions SHELL`: a script for the shell, on standard output.

use std::process::ExitCode;

use clap::{Args as ClapArgs, Command};
use clap_complete::{Shell, generate};

/// Arguments of `contractual completions`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// bash, elvish, fish, powershell or zsh
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut program: Command) -> ExitCode {
    let mut script = Vec::new();
    for name in ["contractual", "cargo-contractual"] {
        generate(args.shell, &mut program, name, &mut script);
    }
    super::print(&String::from_utf8_lossy(&script));
    ExitCode::SUCCESS
}
