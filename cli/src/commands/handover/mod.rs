//! `contractual handover`: runs pipelines whose steps have contracts, and checks those contracts alone.

mod args;
mod list;
mod progress;
mod replay;
mod run;
mod schemas;
mod settings;

use std::process::ExitCode;

pub(crate) use args::Args;
use args::Command;

use super::{complain, print};

/// Usage or configuration.
const UNUSABLE: u8 = 2;

/// Runs the command.
pub(crate) fn run(args: Args) -> ExitCode {
    let status = match args.command {
        Command::Run(args) => run::run(&args),
        Command::Validate(args) => run::validate(&args),
        Command::Check(args) => run::check(&args),
        Command::Explain(args) => explain(&args),
        Command::List(args) => list::list(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Test(args) => replay::test(&args),
    };
    ExitCode::from(status)
}

fn explain(args: &args::Explain) -> u8 {
    let Some(name) = &args.code else {
        let lines: String = contractual_handover::CODES
            .iter()
            .map(|code| format!("{:<24} {}\n", code.name, code.summary))
            .collect();
        print(&lines);
        return 0;
    };
    match contractual_handover::explain(name) {
        Some(text) => {
            print(&text);
            0
        }
        None => {
            let names = contractual_handover::CODES.iter().map(|code| code.name);
            let near = contractual_diag::nearest(name, names)
                .map(|near| format!("contractual handover explain {near}"));
            let fix =
                near.unwrap_or_else(|| "contractual handover explain   (lists all codes)".into());
            complain(&format!("error: there is no code `{name}`\n  do: {fix}\n"));
            UNUSABLE
        }
    }
}
