//! `contractual validate FILE`: one JSON or YAML instance against a contract or a JSON Schema. Exit status 0: valid, 1: not valid,
//! 64: file, contract or schema cannot be used.

mod against_contract;
mod against_schema;
mod instance;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_diag::{Diagnostic, render::github, render::human};
use contractual_model::json::{Json, to_pretty};

use super::{complain, print};
use instance::Instance;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// Annotations of GitHub
    Github,
}

/// Arguments of `contractual validate`.
#[derive(Debug, ClapArgs)]
#[command(group(clap::ArgGroup::new("against").required(true)))]
pub(crate) struct Args {
    /// The instance; YAML if its name ends in .yaml or .yml, else JSON
    file: PathBuf,
    /// The contract's name, such as JobResponse or job-response-v1
    #[arg(long, value_name = "NAME", group = "against")]
    contract: Option<String>,
    /// A JSON Schema file; references to other files are not followed
    #[arg(long, value_name = "FILE", group = "against")]
    schema: Option<PathBuf>,
    /// Check what is written (a response) instead of what is read (a request)
    #[arg(long, requires = "contract")]
    response: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let instance = match Instance::read(&args.file) {
        Ok(instance) => instance,
        Err(faults) => return unusable(&faults),
    };
    let found = match (&args.contract, &args.schema) {
        (Some(name), _) => {
            against_contract::check(&args.package_dir, name, args.response, &instance)
        }
        (None, Some(schema)) => against_schema::check(schema, &instance),
        (None, None) => Ok(Vec::new()),
    };
    let mut found = match found {
        Ok(found) => found,
        Err(faults) => return unusable(&faults),
    };
    contractual_diag::sort(&mut found);
    match args.format {
        Format::Text => {
            for one in &found {
                print(&human(one, Some(&instance.text)));
            }
            match found.len() {
                0 => print(&format!("{}: valid\n", instance.file)),
                n => print(&format!(
                    "{}: {}\n",
                    instance.file,
                    contractual_diag::counted(n, "violation")
                )),
            }
        }
        Format::Github => found.iter().for_each(|one| print(&github(one))),
        Format::Json => print(&to_pretty(&json(&instance, &found))),
    }
    match found.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn unusable(faults: &[Diagnostic]) -> ExitCode {
    for fault in faults {
        complain(&human(fault, None));
    }
    ExitCode::from(64)
}

fn json(instance: &Instance, found: &[Diagnostic]) -> Json {
    let note = |one: &Diagnostic, kind: contractual_diag::NoteKind| {
        one.notes
            .iter()
            .find(|note| note.kind == kind)
            .map_or(Json::Null, |note| Json::from(note.text.as_str()))
    };
    let violations: Vec<Json> = found
        .iter()
        .map(|one| {
            let mut object = Json::object();
            object.set("ptr", one.pointer.as_ref().map_or("", |at| at.as_str()));
            object.set("keyword", one.code.as_ref());
            object.set("expected", note(one, contractual_diag::NoteKind::Expected));
            object.set("found", note(one, contractual_diag::NoteKind::Found));
            object.set("message", one.headline.as_str());
            object.set(
                "line",
                u64::from(one.loc.as_ref().map_or(0, |loc| loc.line)),
            );
            object.set(
                "column",
                u64::from(one.loc.as_ref().map_or(0, |loc| loc.column)),
            );
            object
        })
        .collect();
    let mut object = Json::object();
    object.set("format", 1_u64);
    object.set("file", instance.file.as_str());
    object.set("valid", found.is_empty());
    object.set("violations", violations);
    object
}
