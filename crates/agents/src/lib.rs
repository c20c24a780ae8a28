//! The DSL for multi-agent workflows: who may do what, checked, scored and rendered.
//!
//! A project is a YAML document (agents, tasks, artifacts, tools, validations, handoffs, workflows, guardrails), split
//! over files as its authors like, with a configuration that says what is rendered from it. The command line and the
//! checks are a drop-in for existing projects of this DSL; every finding also knows the file, line and column it comes
//! from, through references, imports, inheritance and variables.
//!
//! The parts, in the order in which a command uses them: [`load`] (files to one tree), [`schema`] (known objects),
//! `integrity` and [`lint()`] (what must fit), [`score()`], [`template`] and [`render`] (documents to texts), [`generate`]
//! (bindings, team interface), and [`run`], the commands. Parsing and checking read no clock, no environment and no
//! disk: files come through [`load::Files`], and only [`run`] writes, through [`run::Disk`].
//!
//! ```
//! use contractual_agents::{load, schema, lint};
//! let text = "version: 1\nsystem: {id: s, name: S, default_workflow_order: []}\nagents:\n  Ada: {role_name: Ada, purpose: p}\n";
//! let files = load::MemoryFiles::new([("/project/agent-contracts.yaml", text)]);
//! let mut sources = load::Sources::new();
//! let loaded = load::load_document(&files, &mut sources, "/project/agent-contracts.yaml".as_ref(), None)?;
//! let checked = schema::check_document(&loaded.root);
//! assert!(checked.passed());
//! let findings = lint(&checked.parsed.unwrap_or_default());
//! let style = findings.iter().find(|one| one.code == "agent-key-casing");
//! assert_eq!(style.map(|one| (one.at.line(), one.at.column())), Some((4, 3)));
//! # Ok::<(), load::Failure>(())
//! ```
#![forbid(unsafe_code)]

pub mod codegen;
pub mod config;
mod document;
pub mod dsl;
pub mod finding;
mod flatten;
pub mod generate;
pub mod graph;
mod integrity;
pub mod js;
pub mod jsonschema;
mod lint;
pub mod load;
pub mod render;
pub mod rules;
pub mod run;
pub mod schema;
mod score;
pub mod template;
pub mod value;
pub mod yaml_out;

pub use lint::{lint, lint_gaps};
pub use score::{Dimension, Score, score};
