//! What the macros' output uses. No part of the interface: it may change with every release.

pub use contractual_model::Type;
pub use contractual_model::digest::{constant, identity};

pub use crate::contract::Contract;
pub use crate::describe::{
    Argument, Default, DefaultOf, Describe, Describer, Mute, Registration, Spoken,
};
pub use crate::described::{Described, Key, Seen};
pub use crate::entry::Entry;
pub use crate::prove::{prove, prove_api};
pub use crate::respond::{Answer, Respond};
#[cfg(feature = "schemars1")]
pub use crate::schemars::{json_schema, schema_id, schema_name};
pub use crate::sure::*;
#[cfg(feature = "schemars1")]
pub use schemars1 as schemars;
#[cfg(feature = "schemars1")]
pub use std::borrow::Cow;

/// Is the same type as `T`: what the derive read a field for.
#[diagnostic::on_unimplemented(
    message = "the compiled field is `{Self}`, the derive of `Contract` was given `{T}`",
    label = "an attribute macro below the derive changes this field",
    note = "put `#[derive(Contract)]` below that attribute, and write the item as it is compiled"
)]
pub trait Same<T: ?Sized> {}

impl<T: ?Sized> Same<T> for T {}

/// Compiles if the value's type is `T`.
pub const fn same<T: ?Sized, F: ?Sized + Same<T>>(_: &F) {}

/// The place in `listed` of the module path `path` without the name of its crate.
const fn module_at(path: &str, listed: &[&str]) -> Option<usize> {
    let path = path.as_bytes();
    let mut start = 0;
    while start < path.len() && path[start] != b':' {
        start += 1;
    }
    let mut at = 0;
    while at < listed.len() {
        if is_below(path, start, listed[at].as_bytes()) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// As [`module_at`]. Evaluated in constants, where the panic is a compile error at the caller.
///
/// # Panics
/// None of them is the module; with `text`.
#[track_caller]
pub const fn placed(path: &str, listed: &[&str], text: &str) -> usize {
    match module_at(path, listed) {
        Some(at) => at,
        None => panic!("{}", text),
    }
}

/// Compares a type's identity with the one that the build script found.
///
/// # Panics
/// They differ; with `text`.
#[track_caller]
pub const fn expect(found: u128, expected: u128, text: &str) {
    if found != expected {
        panic!("{}", text);
    }
}

/// Compares what a type means with what the build script read; zero is not known.
///
/// # Panics
/// They differ; with `text`.
#[track_caller]
pub const fn mean(found: u128, expected: u128, text: &str) {
    if expected != 0 && found != 0 && found != expected {
        panic!("{}", text);
    }
}

/// True if `path` from `start` on is nothing and `module` is empty, or `::module`.
const fn is_below(path: &[u8], start: usize, module: &[u8]) -> bool {
    let start = if start == path.len() {
        start
    } else {
        start + 2
    };
    if path.len() - start != module.len() {
        return false;
    }
    let mut at = 0;
    while at < module.len() {
        if path[start + at] != module[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::module_at;

    #[test]
    fn modules_are_found_below_the_crate() {
        assert_eq!(module_at("acme", &["", "api"]), Some(0));
        assert_eq!(module_at("acme::api", &["", "api"]), Some(1));
        assert_eq!(module_at("server::api::v1", &["api", "api::v1"]), Some(1));
        assert_eq!(module_at("r::a", &["a"]), Some(0));
        assert_eq!(module_at("acme::b", &["a", ""]), None);
    }
}
