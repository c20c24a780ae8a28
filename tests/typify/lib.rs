//! Nothing: this package is its test. It is a package of its own because typify is heavy.
#![forbid(unsafe_code)]
