//! What a run is given from outside: nothing in this crate looks at the environment by itself.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use crate::Cancel;
use crate::HookEvent;
use crate::clean::Secrets;

/// Where a schema comes from that is no file: `schema: rust:Name`.
pub trait SchemaSource: Send + Sync {
    /// The JSON Schema of a Rust contract, by its name or path.
    ///
    /// # Errors
    /// Why there is none, or that type and build have drifted apart; with the nearest known name, if there is one.
    fn schema(&self, name: &str) -> Result<RustSchema, SchemaSourceError>;

    /// The rules over several fields of a Rust contract that a JSON text breaks. Its schema cannot say all of them.
    fn broken_rules(&self, name: &str, json: &str) -> Vec<BrokenRule> {
        let _ = (name, json);
        Vec::new()
    }

    /// Why a schema file that follows from a Rust type must not be used: it is not what the type produces any more.
    fn drift(&self, file: &std::path::Path) -> Option<SchemaSourceError> {
        let _ = file;
        None
    }
}

/// A rule of a Rust contract that a value breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRule {
    /// The rule's name.
    pub rule: String,
    /// The object that breaks it.
    pub pointer: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// The schema of a Rust contract.
#[derive(Debug, Clone)]
pub struct RustSchema {
    /// The JSON Schema, as text.
    pub text: String,
    /// A value that it accepts, as text: the contract's fixture.
    pub fixture: Option<String>,
}

/// Why a Rust contract has no schema to offer.
#[derive(Debug, Clone)]
pub struct SchemaSourceError {
    /// There is one, but what is committed of it is not what the type produces any more.
    pub drifted: bool,
    /// One line.
    pub message: String,
    /// The nearest known name, or a command to run.
    pub hint: Option<String>,
}

/// How personas are asked.
#[derive(Debug, Clone, Default)]
pub struct Personas {
    /// The command of each persona that has its own.
    pub by_name: BTreeMap<String, String>,
    /// The command of all others.
    pub default: Option<String>,
}

impl Personas {
    /// The command of a persona.
    pub fn command(&self, name: &str) -> Option<&str> {
        self.by_name
            .get(name)
            .or(self.default.as_ref())
            .map(String::as_str)
    }
}

/// Limits of a run.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest file that is checked.
    pub artifact_bytes: u64,
    /// The largest captured standard output.
    pub stdout_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            artifact_bytes: 64 << 20,
            stdout_bytes: 10 << 20,
        }
    }
}

/// Everything a run is given from outside.
#[derive(Clone)]
pub struct Options {
    /// The folder the run is started for.
    pub project: PathBuf,
    /// Where runs are kept: workspaces, archives, state.
    pub storage: PathBuf,
    /// The pipeline's input.
    pub input: String,
    /// How personas are asked.
    pub personas: Personas,
    /// Steps at a time.
    pub jobs: usize,
    /// The environment of the caller.
    pub environment: Vec<(String, OsString)>,
    /// Variables that contract and step commands get from it, besides the usual ones.
    pub env_passthrough: Vec<String>,
    /// `project.*` for templates.
    pub project_values: BTreeMap<String, String>,
    /// The command that judges for `llm_judge`.
    pub judge_command: Option<String>,
    /// Verdicts of the judge are kept in the storage, and used again for the same content, criteria and model.
    pub keep_verdicts: bool,
    /// Commands that are told of events.
    pub hooks: Vec<(HookEvent, String)>,
    /// Limits.
    pub limits: Limits,
    /// Schemas of Rust contracts.
    pub schemas: Option<Arc<dyn SchemaSource>>,
    /// Ends the run.
    pub cancel: Cancel,
    /// The name of the run; made up if absent.
    pub run_id: Option<String>,
    /// Continue the run of this name.
    pub resume: Option<String>,
    /// Resume without looking at hashes.
    pub force: bool,
}

impl Options {
    /// Options for a project, everything else at its default.
    pub fn new(project: impl Into<PathBuf>, storage: impl Into<PathBuf>) -> Self {
        Self {
            project: project.into(),
            storage: storage.into(),
            input: String::new(),
            personas: Personas::default(),
            jobs: 4,
            environment: Vec::new(),
            env_passthrough: Vec::new(),
            project_values: BTreeMap::new(),
            judge_command: None,
            keep_verdicts: true,
            hooks: Vec::new(),
            limits: Limits::default(),
            schemas: None,
            cancel: Cancel::default(),
            run_id: None,
            resume: None,
            force: false,
        }
    }

    /// A variable of the caller's environment.
    pub(crate) fn variable(&self, name: &str) -> Option<&OsString> {
        self.environment
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The values that must not be shown.
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::among(
            self.environment
                .iter()
                .filter_map(|(name, value)| Some((name.as_str(), value.to_str()?))),
        )
    }

    /// The value of `project.<name>`.
    pub(crate) fn project_value(&self, name: &str) -> Option<&str> {
        let fallback = (name == "contract_test_command").then_some("test_command");
        self.project_values
            .get(name)
            .or_else(|| self.project_values.get(fallback?))
            .map(String::as_str)
    }
}
