//! Manners of a build script: environment in, directives out. The only file that reads the environment or prints.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use contractual_diag::Diagnostic;
use contractual_diag::render::line;

use crate::mode::Signs;
use crate::{cfg, fs};

/// What Cargo says to a build script.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The folder of the package's `Cargo.toml`.
    pub package_dir: PathBuf,
    /// Where the script may write in any case.
    pub out_dir: PathBuf,
    /// The real cfg set.
    pub cfg: Vec<String>,
    /// Value of `CI`.
    pub ci: Option<String>,
    /// Value of `CONTRACTUAL`.
    pub contractual: Option<String>,
    /// True on docs.rs.
    pub docs_rs: bool,
    /// Model files of direct dependencies with a `links` key, by that key, sorted.
    pub models: Vec<(String, PathBuf)>,
    /// The same with the features and the target that each declares for its committed artifacts.
    pub declared: Vec<(String, PathBuf)>,
}

impl Environment {
    /// Reads the process environment.
    ///
    /// # Errors
    /// The process is no build script.
    pub fn read() -> Result<Self, String> {
        let needed = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .ok_or_else(|| format!("the variable {name} is not set: contractual_build::run() belongs into a build script, and Cargo runs that"))
        };
        let variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let passed_on = |suffix: &str| -> Vec<(String, PathBuf)> {
            let mut models: Vec<(String, PathBuf)> = variables
                .iter()
                .filter_map(|(name, value)| {
                    let key = name.strip_prefix("DEP_")?.strip_suffix(suffix)?;
                    key.starts_with("CONTRACTUAL_")
                        .then(|| (key.to_owned(), PathBuf::from(value)))
                })
                .collect();
            models.sort();
            models
        };
        let (models, declared) = (passed_on("_MODEL"), passed_on("_DECLARED"));
        Ok(Self {
            package_dir: needed("CARGO_MANIFEST_DIR")?,
            out_dir: needed("OUT_DIR")?,
            cfg: cfg::of_cargo(variables),
            ci: std::env::var("CI").ok(),
            contractual: std::env::var("CONTRACTUAL").ok(),
            docs_rs: std::env::var_os("DOCS_RS").is_some(),
            models,
            declared,
        })
    }

    /// What the mode is decided from.
    pub fn signs(&self) -> Signs<'_> {
        Signs {
            ci: self.ci.as_deref(),
            contractual: self.contractual.as_deref(),
            foreign: crate::is_foreign(&self.package_dir, self.docs_rs),
        }
    }

    /// The time that written files get: just before Cargo noted the start of this run, so that they do not look newer than it.
    pub fn write_time(&self) -> Option<SystemTime> {
        let noted = self
            .out_dir
            .parent()
            .and_then(|folder| fs::modified(&folder.join("invoked.timestamp")));
        noted
            .unwrap_or_else(SystemTime::now)
            .checked_sub(Duration::from_millis(1500))
    }
}

/// Lines for Cargo, in the order in which they are printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    lines: String,
    failed: bool,
    outputs: Vec<PathBuf>,
}

impl Directives {
    /// The lines of a run that did not fail.
    pub(crate) fn said_before(lines: String) -> Self {
        Self {
            lines,
            ..Self::default()
        }
    }

    /// Run again when this file or folder changes, which this run has written or compared.
    pub(crate) fn watch_output(&mut self, path: PathBuf) {
        self.watch(&path);
        self.outputs.push(path);
    }

    /// What [`Directives::watch_output`] was told.
    pub(crate) fn outputs(&self) -> &[PathBuf] {
        &self.outputs
    }

    /// Run again when this file or folder changes.
    pub fn watch(&mut self, path: &std::path::Path) {
        self.add("rerun-if-changed", &path.display().to_string());
    }

    /// Run again when this variable changes.
    pub fn watch_variable(&mut self, name: &str) {
        self.add("rerun-if-env-changed", name);
    }

    /// A variable for rustc and its macros.
    pub fn rustc_env(&mut self, name: &str, value: &str) {
        self.add("rustc-env", &format!("{name}={value}"));
    }

    /// A value for the build scripts of dependents; works with a `links` key only.
    pub fn metadata(&mut self, name: &str, value: &str) {
        self.add("metadata", &format!("{name}={value}"));
    }

    /// One warning, one line.
    pub fn warning(&mut self, text: &str) {
        self.add("warning", text);
    }

    /// The package fails with this line.
    pub fn error(&mut self, text: &str) {
        self.failed = true;
        self.add("error", text);
    }

    /// A text of several lines: the first with its severity, all in order.
    pub fn error_text(&mut self, text: &str) {
        for line in text.lines() {
            self.error(line.strip_prefix("error").unwrap_or(line));
        }
    }

    /// Findings, each on one line, errors as errors.
    pub fn findings(&mut self, found: &[Diagnostic]) {
        for one in found {
            match one.is_error() {
                true => self.error(&line(one)),
                false => self.warning(&line(one)),
            }
        }
    }

    /// True if an error was added.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// The text for standard output.
    pub fn text(&self) -> &str {
        &self.lines
    }

    fn add(&mut self, key: &str, value: &str) {
        let value = value.replace(['\n', '\r'], " ");
        // Writing to a String cannot fail.
        let _ = writeln!(self.lines, "cargo::{key}={value}");
    }
}

/// Prints and ends the process if something failed.
pub fn finish(directives: &Directives) {
    use std::io::Write as _;
    let _ = std::io::stdout()
        .lock()
        .write_all(directives.text().as_bytes());
    if directives.failed() {
        std::process::exit(1);
    }
}
