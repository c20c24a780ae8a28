//! The program `contractual`, installed also as `cargo-contractual`. Arguments in, one command run, an exit status out.
#![forbid(unsafe_code)]

#[cfg(any(feature = "handover", feature = "invariants"))]
mod artifacts;
mod colour;
mod command_line;
mod commands;
mod contracts;
mod report;
mod told;
mod witness;

pub use command_line::command_line;
pub use commands::explain::{Page, pages};
pub use commands::main;
