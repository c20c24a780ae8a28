//! `contractual init`: settings, build script, dependencies and a first annotated type; with `--python` also the files that the
//! Python side owns. What is there already is left alone.

mod manifest;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::{Manifest, Package, fs};

use super::{complain, print};

/// Arguments of `contractual init`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Also make the Python package: base model, test harness, pyproject.toml
    #[arg(long)]
    python: bool,
    /// Project name; default: from pyproject.toml, else the Rust package's name
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Use the crates of a checkout of contractual; default: the checkout this program was built from while that is there,
    /// else the published crates
    #[arg(long, value_name = "FOLDER")]
    contractual_path: Option<String>,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

/// What a run did and what it could not do.
#[derive(Default)]
struct Log {
    made: Vec<String>,
    left: Vec<String>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    match init(args) {
        Ok(log) => {
            for line in &log.made {
                print(&format!("{line}\n"));
            }
            if log.made.is_empty() && log.left.is_empty() {
                print("everything is there already; run `cargo build`\n");
            } else if log.left.is_empty() {
                print("next: cargo build\n");
                print(
                    "rules of your own for versions: docs/contracts/versioning-policy.md (contractual explain versioning-policy)\n",
                );
            }
            for line in &log.left {
                complain(&format!("left to you: {line}\n"));
            }
            match log.left.is_empty() {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            }
        }
        Err(message) => {
            complain(&format!("error: {message}\n"));
            ExitCode::FAILURE
        }
    }
}

fn init(args: &Args) -> Result<Log, String> {
    let dir = args.package_dir.as_path();
    let read = |name: &str| fs::read_text(&dir.join(name)).map_err(|error| error.to_string());
    let Some(cargo) = read("Cargo.toml")? else {
        return Err(format!(
            "there is no Cargo.toml in {}; run this in a Rust package, which `cargo new --lib NAME` makes",
            dir.display()
        ));
    };
    let manifest = Manifest::parse(&cargo).map_err(|message| format!("Cargo.toml: {message}"))?;
    let mut log = Log::default();
    let mut writer = fs::Writer::new(dir, None);
    let mut write = |path: &str, text: &str, log: &mut Log, verb: &str| -> Result<(), String> {
        writer
            .write(path, text.as_bytes())
            .map_err(|error| error.to_string())?;
        log.made.push(format!("{verb} {path}"));
        Ok(())
    };

    let checkout = args.contractual_path.clone().or_else(built_from);
    let changed = manifest::with_dependencies(&cargo, checkout.as_deref())?;
    if changed != cargo {
        write("Cargo.toml", &changed, &mut log, "changed")?;
        if let Some(checkout) = &checkout {
            log.made
                .push(format!("  contractual comes from the checkout {checkout}"));
        }
    }
    let pyproject = read("pyproject.toml")?;
    let in_manifest = contractual_build::settings::parse_manifest("Cargo.toml", &cargo)
        .map_err(|_| "[package.metadata.contractual] in Cargo.toml cannot be read".to_owned())?
        .is_some();
    if read("contractual.toml")?.is_none() && !in_manifest {
        let named = pyproject.is_some() && args.project.is_none();
        let name = args
            .project
            .clone()
            .unwrap_or_else(|| manifest.name.clone());
        write(
            "contractual.toml",
            &settings_text(&name, named, args.python),
            &mut log,
            "made",
        )?;
    }
    match read("build.rs")? {
        None => write(
            "build.rs",
            "fn main() {\n    contractual_build::run();\n}\n",
            &mut log,
            "made",
        )?,
        Some(text) if text.contains("contractual_build::") => {}
        Some(_) => log
            .left
            .push("add `contractual_build::run();` to `main` in build.rs".to_owned()),
    }
    first_type(dir, &manifest, &mut log, &mut write)?;
    if args.python {
        python(dir, &mut log, &mut write)?;
    }
    Ok(log)
}

/// The checkout this program was built from, if it is still there. A program installed from a registry has none.
fn built_from() -> Option<String> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let crates = ["runtime/Cargo.toml", "build-support/Cargo.toml"];
    crates
        .iter()
        .all(|name| checkout.join(name).is_file())
        .then(|| checkout.display().to_string())
}

type Write<'a> = dyn FnMut(&str, &str, &mut Log, &str) -> Result<(), String> + 'a;

