//! Schemas as a graph: read, brought into one spelling, minimised and hashed (section 3 of the compatibility rules).
//!
//! Both documents of a comparison live in one [`Graph`], so that equal parts of them get equal classes.

mod admits;
mod canonical;
mod classes;
mod dialect;
mod flatten;
mod keywords;
mod read;
mod resolve;
mod shape;

pub(crate) use classes::ValueSet;
pub(crate) use dialect::Dialect;
pub(crate) use read::{Reader, decimal};
pub(crate) use resolve::{Index, Target};
pub(crate) use shape::{Annotations, Bound, Graph, NodeId, Shape, Side, Types, Union, UnionKind};
