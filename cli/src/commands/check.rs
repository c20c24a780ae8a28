//! `contractual check`: committed artifacts against what the types generate. Writes nothing; the exit status is that of the first
//! state that holds.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::compat::Ask;
use contractual_build::session::{Failure, Session};
use contractual_diag::Diagnostic;
use contractual_diag::render::{github, human};
use contractual_drift::compat::Day;
use contractual_drift::states::{Audience, ContractName, State, render};

use super::{complain, print, workspace};
use crate::report::{Format, Report};
use crate::witness;

/// Arguments of `contractual check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// How the report is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Report, but end with status 0 unless nothing could be checked
    #[arg(long)]
    exit_zero: bool,
    /// Compare with this revision (its merge-base with HEAD), or with `released`, `lock`, `file:PATH`
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    /// The day for sunsets and acceptances (UTC); today unless told
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    today: Option<Day>,
    /// Search fifty times as long for proofs and witnesses
    #[arg(long)]
    semantic: bool,
    /// The folder of the Rust package, or of a workspace
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
    /// Check the package in the folder alone, even at the root of a workspace
    #[arg(long)]
    only_package: bool,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    if !args.only_package {
        match workspace::parts(&args.package_dir) {
            Ok(parts) if parts.is_empty() => {}
            Ok(parts) => return whole(args, parts),
            Err(faults) => return failed(faults.into(), &args.package_dir, args.format),
        }
    }
    check(&args.package_dir, args.format, args.exit_zero, &ask(args))
}

fn ask(args: &Args) -> Ask {
    Ask {
        against: args.against.clone(),
        today: args.today,
        semantic: args.semantic,
    }
}

/// Checks a workspace: every member, and what the other families have there.
fn whole(args: &Args, parts: Vec<workspace::Part>) -> ExitCode {
    if !matches!(args.format, Format::Text | Format::Json) {
        let asked = workspace::MachineAsked {
            format: args.format,
            exit_zero: args.exit_zero,
            ask: &ask(args),
        };
        return workspace::machine(&args.package_dir, parts, &asked);
    }
    let mut arguments = Vec::new();
    for (name, value) in [
        ("--against", args.against.clone()),
        ("--today", args.today.map(|day| day.to_string())),
    ] {
        arguments.extend(value.map(|value| format!("{name}={value}")));
    }
    if args.semantic {
        arguments.push("--semantic".to_owned());
    }
    let asked = workspace::Asked {
        json: args.format == Format::Json,
        exit_zero: args.exit_zero,
        arguments: &arguments,
    };
    workspace::check(&args.package_dir, parts, &asked)
}

/// Checks one package and prints the report.
pub(super) fn check(dir: &Path, format: Format, exit_zero: bool, ask: &Ask) -> ExitCode {
    let session = match Session::judged(dir, ask) {
        Ok(session) => session,
        Err(failure) => return failed(failure, dir, format),
    };
    let warnings = warnings_of(&session);
    let report = Report::new(&session, &warnings);
    print(&report.show(format));
    match witness::write(dir, &session.outcome.judged, &session.generated.claims) {
        Ok(Some((folder, count))) if format == Format::Text => complain(&format!(
            "contractual: {} {} in {}, each with a test to paste\n",
            contractual_diag::counted(count, "witness"),
            if count == 1 { "is" } else { "are" },
            folder.display()
        )),
        Ok(_) => {}
        // the report stands without the files
        Err(error) => complain(&format!("warning: no witness was written: {error}\n")),
    }
    match exit_zero {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(report.state().code()),
    }
}

/// What is told beside findings and states, and fails nothing.
pub(super) fn warnings_of(session: &Session) -> Vec<Diagnostic> {
    let mut warnings = session.sources.scanned.findings();
    warnings.extend(session.generated.emission.warnings.iter().cloned());
    warnings.extend(session.outcome.warnings.iter().cloned());
    contractual_diag::sort(&mut warnings);
    warnings
}

/// Prints why nothing could be checked; the status is that of unusable settings.
pub(super) fn failed(failure: Failure, dir: &Path, format: Format) -> ExitCode {
    match failure {
        Failure::Unreadable(problems) if format != Format::Github => {
            let set = ContractName {
                name: String::new(),
                major: 1,
            };
            for problem in &problems {
                complain(&render(problem, Audience::Check, &set));
            }
        }
        failure => {
            for found in failure.diagnostics() {
                let source = found.loc.as_ref().and_then(|loc| {
                    contractual_build::fs::read_text(&dir.join(&loc.file))
                        .ok()
                        .flatten()
                });
                complain(&match format {
                    Format::Github => github(&found),
                    Format::Text
                    | Format::Json
                    | Format::Sarif
                    | Format::Junit
                    | Format::Markdown => human(&found, source.as_deref()),
                });
            }
            complain("  = nothing was checked\n");
        }
    }
    ExitCode::from(State::ConfigInvalid.code())
}
