//! Contracts between the steps of a pipeline: nothing unchecked reaches the next step.
//!
//! A pipeline is a YAML file of steps; each step's work is done by a persona (a command) or by a shell command, and each step may
//! have contracts on what it wrote. This crate loads a pipeline ([`Loaded`]), finds every problem of it before anything runs
//! ([`validate`]), runs it ([`run`]) and checks contracts alone ([`check_only`]). The program `contractual handover` is a thin door
//! to it.
//!
//! The checking parts (`load`, `jsontext`, `schema`, `markdown`, `typescript`, `template`) take text and give findings; files are
//! opened by `root` only, commands are started by `process` only. Nothing here reads the environment: it comes in through
//! [`Options`].
//!
//! ```
//! use contractual_handover::Loaded;
//! let loaded = Loaded::parse("steps:\n  - id: a\n    persna: navigator\n", "plan.yaml");
//! let first = &loaded.found[0].violation;
//! assert_eq!((first.code, first.field.as_deref()), ("missing_field", Some("exec")));
//! ```
#![forbid(unsafe_code)]

mod archive;
mod checks;
mod clean;
mod codes;
pub mod document;
mod environment;
pub mod format;
mod git;
mod jsontext;
mod load;
mod markdown;
mod mutate;
mod options;
mod paths;
mod preflight;
mod process;
mod prompt;
pub mod report;
mod root;
mod run;
mod schema;
mod template;
mod typescript;
mod values;
mod violation;
mod workspace;

pub use codes::{CODES, Code, Retry, code, explain};
pub use load::{Found, Loaded, parse_duration};
pub use mutate::{Mutant, MutationReport, mutation_check};
pub use options::{
    BrokenRule, Limits, Options, Personas, RustSchema, SchemaSource, SchemaSourceError,
};
pub use paths::{PathProblem, RelPath};
pub use process::Cancel;
pub use root::{Refused, Root};
pub use run::{
    Event, HookEvent, Observer, RunResult, StepReport, StepStatus, check_contracts, check_only,
    run, validate,
};
pub use violation::{ConfigPlace, Severity, Violation};
