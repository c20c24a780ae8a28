//! What the macros' output uses. No part of the interface: it may change with every release.

pub use contractual_model::Type;
pub use contractual_model::digest::{constant, identity};

pub use crate::contract::Contract;
pub use crate::describe::{
    Argument, Default, DefaultOf, Describe, Describer, Mute, Registration, Spoken,
};
pub use crate::described::{Described, Seen};
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

/// The place in `listed` of the module path `path` without the name of its crate. Evaluated in constants, where the panic is a compile
/// error at the caller, and each call and each step of a loop costs rustc as much as a field.
///
/// # Panics
/// None of them is the module; with `text`.
#[track_caller]
pub const fn placed(path: &str, listed: &[&[u8]], text: &str) -> usize {
    let path = path.as_bytes();
    let mut start = 0;
    while start < path.len() && path[start] != b':' {
        start += 1;
    }
    if start < path.len() {
        start += 2;
    }
    let mut at = 0;
    while at < listed.len() {
        let module = listed[at];
        let mut same = 0;
        if path.len() - start == module.len() {
            while same < module.len() && path[start + same] == module[same] {
                same += 1;
            }
            if same == module.len() {
                return at;
            }
        }
        at += 1;
    }
    panic!("{}", text)
}

/// What describes a type, which is the one that the build script found.
///
/// # Panics
/// It is another; with `text`.
#[track_caller]
pub const fn slot<T: Described + ?Sized>(expected: u128, text: &str) -> Describe {
    if T::IDENTITY != expected {
        panic!("{}", text);
    }
    T::describe
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

#[cfg(test)]
mod tests {
    use super::placed;

    #[test]
    fn modules_are_found_below_the_crate() {
        let at = |path, listed| placed(path, listed, "elsewhere");
        assert_eq!(at("acme", &[b"", b"api"]), 0);
        assert_eq!(at("acme::api", &[b"", b"api"]), 1);
        assert_eq!(at("server::api::v1", &[b"api", b"api::v1"]), 1);
        assert_eq!(at("r::a", &[b"a"]), 0);
    }

    #[test]
    #[should_panic(expected = "elsewhere")]
    fn another_module_is_told() {
        placed("acme::b", &[b"a", b"", b"c"], "elsewhere");
    }
}
