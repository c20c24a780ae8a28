//! JSON Schema draft-07, as far as the DSL needs it: extension values (specification 8.4), the schemas of handoffs
//! against the meta-schema (10) and examples against their schema.
//!
//! All errors are reported, those of every failed branch included. `format` is not checked. A schema is compiled first:
//! unknown references, broken patterns and another `$schema` are errors of the schema.

mod compile;
mod evaluate;

pub(crate) use compile::from_json;
pub use compile::{CompileError, Schema};
pub use evaluate::Violation;

/// The meta-schema of draft-07, with `enum` required to have distinct items, at least one.
const META: &str = include_str!("draft-07.json");

/// The identifier of draft-07, without its empty fragment.
pub(crate) const DRAFT_07: &str = "http://json-schema.org/draft-07/schema";
