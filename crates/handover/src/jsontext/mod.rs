//! JSON artifacts: a compact tape over the text, so that a file of 50 MiB is checked in its own size and every value has its
//! place. `contractual_model::json` is the tree for small documents; an artifact of a model needs this one.

mod decimal;
mod doc;
mod recover;
mod scan;
mod schema_node;

pub(crate) use decimal::Decimal;
pub(crate) use doc::{Doc, Kind, Node, Places};
pub(crate) use recover::{Failure, Level, Recovered, recover};
pub(crate) use scan::{Duplicate, MAX_DEPTH, Problem, pointers_of_names, scan};
pub(crate) use schema_node::{Tape, first_repeat};
