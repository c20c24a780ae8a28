//! Is the new contract compatible with the old one? The rules of the compatibility specification, decided soundly.
//!
//! [`compare_schemas`] and [`compare_openapi`] take two documents and give a [`Comparison`]: a verdict, the version bump it
//! demands, and findings with rule, place and witness. No IO happens here; the command line and the build script read files.
//!
//! The parts, in the order a comparison passes them: `schema` (graph and canonical form), `sat` (the decision procedure),
//! `walk` (which rule fires where), `witness` (values that prove a break, checked by validators), `openapi` (messages).

mod evaluate;
mod format;
mod number;
mod pattern;
mod sat;
mod schema;
mod sha256;
mod unusable;

pub use unusable::{Document, Unusable};
