//! See the package description; the first content of this crate is on its way.
#![forbid(unsafe_code)]
