//! One annotated item's tokens to one entry of the model, with all attribute grammar and all refusals that a single item shows.
//!
//! Called by the derive (with the tokens rustc gives it) and by the scan (with tokens lexed from source text), so that both cannot
//! disagree. Tokens come as [`Tree`]s, whose places mean whatever their maker wants; nothing here depends on `proc_macro` or `syn`.
//! Names are not resolved here: see the scan for sources and the runtime for compiled types.
//!
//! ```
//! use contractual_syntax::{lex, parse_item};
//! let trees = lex("/// A point.\n#[serde(rename_all = \"camelCase\")] struct At { x_axis: f64 }", 0).unwrap();
//! let outcome = parse_item(&trees, None);
//! assert!(outcome.problems.is_empty());
//! assert_eq!(outcome.parsed.unwrap().item.docs, "A point.");
//! ```
#![forbid(unsafe_code)]

mod api;
mod attributes;
pub mod cfg;
mod check;
mod cursor;
mod heads;
mod item;
pub mod lex;
pub mod literal;
mod meta;
mod parsed;
mod problem;
#[cfg(test)]
mod tests;
pub mod tree;
mod types;

pub use api::{is_api, parse_api};
pub use heads::{Heads, heads};
pub use item::{parse_alias, parse_item};
pub use lex::lex;
pub use parsed::{Outcome, Parsed, SlotTokens};
pub use problem::Problem;
pub use tree::{Place, Tree};
