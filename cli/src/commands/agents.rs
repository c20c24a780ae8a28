//! `contractual agents`: the door to the agents family. Its command line has manners of its own (exit status 1 for
//! everything that is wrong, options in any place), which existing scripts count on, so it reads its arguments itself.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use contractual_agents::run::{RealDisk, SchemaSource, World, main, timestamp};
use contractual_build::session::Sources;
use contractual_diag::{Diagnostic, nearest};
use contractual_model::json::to_line;
use contractual_model::naming::{entity, kebab};

use super::{complain, print};

/// Runs the words behind `agents`.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let Ok(cwd) = std::env::current_dir() else {
        complain("Error: the current directory cannot be read\n");
        return ExitCode::FAILURE;
    };
    let contracts = Contracts {
        cwd: &cwd,
        sources: OnceCell::new(),
    };
    let world = World {
        disk: &RealDisk,
        cwd: &cwd,
        now: &timestamp(SystemTime::now()),
        schemas: &contracts,
    };
    let outcome = main(arguments, &world);
    print(&outcome.stdout);
    complain(&outcome.stderr);
    ExitCode::from(outcome.status)
}

/// The contracts of the Rust package around the working directory; its sources are read when the first name is asked for.
struct Contracts<'c> {
    cwd: &'c Path,
    sources: OnceCell<Result<Sources, String>>,
}

impl Contracts<'_> {
    fn sources(&self) -> Result<&Sources, String> {
        let open = || {
            let package = package(self.cwd)
                .ok_or("no Cargo.toml with a package is in this folder or above it")?;
            Sources::open(&package).map_err(|failure| told(&failure.diagnostics()))
        };
        self.sources
            .get_or_init(open)
            .as_ref()
            .map_err(Clone::clone)
    }
}

impl SchemaSource for Contracts<'_> {
    fn schema(&self, name: &str) -> Result<String, String> {
        let model = self.sources()?.scanned.model();
        let fits = |def: &contractual_model::TypeDef| {
            [
                def.name.clone(),
                def.id.to_string(),
                kebab(&def.name),
                entity(&def.name, def.major),
            ]
            .iter()
            .any(|label| {
                label == name
                    || label
                        .split_once("::")
                        .is_some_and(|(_, path)| name.strip_prefix("crate::") == Some(path))
            })
        };
        let found: Vec<_> = model.types.values().filter(|def| fits(def)).collect();
        match found.as_slice() {
            [one] => match contractual_emit::schema(model, &one.id) {
                Some(Ok(schema)) => Ok(to_line(&schema)),
                Some(Err(faults)) => Err(told(&faults)),
                None => Err(format!("`{name}` has no schema")),
            },
            [] => {
                let names = model.types.values().map(|def| def.name.as_str());
                let near = nearest(name, names).map(|near| format!("; did you mean `{near}`?"));
                Err(format!(
                    "no Rust contract is called `{name}`{}",
                    near.unwrap_or_default()
                ))
            }
            many => {
                let ids: Vec<String> = many.iter().map(|def| def.id.to_string()).collect();
                Err(format!(
                    "`{name}` is the name of several Rust contracts: name one by its path, {}",
                    ids.join(" or ")
                ))
            }
        }
    }
}

fn told(faults: &[Diagnostic]) -> String {
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| {
            let place = fault
                .loc
                .as_ref()
                .map(|loc| format!("{loc}: "))
                .unwrap_or_default();
            format!("{place}{}", fault.headline)
        })
        .collect();
    lines.join("; ")
}

/// The nearest folder with a Rust package.
fn package(cwd: &Path) -> Option<PathBuf> {
    cwd.ancestors()
        .find(|folder| {
            let text = std::fs::read_to_string(folder.join("Cargo.toml"));
            text.is_ok_and(|text| text.lines().any(|line| line.trim() == "[package]"))
        })
        .map(Path::to_path_buf)
}
