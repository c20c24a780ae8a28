//! Rust types as the one source of truth for JSON contracts.
#![forbid(unsafe_code)]

#[path = "private.rs"]
#[doc(hidden)]
pub mod __private_v0_1_0;
mod contract;
mod describe;
mod described;
mod entry;
mod impls;
mod read;
mod respond;
mod strict;
mod sure;
mod to_json;
mod violation;

pub use contract::Contract;
pub use contractual_macros::{Contract, api};
pub use described::Described;
pub use respond::{Answer, Respond};
pub use violation::{Violation, Violations};
