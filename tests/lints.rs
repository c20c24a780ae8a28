//! Every lint: the smallest source that raises it, and the reason that silences it for one item and for no other.

use std::collections::BTreeSet;

use contractual_model::lints;
use contractual_scan::{Cfg, Options, Outline};

/// Where the attribute that silences goes in.
const HERE: &str = "/*HERE*/";

/// Sources by lint. `@` stands for a letter, so that one source can stand twice in a crate.
const SOURCES: [(&str, &str); 15] = [
    (
        "missing_docs",
        "#[derive(Contract)] #[contract(entity)] /*HERE*/ pub struct S@ { pub a: u8 }",
    ),
    (
        "wide_integer",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ pub a: u64 }",
    ),
    (
        "wide_integer",
        "#[derive(Contract)] /*HERE*/ pub struct S@ { pub a: Vec<Option<i64>> }",
    ),
    (
        "bytes_as_numbers",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ pub a: Vec<u8> }",
    ),
    (
        "untagged_objects",
        "#[derive(Contract)] #[serde(untagged)] /*HERE*/ pub enum S@ { A { a: u8 }, B { b: u8 } }",
    ),
    (
        "nested_tag",
        "#[derive(Contract)] pub enum I@ { X, Y(u8) }
         #[derive(Contract)] #[serde(tag = \"t\")] pub enum S@ { /*HERE*/ A(I@), B }",
    ),
    (
        "rust_form",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ pub a: std::time::Duration }",
    ),
    (
        "rust_form",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ pub a: Result<u8, String> }",
    ),
    (
        "awkward_name",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ #[serde(rename = \"$ref\")] pub a: u8 }",
    ),
    (
        "awkward_name",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ #[serde(rename = \"__proto__\")] pub a: u8 }",
    ),
    (
        "awkward_name",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ #[serde(rename = \"\")] pub a: u8 }",
    ),
    (
        "buffered_keys",
        "#[derive(Contract)] #[serde(untagged)] pub enum S@ { /*HERE*/ A(std::collections::BTreeMap<u8, u8>), B(bool) }",
    ),
    (
        "loose_pattern",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ #[contract(pattern = \"^a|b$\")] pub a: String }",
    ),
    (
        "validator_attribute",
        "#[derive(Contract)] pub struct S@ { /*HERE*/ #[garde(custom(f))] pub a: u8 }",
    ),
    (
        "validator_attribute",
        "#[derive(Contract)] /*HERE*/ #[validate(schema(function = \"f\"))] pub struct S@ { pub a: u8 }",
    ),
];

/// What the scan of those sources says, by code.
fn told(first: &str, second: &str) -> Vec<String> {
    let text = format!("use contractual::Contract;\n{first}\n{second}\n");
    let read = |path: &str| (path == "src/lib.rs").then(|| text.clone());
    let options = Options {
        crate_name: "acme".to_owned(),
        roots: vec!["src/lib.rs".to_owned()],
        cfg: Cfg::new([("unix", None)]),
        ..Options::default()
    };
    let scan = Outline::read(&read, &options).scan();
    scan.diagnostics()
        .map(|found| found.code.to_string())
        .collect()
}

#[test]
fn every_lint_is_raised_and_silenced_for_one_item_with_a_reason() {
    let shown: BTreeSet<&str> = SOURCES.iter().map(|(lint, _)| *lint).collect();
    let declared: BTreeSet<&str> = lints::ALL.iter().map(|lint| lint.name).collect();
    assert_eq!(shown, declared);
    for (lint, source) in SOURCES {
        assert!(source.contains(HERE), "{source}");
        let with = |name: &str, attribute: &str| source.replace('@', name).replace(HERE, attribute);
        let silent = format!("#[contract(allow({lint}, reason = \"it is meant\"))]");
        assert_eq!(told(&with("A", ""), ""), [lint], "{source}");
        assert_eq!(told(&with("A", &silent), ""), [""; 0], "{source}");
        assert_eq!(
            told(&with("A", &silent), &with("B", "")),
            [lint],
            "silence is for one item: {source}"
        );
        let mute = format!("#[contract(allow({lint}))]");
        let found = told(&with("A", &mute), "");
        assert!(
            found.iter().any(|code| code == "bad_value"),
            "a reason is asked for: {source}: {found:?}"
        );
    }
}
