//! `contractual invariants`: runs suites of executable promises, and works with their reports.

mod args;
mod init;
mod load;
mod output;
mod run;
mod schemas;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

pub(crate) use args::Args;
use args::Command;
use output::{err, out};

/// Nothing could be judged.
const UNUSABLE: u8 = 2;

/// Runs the command. Whatever happens, an internal error is never a success.
pub(crate) fn run(args: Args) -> ExitCode {
    output::hide_panics();
    let code = catch_unwind(AssertUnwindSafe(|| dispatch(args.command))).unwrap_or_else(|_| {
        err("internal error: this is a defect of the tool; nothing was judged\n");
        UNUSABLE
    });
    ExitCode::from(code)
}

fn dispatch(command: Command) -> u8 {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Plan(args) => run::plan(&args),
        Command::Validate(args) => load::validate(&args),
        Command::Parse(args) => load::parse(&args),
        Command::Init(args) => init::init(&args),
        Command::Hello => {
            out("contractual invariants works\n");
            0
        }
        Command::Report(command) => output::report(command),
    }
}