fn settings_text(project: &str, named: bool, python: bool) -> String {
    let mut out =
        String::from("# Every key is optional; `contractual explain settings` lists them.\n");
    if named {
        out.push_str("# The project's name comes from pyproject.toml.\n");
    } else {
        out.push_str(&format!(
            "project = {}\n",
            contractual_model::toml::quote(project)
        ));
    }
    if !python && !named {
        out.push_str("# `contractual init --python` makes the Python package that two more emitters write into.\n");
    }
    out
}

/// Adds a first contract type, unless the sources have one.
fn first_type(
    dir: &Path,
    manifest: &Manifest,
    log: &mut Log,
    write: &mut Write<'_>,
) -> Result<(), String> {
    let lib = manifest
        .lib_path
        .clone()
        .unwrap_or_else(|| "src/lib.rs".to_owned());
    let root = match dir.join(&lib).is_file() {
        true => lib,
        false => "src/main.rs".to_owned(),
    };
    if has_contract(&dir.join("src"), 0) {
        return Ok(());
    }
    let Some(text) = fs::read_text(&dir.join(&root)).map_err(|error| error.to_string())? else {
        log.left.push(format!(
            "there is no {root}: annotate a type with `#[derive(contractual::Contract)]`"
        ));
        return Ok(());
    };
    let gap = if text.is_empty() || text.ends_with("\n\n") {
        ""
    } else {
        "\n"
    };
    let text = format!("{text}{gap}{}", include_str!("first_type.txt"));
    write(&root, &text, log, "changed")
}

/// True if a Rust file below `folder` names the derive. Only to avoid a second example; the build looks properly.
fn has_contract(folder: &Path, depth: u32) -> bool {
    if depth > 16 {
        return false;
    }
    fs::list(folder)
        .unwrap_or_default()
        .into_iter()
        .any(|name| {
            let path = folder.join(&name);
            if name.ends_with(".rs") {
                return fs::read_text(&path)
                    .ok()
                    .flatten()
                    .is_some_and(|text| text.contains("Contract)") || text.contains("Contract,"));
            }
            path.is_dir() && !name.starts_with('.') && has_contract(&path, depth + 1)
        })
}

/// Makes the files that the Python side owns, where they are missing.
fn python(dir: &Path, log: &mut Log, write: &mut Write<'_>) -> Result<(), String> {
    let problems = |found: Vec<contractual_diag::Diagnostic>| {
        found
            .iter()
            .map(|one| contractual_diag::render::human(one, None))
            .collect::<String>()
    };
    let package = Package::load(dir).map_err(problems)?;
    let names = package.names().map_err(problems)?;
    let module = names.package.clone().unwrap_or_else(|| {
        names
            .project
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '_'
                }
            })
            .collect()
    });
    let source = package
        .settings
        .paths
        .source
        .clone()
        .unwrap_or_else(|| "src".to_owned());
    let conftest = package
        .settings
        .paths
        .conftest
        .clone()
        .unwrap_or_else(|| "tests/conftest.py".to_owned());
    let pyproject = include_str!("pyproject.txt")
        .replace("PROJECT", &names.project)
        .replace("PACKAGE", &module)
        .replace("SOURCE", &source);
    let files = [
        ("pyproject.toml".to_owned(), pyproject.as_str()),
        (format!("{source}/{module}/__init__.py"), ""),
        (format!("{source}/{module}/api/__init__.py"), ""),
        (format!("{source}/{module}/models/__init__.py"), ""),
        (
            format!("{source}/{module}/models/base.py"),
            include_str!("base.txt"),
        ),
        (conftest, include_str!("conftest.txt")),
    ];
    let prefix = match package.settings.root.as_str() {
        "." => String::new(),
        root if root.contains("..") => {
            return Err(format!(
                "the settings put the Python project outside the Rust package (`root = \"{root}\"`); run this with --package-dir there"
            ));
        }
        root => format!("{root}/"),
    };
    let mut new = false;
    for (path, text) in files {
        let path = format!("{prefix}{path}");
        if !dir.join(&path).exists() {
            write(&path, text, log, "made")?;
            new = true;
        }
    }
    // Cargo cannot be told to watch for files that are not there yet; a newer build script is run again
    if new
        && let Ok(file) = std::fs::File::options()
            .append(true)
            .open(dir.join("build.rs"))
    {
        let _ = file.set_modified(std::time::SystemTime::now());
    }
    Ok(())
}
