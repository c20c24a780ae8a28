//! Versions and accepted changes: `accept`, `new-version`, `bump`, `retire`. Each plans its edits, checks the plan, and writes all
//! of it or nothing; `--dry-run` shows the patch instead.

mod accept;
mod bump;
mod edits;
mod files;
mod new_version;
mod plan;
mod retire;
mod rust;
mod target;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::session::{Failure, Sources, declared};
use contractual_build::source::{Scanned, outline_of, scan};
use contractual_build::{Package, fs};

use super::{complain, print};
use files::{FileChange, patch, write_all};

pub(crate) use accept::Args as AcceptArgs;
pub(crate) use bump::Args as BumpArgs;
pub(crate) use new_version::Args as NewVersionArgs;
pub(crate) use retire::Args as RetireArgs;

pub(crate) fn accept(args: &AcceptArgs) -> ExitCode {
    accept::run(args)
}

pub(crate) fn retire(args: &RetireArgs) -> ExitCode {
    retire::run(args)
}

pub(crate) fn bump(args: &BumpArgs) -> ExitCode {
    bump::run(args)
}

pub(crate) fn new_version(args: &NewVersionArgs) -> ExitCode {
    new_version::run(args)
}

/// Exit status for what cannot be done as asked.
const UNUSABLE: u8 = 64;

/// What all of them take.
#[derive(Debug, ClapArgs)]
pub(crate) struct Place {
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

/// Says why nothing was done.
fn refused(message: &str) -> ExitCode {
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
        Ok(()) => {
            print(told);
            for change in changes.iter().filter(|change| change.old != change.new) {
                let word = match change.new {
                    Some(_) => "written",
                    None => "deleted",
                };
                print(&format!("  = {word}: {}\n", change.path));
            }
            ExitCode::SUCCESS
        }
        Err(message) => refused(&message),
    }
}
