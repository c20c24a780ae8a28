//! What a contract is.
//!
//! Plain data and pure functions; no IO, no clock, no environment. Called by every other crate: the scanner and the derive make
//! items, [`Model`] is what they mean once names are resolved, emitters turn a model into [`Artifact`]s, drift compares
//! two models, the runtime checks values against one.
//!
//! Two layers:
//! * `item`: one annotated Rust item *as written*, with unresolved type expressions. Scan and derive build it with the same code;
//!   its canonical text and digest are what they compare.
//! * [`contract`]: the *meaning*: monomorphic types by nominal identity, serde's attributes already applied.
#![forbid(unsafe_code)]

#[macro_use]
mod written;

mod artifact;
pub mod attributes;
pub mod builtin;
mod code;
pub mod codec;
pub mod compare;
mod constraint;
pub mod contract;
pub mod digest;
mod format;
pub mod handshake;
pub mod instance;
pub mod instant;
pub mod item;
pub mod json;
pub mod lints;
pub mod lower;
pub mod meaning;
pub mod naming;
pub mod packed;
pub mod pattern;
pub mod quick;
pub mod refusals;
pub mod rule;
pub mod toml;

pub use artifact::Artifact;
pub use code::CodeError;
pub use constraint::{Bound, Constraints, Format, Pattern};
pub use contract::{
    Additional, Api, Deprecation, Direction, Enum, Field, FieldSide, Header, Int, Kind, Method,
    Model, Object, Operation, Parameter, ParameterPlace, Response, Shape, Tagging, Type, TypeDef,
    TypeId, Variant, VariantBody,
};
