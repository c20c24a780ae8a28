//! What a contract is.
//!
//! Plain data and pure functions; no IO, no clock, no environment. Called by every other crate: the scanner and the derive make
//! a model, emitters turn it into artifacts, drift compares two of them, the runtime checks values against it.
#![forbid(unsafe_code)]

pub mod json;
