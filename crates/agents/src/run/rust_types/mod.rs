//! Rust types in documents: `rust: Name` anywhere in the schemas of handoff types and components, and what a breaking
//! change of such a type hits.

mod breaks;
mod dialect;
mod fill;

pub(super) use breaks::breaks;
pub(super) use fill::fill_in;

use crate::value::At;

/// A place where a document names a Rust type.
#[derive(Debug, Clone)]
pub(super) struct RustUse {
    /// The type, as it is named.
    name: String,
    /// The path of the place: `handoff_types.order.schema.properties.item`.
    path: String,
    /// The handoff type, if it is one and not a component.
    handoff: Option<String>,
    /// Where the name stands.
    at: At,
}
