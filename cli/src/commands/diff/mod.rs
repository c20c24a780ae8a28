//! `contractual diff OLD NEW`: two JSON Schema or OpenAPI documents by the compatibility rules. Exit status 0: nothing or only
//! additions, 2: breaking or undecided, 64: a document cannot be used.

mod document;
mod outcome;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_diag::{Diagnostic, render::human};
use contractual_drift::compat::{
    CompatVerdict, ContentModel, Day, Direction, Document as Which, Level, Mode, Options,
    compare_openapi, compare_schemas,
};

use super::{complain, print};
use crate::report::Format;
use crate::told::{junit, markdown, sarif};
use document::Document;
use outcome::Outcome;

/// Exit status for input that cannot be compared.
const UNUSABLE: u8 = 64;
/// Exit status for a breaking or undecided pair.
const BREAKING: u8 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DirectionArg {
    /// Old clients write, the new server reads
    Request,
    /// The new server writes, old clients read
    Response,
    /// A type that travels both ways
    Both,
    /// Stored or queued events; see --mode
    Event,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "UPPER")]
enum ModeArg {
    /// New code reads what old code stored
    Backward,
    /// Old code reads what new code writes
    Forward,
    /// Both
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LevelArg {
    /// Only messages count
    Wire,
    /// Generated code counts, too
    Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ContentArg {
    /// Senders write declared members, and members that nobody knows
    Declared,
    /// Senders write whatever the schema admits
    Strict,
}

/// Arguments of `contractual diff`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// The document as it was; YAML if its name ends in .yaml or .yml, else JSON
    old: PathBuf,
    /// The document as it is now
    new: PathBuf,
    /// Who wrote with which version
    #[arg(long, value_enum)]
    direction: DirectionArg,
    /// Which half of the question, for events
    #[arg(long, value_enum, ignore_case = true, default_value = "FULL")]
    mode: ModeArg,
    /// The day for sunset rules (UTC); today unless told
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    today: Option<Day>,
    /// Whether generated code counts
    #[arg(long, value_enum, default_value = "wire")]
    level: LevelArg,
    /// What a sender writes into an open object
    #[arg(long, value_enum, default_value = "declared")]
    content_model: ContentArg,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let (old, new) = match (Document::read(&args.old), Document::read(&args.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            for fault in [old.err(), new.err()].into_iter().flatten().flatten() {
                complain(&human(&fault, None));
            }
            return ExitCode::from(UNUSABLE);
        }
    };
    let is_api = |document: &Document| {
        document.value.get("openapi").is_some() || document.value.get("swagger").is_some()
    };
    if is_api(&old) != is_api(&new) {
        let fault = Diagnostic::error(
            "unusable_input",
            "one document is an OpenAPI document and the other is none",
        )
        .fix("compare two OpenAPI documents, or two JSON Schemas");
        complain(&human(&fault, None));
        return ExitCode::from(UNUSABLE);
    }
    let options = options(args);
    let compared = if is_api(&new) {
        compare_openapi(&old.value, &new.value, &options)
    } else {
        compare_schemas(&old.value, &new.value, &options)
    };
    let comparison = match compared {
        Ok(comparison) => comparison,
        Err(unusable) => {
            let document = match unusable.document {
                Which::Old => &old,
                Which::New => &new,
            };
            let place = document.place(&unusable.pointer);
            let fault = Diagnostic::error("unusable_input", unusable.message)
                .at(place.clone())
                .pointer(unusable.pointer)
                .why("nothing was compared")
                .fix(unusable.fix);
            complain(&human(&fault, document.shown(&place)));
            return ExitCode::from(UNUSABLE);
        }
    };
    let outcome = Outcome {
        old: &old,
        new: &new,
        comparison: &comparison,
    };
    print(&match args.format {
        Format::Text => outcome.text(),
        Format::Json => outcome.json(),
        Format::Github => outcome.github(),
        Format::Sarif => sarif(&outcome.told()),
        Format::Junit => junit(
            "contractual diff",
            std::slice::from_ref(&new.file),
            &outcome.told(),
        ),
        Format::Markdown => markdown(
            &format!("Changes from {} to {}", old.file, new.file),
            &outcome.told(),
            comparison.bump,
        ),
    });
    match comparison.verdict {
        CompatVerdict::None | CompatVerdict::Additive => ExitCode::SUCCESS,
        CompatVerdict::Breaking => ExitCode::from(BREAKING),
    }
}

fn options(args: &Args) -> Options {
    let mut options = Options::new(match (args.direction, args.mode) {
        (DirectionArg::Request, _) => Direction::Request,
        (DirectionArg::Response, _) => Direction::Response,
        (DirectionArg::Both, _) => Direction::Both,
        (DirectionArg::Event, ModeArg::Backward) => Direction::Event(Mode::Backward),
        (DirectionArg::Event, ModeArg::Forward) => Direction::Event(Mode::Forward),
        (DirectionArg::Event, ModeArg::Full) => Direction::Event(Mode::Full),
    });
    options.level = match args.level {
        LevelArg::Wire => Level::Wire,
        LevelArg::Source => Level::Source,
    };
    options.content_model = match args.content_model {
        ContentArg::Declared => ContentModel::Declared,
        ContentArg::Strict => ContentModel::Strict,
    };
    options.today = args.today.or_else(contractual_build::compat::today);
    options
}
