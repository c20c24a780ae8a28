//! Versions and accepted changes: `accept`, `new-version`, `bump`, `release`, `retire`. Each plans its edits, checks the plan, and writes all
//! of it or nothing; `--dry-run` shows the patch instead.

mod accept;
mod bump;
mod edits;
mod files;
mod new_version;
mod plan;
mod release;
mod retire;
mod rust;
mod target;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args as ClapArgs;
use contractual_build::session::{Failure, Sources, declared};
use contractual_build::source::{Scanned, outline_of, scan};
use contractual_build::{Package, fs};
use contractual_model::json::{Json, to_pretty};

use super::{complain, print};
use files::{FileChange, patch, write_all};
use target::{Target, find};

pub(crate) use accept::Args as AcceptArgs;
pub(crate) use bump::Args as BumpArgs;
pub(crate) use new_version::Args as NewVersionArgs;
pub(crate) use release::Args as ReleaseArgs;
pub(crate) use retire::Args as RetireArgs;

pub(crate) fn release(args: &ReleaseArgs) -> ExitCode {
    begin(&args.place);
    release::run(args)
}

pub(crate) fn accept(args: &AcceptArgs) -> ExitCode {
    begin(&args.place);
    accept::run(args)
}

pub(crate) fn retire(args: &RetireArgs) -> ExitCode {
    begin(&args.place);
    retire::run(args)
}

pub(crate) fn bump(args: &BumpArgs) -> ExitCode {
    begin(&args.place);
    bump::run(args)
}

pub(crate) fn new_version(args: &NewVersionArgs) -> ExitCode {
    begin(&args.place);
    new_version::run(args)
}

/// Exit status for what cannot be done as asked.
const UNUSABLE: u8 = 64;

/// How a command says what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// One object
    Json,
}

/// True if one object is printed: set once, when the command begins.
static JSON: AtomicBool = AtomicBool::new(false);

fn begin(place: &Place) {
    JSON.store(place.format == Form::Json, Ordering::Relaxed);
}

fn as_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// What all of them take.
#[derive(Debug, ClapArgs)]
pub(crate) struct Place {
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How it is said what was done
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

/// Says why nothing was done.
fn refused(message: &str) -> ExitCode {
    if as_json() {
        let mut object = Json::object();
        object.set("format", 1_u64);
        object.set("done", false);
        object.set("error", message);
        print(&to_pretty(&object));
        return ExitCode::from(UNUSABLE);
    }
    complain(&format!("error: {message}\n"));
    ExitCode::from(UNUSABLE)
}

/// Opens the sources, or tells why they cannot be edited.
fn open(dir: &Path) -> Result<Sources, ExitCode> {
    let sources = Sources::open(dir).map_err(|failure| failed(failure, dir))?;
    for (file, text) in sources.scanned.files() {
        let marker = |line: &str| {
            ["<<<<<<< ", ">>>>>>> "]
                .iter()
                .any(|mark| line.starts_with(mark))
        };
        if let Some(line) = text.lines().position(marker) {
            return Err(refused(&format!(
                "{file}:{}: a merge conflict is not resolved here\n  do: resolve it first; nothing was written",
                line + 1
            )));
        }
    }
    Ok(sources)
}

/// Opens the sources and finds the contract that is named.
fn opened(dir: &Path, contract: &str) -> Result<(Sources, Target), ExitCode> {
    let sources = open(dir)?;
    let target = find(sources.scanned.model(), contract).map_err(|message| refused(&message))?;
    Ok((sources, target))
}

fn failed(failure: Failure, dir: &Path) -> ExitCode {
    super::check::failed(failure, dir, crate::report::Format::Text)
}

/// The scan of the sources with planned changes; refused if it finds errors: then nothing is to be written.
fn scanned_after(package: &Package, changes: &[FileChange]) -> Result<Scanned, ExitCode> {
    let set = declared(package).map_err(|found| failed(found.into(), &package.dir))?;
    let read = |path: &str| match changes.iter().find(|change| change.path == path) {
        Some(change) => change.new.clone(),
        None => fs::read_text(&package.dir.join(path)).ok().flatten(),
    };
    let after = scan(&outline_of(package, &set, &read));
    if !after.has_errors() {
        return Ok(after);
    }
    for found in after.findings().iter().filter(|found| found.is_error()) {
        let text = found.loc.as_ref().and_then(|loc| read(&loc.file));
        complain(&contractual_diag::render::human(found, text.as_deref()));
    }
    complain("error: the sources would not be right with this edit; nothing was written\n");
    Err(ExitCode::from(UNUSABLE))
}

/// Shows the patch of a dry run, or writes it and names the files.
fn finish(folder: &Path, place: &Place, changes: &[FileChange], told: &str) -> ExitCode {
    let json = |done: bool| {
        let files = changes.iter().filter(|change| change.old != change.new);
        let files: Vec<Json> = files
            .map(|change| {
                let mut file = Json::object();
                file.set("path", change.path.as_str());
                file.set("change", change.word());
                file
            })
            .collect();
        let said: Vec<Json> = told.lines().map(Json::from).collect();
        let mut object = Json::object();
        object.set("format", 1_u64);
        object.set("done", done);
        object.set("files", files);
        object.set("patch", patch(changes));
        object.set("message", said);
        print(&to_pretty(&object));
    };
    if place.dry_run && as_json() {
        json(false);
        return ExitCode::SUCCESS;
    }
    if place.dry_run {
        print(&patch(changes));
        print(told);
        print("  = nothing was written\n");
        return ExitCode::SUCCESS;
    }
    let guard = fs::lock(folder);
    let written = write_all(folder, changes);
    drop(guard);
    match written {
        Ok(()) if as_json() => {
            json(true);
            ExitCode::SUCCESS
        }
        Ok(()) => {
            print(told);
            for change in changes.iter().filter(|change| change.old != change.new) {
                print(&format!("  = {}: {}\n", change.word(), change.path));
            }
            ExitCode::SUCCESS
        }
        Err(message) => refused(&message),
    }
}
