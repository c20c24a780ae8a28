//! What an outline depends on, and lints.

use super::{faults, lib};
use crate::{Options, Outline};

#[test]
fn the_outline_changes_with_what_the_model_depends_on_only() {
    let outline = |text: &str| {
        let text = text.to_owned();
        let read = move |path: &str| (path == "src/lib.rs").then(|| text.clone());
        let options = Options {
            crate_name: "acme".into(),
            roots: vec!["src/lib.rs".into()],
            ..Options::default()
        };
        Outline::read(&read, &options).text()
    };
    let base = "#[derive(Contract)] struct A { #[serde(default = \"f\")] x: u8 } fn f() -> u8 { 1 } fn g() { 2; } type T = u8;";
    assert_eq!(
        outline(base),
        outline(&base.replace("{ 2; }", "{ 3; /* more */ }"))
    );
    for (from, to) in [
        ("{ 1 }", "{ 2 }"),
        ("x: u8", "x: u16"),
        ("T = u8", "T = u9"),
        ("fn g", "struct B; fn g"),
    ] {
        assert_ne!(outline(base), outline(&base.replace(from, to)), "{to}");
    }
}

#[test]
fn lints_are_warnings_that_can_be_silenced_with_a_reason() {
    let scan = lib(r#"
        #[derive(Contract)] #[contract(version = 1)] pub struct A {
            x: u64, #[contract(max = 9007199254740991)] y: u64, z: i64,
            #[contract(allow(wide_integer, reason = "an opaque id"))] q: u64,
            bytes: Vec<u8>,
            #[serde(rename = "$ref")] r: u8,
            #[contract(pattern = "^a|b$")] p: String,
        }
        /// Documented.
        #[derive(Contract)] #[contract(version = 1)] #[serde(untagged)] pub enum B { C { a: u8 }, D { b: std::collections::BTreeMap<u8, u8> }, E(bool) }
        #[derive(Contract)] #[serde(tag = "t")] #[contract(allow(nested_tag, reason = "as it was"))] pub enum F { G(H) }
        #[derive(Contract)] pub enum H { I, J(u8) }
    "#);
    assert!(!scan.has_errors());
    let found: Vec<String> = faults(&scan)
        .iter()
        .map(|f| f.replacen("src/lib.rs:", "", 1))
        .collect();
    let starts = [
        "missing_docs 2:65",
        "wide_integer 3:13",
        "wide_integer 3:65",
        "bytes_as_numbers 5:13",
        "awkward_name 6:39",
        "loose_pattern 7:44",
        "untagged_objects 10:",
        "buffered_keys 10:",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{found}, expected {start}");
    }
}
