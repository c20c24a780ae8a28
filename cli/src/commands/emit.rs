//! `contractual emit`: writes what `cargo build` would write, without compiling; `--check` only compares.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::compat::Ask;
use contractual_build::fs::{Writer, lock};
use contractual_build::session::Session;
use contractual_diag::counted;
use contractual_diag::render::human;
use contractual_drift::compat::Day;
use contractual_drift::states::{Audience, render};

use super::{check, complain, print};
use crate::report::Format;

/// Arguments of `contractual emit`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Compare only, as `contractual check` does
    #[arg(long)]
    check: bool,
    /// How the report of `--check` is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The day for sunsets and acceptances (UTC); today unless told
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    today: Option<Day>,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let ask = Ask {
        today: args.today,
        ..Ask::default()
    };
    if args.check {
        return check::check(&args.package_dir, args.format, false, &ask);
    }
    // one writer at a time, builds included: the set is compared under the lock
    let guard = match contractual_build::Package::load(&args.package_dir) {
        Ok(package) => lock(&package.root),
        Err(faults) => return check::failed(faults.into(), &args.package_dir, args.format),
    };
    let session = match Session::judged(&args.package_dir, &ask) {
        Ok(session) => session,
        Err(failure) => return check::failed(failure, &args.package_dir, args.format),
    };
    let set = session.set_name();
    for warning in session
        .sources
        .scanned
        .findings()
        .iter()
        .chain(&session.generated.emission.warnings)
        .chain(&session.outcome.warnings)
    {
        complain(&human(warning, None));
    }
    let compared = &session.compared;
    let stops = compared.stops_writing();
    for problem in &compared.reconciled.problems {
        let text = render(problem, Audience::Developer, &set);
        match stops {
            true if !problem.state().stops_writing() => {}
            true => complain(&text),
            false => print(&text),
        }
    }
    if stops {
        return ExitCode::from(compared.state().code());
    }
    let package = &session.sources.package;
    let mut writer = Writer::new(&package.root, None);
    let done = compared.write(package, &session.generated.claims, &mut writer);
    writer.finish();
    drop(guard);
    match done {
        Ok(done) => {
            print(&format!(
                "contractual: {}, {} up to date, {} written, {} deleted\n",
                counted(compared.reconciled.contracts.len(), "contract"),
                counted(session.generated.claims.len(), "artifact"),
                done.written.len(),
                done.deleted.len()
            ));
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("error: {error}\n"));
            ExitCode::from(70)
        }
    }
}
