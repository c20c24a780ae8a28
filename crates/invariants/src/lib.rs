//! Executable promises about a running system.
//!
//! A suite file (YAML or JSON) states what must always hold; each check is steps over HTTP, by a command or in PostgreSQL, with
//! expectations beside them. [`check_suite`] reads a file and reports every problem in it; [`run_suites`] executes suites and
//! gives a [`Report`]; the renderings of [`report`] turn it into what people and machines read.
//!
//! ```
//! use contractual_invariants::{Environment, check_suite};
//! let text = "version: 1\nfeature: core\ncontracts:\n  - name: example\n    checks:\n      - id: ok\n        steps:\n          - exec: {run: 'true'}\n";
//! let loaded = check_suite(text.as_bytes(), "core.yml", &Environment::default(), false);
//! assert_eq!(loaded.suite.map(|s| s.contracts.len()), Some(1));
//! ```
//!
//! Reading, matching, the SQL guard and masking do no IO. Steps do theirs in `http`, `exec` and `sql`. Nothing is contacted but
//! the targets that the user names. Everything that leaves goes through a [`Masker`] first.
#![forbid(unsafe_code)]
// Without a kind of step, what only that kind needs is unused.
#![cfg_attr(
    not(all(feature = "http", feature = "postgres", feature = "tls")),
    allow(dead_code, unused_imports)
)]

mod answer;
mod check;
mod context;
pub mod document;
mod environment;
mod exec;
mod files;
pub mod format;
mod from_openapi;
mod glob;
#[cfg(feature = "http")]
mod http;
mod instant;
mod json_path;
mod judge;
mod matching;
mod observed;
mod operators;
mod pattern;
mod race;
pub mod report;
mod run;
mod schema_source;
mod secrets;
mod sql;
mod template;
#[cfg(feature = "tls")]
mod tls;
mod value;

pub use check::{Loaded, check_suite};
pub use environment::{Environment, Replaced, replace_variables};
pub use files::{MAX_FILE_BYTES, find_files, is_pattern, read_bytes, write_atomically};
pub use from_openapi::{Drafted, Known, suite_from_openapi};
pub use pattern::Pattern;
pub use report::Report;
pub use run::{
    Interrupt, Plan, PlannedCheck, RunOptions, RunOutcome, Settings, listen, plan_suites,
    run_suites,
};
pub use schema_source::{SchemaSource, Violation};
pub use secrets::{MASK, Masker, Secrets};
pub use value::{Special, Value};
