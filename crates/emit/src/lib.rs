//! Model to artifacts.
//!
//! [`emit`] takes a model, what is known of the project, and the committed texts that are extended or checked; it gives every
//! artifact as data. It does no IO and gives the same bytes for the same input everywhere. Build-support and the command line call it
//! and write what it gives.
//!
//! Each emitter has a folder and is declared in [`EMITTERS`]. All of them read the same components (`set`), never each other.
#![forbid(unsafe_code)]

mod emission;
mod emitter;
mod fixtures;
mod handover;
mod json_schema;
mod justfile;
mod memory;
mod openapi;
mod pieces;
mod project;
mod pydantic;
mod pytest;
mod python;
mod reference;
mod run;
mod schema;
mod set;
mod typescript;

pub use emission::{Aside, CarriedOver, Emission, OpenPlace};
pub use emitter::{EMITTERS, EmitterInfo};
pub use memory::{Left, Memory};
pub use openapi::{read_beside, read_written};
pub use project::{Existing, ExistingDocument, Project};
pub use run::{Now, emit, emit_again};
pub use schema::{minimal, schema};
