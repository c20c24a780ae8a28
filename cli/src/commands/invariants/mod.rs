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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::Program;

    #[test]
    fn arguments_fit_into_the_whole_program() {
        for line in [
            "contractual invariants run --suite x --base-url http://h --fail-fast --also junit=- --color never",
            "contractual invariants run --only-check a --work-item-pattern ^K-",
            "contractual invariants validate --suite x",
            "contractual invariants parse x --pretty",
            "contractual invariants init",
            "contractual invariants hello",
            "contractual invariants plan",
            "contractual invariants report render x --format sarif",
            "contractual invariants report diff a b",
        ] {
            let parsed = Program::try_parse_from(line.split(' '));
            assert!(parsed.is_ok(), "{line}: {:?}", parsed.err());
        }
        for line in [
            "contractual invariants run --nope",
            "contractual invariants",
            "contractual invariants run --jobs x",
        ] {
            let error = Program::try_parse_from(line.split(' ')).err();
            assert_eq!(error.map(|e| e.exit_code()), Some(2), "{line}");
        }
    }
}
