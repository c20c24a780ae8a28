//! A crate that denies every warning: none comes from the macros, and what a build has to tell stays a warning.

use super::package::{Package, SCHEMA, said};

/// Everything that the macros print, in a crate that allows nothing.
const STRICT: &str = r#"//! A crate without warnings.
#![deny(warnings, clippy::all, clippy::pedantic, missing_docs, unused)]
#![forbid(unsafe_code)]

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A parcel on its way.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1, rule(name = "heavy_is_named", expr = "present(note)"))]
pub struct Parcel {
    /// What it weighs, in grams.
    #[contract(min = 1, max = 30000)]
    pub weight: u32,
    /// Said to the courier.
    #[serde(default)]
    pub note: Option<String>,
    /// How it goes.
    #[serde(default = "road")]
    pub way: Way,
    /// What else is to be known.
    pub facts: Page<Fact>,
}

fn road() -> Way {
    Way::Road
}

/// Some of many.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    /// These.
    pub items: Vec<T>,
}

/// How a parcel goes.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Way {
    /// On wheels.
    Road,
    /// By ship.
    Sea {
        /// Its name.
        #[contract(min_length = 1)]
        ship: String,
    },
}

mod inner {
    //! Private things.

    /// A fact.
    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, contractual::Contract)]
    #[serde(transparent)]
    pub struct Fact(#[contract(pattern = "^[a-z]+$")] String);
}

pub use inner::Fact;

/// Parcels over HTTP.
#[contractual::api(version = 1)]
pub trait Parcels {
    /// Send a parcel.
    #[post("/v1/parcels")]
    #[responds(202 => Parcel { header("Location", required, description = "Where it is.") })]
    async fn send(&self, body: Parcel) -> Send;
}

/// Not only at the top.
///
/// # Panics
/// Never.
#[must_use]
pub fn answer() -> u32 {
    #[derive(Serialize, Deserialize, Contract)]
    struct Local {
        size: u32,
    }
    let local = Local { size: 42 };
    local.size
}
"#;

#[test]
fn no_warning_comes_from_the_macros() {
    let package = Package::new("strict");
    package.write("src/lib.rs", STRICT);
    package.build();
    let output = package
        .cargo(&["clippy", "--all-targets"])
        .output()
        .unwrap();
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("src/lib.rs:"), "{told}");
}

#[test]
fn what_a_build_tells_fails_no_crate_that_denies_warnings() {
    let package = Package::new("denying");
    package.write("src/lib.rs", STRICT);
    package.build();
    package.edit("src/lib.rs", "max = 30000", "max = 31000");
    package.edit(
        "Cargo.toml",
        "[dependencies]",
        "[lints.rust]\nwarnings = \"deny\"\n\n[dependencies]",
    );
    let output = package.cargo(&["build"]).output().unwrap();
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains("warning: use of deprecated constant") && told.contains("--> src/lib.rs:"),
        "{told}"
    );
    assert!(package.read(SCHEMA).contains("31000"));
    // a check is not a build that writes: there the same is an error
    package.edit("src/lib.rs", "max = 31000", "max = 32000");
    package.refused(&[("CI", "1")]);
}
