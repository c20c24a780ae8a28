//! YAML text to a tree with positions.
//!
//! The three YAML families (invariants, handover, agents) read their files through this crate, so that each of their
//! findings can name a file, a line and a column. It takes text and gives a [`Document`]; it does no IO.
//!
//! * Plain scalars follow the YAML 1.2 core schema: `yes`, `no`, `on`, `off` and dates stay text.
//! * Duplicate keys are an error that shows both places. Keys are compared by their text.
//! * Anchors, aliases, merge keys, several documents and foreign tags are allowed or refused by [`Options`].
//! * Size, depth and the number of nodes after alias expansion are bounded by [`Limits`], before any copy is made.
//!
//! ```
//! use contractual_yaml::{Options, parse_one};
//! let document = parse_one("retries: 3\nsteps:\n  - wash\n", "plan.yaml", &Options::default())?;
//! let step = document.root.pointer("/steps/0").ok_or_else(Vec::new)?;
//! assert_eq!(step.as_str(), Some("wash"));
//! assert_eq!((step.span.start.line, step.span.start.column), (3, 5));
//! # Ok::<(), Vec<contractual_diag::Diagnostic>>(())
//! ```
//!
//! [`write()`] turns a value into YAML that a reader of YAML 1.1 and a reader of YAML 1.2 understand alike.
#![forbid(unsafe_code)]

mod build;
mod json;
mod node;
mod options;
mod parse;
mod scalar;
mod simple;
mod write;

pub use json::{JsonError, to_json};
pub use node::{Document, Entry, Mapping, Node, Position, Rare, Span, Style, Value};
pub use options::{Documents, Limits, Options};
pub use parse::{parse, parse_bytes, parse_one};
pub use scalar::{Scalar, resolve_plain};
pub use simple::{Simple, visit_simple};
pub use write::{Data, is_ambiguous, quote, write};
