//! One module per concern; each folder beside this file belongs to the module of its name.
#![forbid(unsafe_code)]

mod build;
mod equivalence;
mod support;
mod ui;
