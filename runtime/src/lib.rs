//! Rust types as the one source of truth for JSON contracts.
#![forbid(unsafe_code)]

mod contract;
mod describe;
mod described;
mod entry;
mod impls;
mod read;
mod to_json;
mod violation;

pub use contract::Contract;
pub use described::Described;
pub use violation::{Violation, Violations};
