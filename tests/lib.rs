//! Nothing: this package is its tests (`main.rs`).
#![forbid(unsafe_code)]
