//! The runtime on compiled types: verdicts, agreement of the fast path with the full check, and the manners of the macros.
#![allow(clippy::unwrap_used, reason = "tests")]

mod agreement;
mod description;
mod holes;
#[cfg(feature = "schemars1")]
mod integrations;
mod manners;
mod types;
