//! Random contract types as source text: every kind of item, attributes, constraints, rules, nesting.
//!
//! What serde cannot do is left out, as the lints and refusals of the product say: maps with keys that are no text inside buffered
//! positions, closed structs that are flattened, tags around scalars.

mod enums;
mod fields;
mod maker;
mod structs;
mod values;

pub(crate) use maker::{Item, Maker};
