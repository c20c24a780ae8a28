//! Default values, read from the source where it says them plainly: literals, constants, enum paths, `vec![..]`, conversions of text,
//! constructors, `Default`. What is more than that is asked for with `#[contract(default = ...)]`.
//!
//! `fields` says what a field's default is, `sources` finds the functions and constants that make it, `expressions` reads them.

mod expressions;
mod fields;
mod sources;
mod trees;

pub(crate) use fields::Defaults;
