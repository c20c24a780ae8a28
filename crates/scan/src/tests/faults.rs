//! What cannot be read, resolved or meant is told.

use super::{faults, lib, scan};

#[test]
fn what_cannot_be_resolved_is_told_with_the_way_out() {
    for (text, expected) in [
        (
            "struct A { x: Strng }",
            "unresolved_type 1:35 no type `Strng` is found from here; why: needed by `x` of `A`; do: if a macro makes it or another crate has it, state the JSON form: #[contract(wire = \"...\")]",
        ),
        (
            "struct A { x: Sloth } #[derive(Contract)] struct Slot { y: u8 }",
            "unresolved_type 1:35 no type `Sloth` is found from here; why: needed by `x` of `A`; do: did you mean `Slot`?",
        ),
        (
            "struct A { x: Plain } struct Plain;",
            "not_a_contract 1:35 `Plain` is not a contract; why: needed by `x` of `A`; do: add #[derive(Contract)] to `Plain`, or state the JSON form: #[contract(wire = \"...\")]",
        ),
        (
            "struct A { x: std::time::Instant }",
            "refused_type 1:35 `std::time::Instant` is no contract type; why: needed by `x` of `A`; do: an `Instant` means nothing",
        ),
        (
            "struct A { x: i128 }",
            "refused_type 1:35 `i128` is no contract type; why: needed by `x` of `A`; do: 128-bit integers",
        ),
        (
            "struct A { x: dyn Fn() }",
            "unsupported_type 1:35 `dyn Fn()` has no JSON form that sources show",
        ),
        (
            "struct A { x: B } mod b { #[derive(Contract)] pub struct B(u8); } mod c { #[derive(Contract)] pub struct B(u8); } use b::*; use c::*;",
            "unresolved_type 1:35 `B` comes from several glob imports; why: needed by `x` of `A`; do: import it by name",
        ),
        ("struct A { x: T } type T = T;", "recursive_alias 1:35"),
        (
            "struct A<T> { x: Option<Box<A<Vec<T>>>> } #[derive(Contract)] struct B { a: A<u8> }",
            "generic_depth 1:38",
        ),
        (
            "struct A { x: Page } #[derive(Contract)] struct Page<T> { y: T }",
            "unresolved_type 1:35 `Page` wants an argument for its parameter `T`",
        ),
        (
            "struct A { x: [u8; LEN] }",
            "unresolved_type 1:35 the constant `LEN` cannot be read",
        ),
    ] {
        let scan = lib(&format!("#[derive(Contract)] {text}"));
        let found: Vec<String> = scan
            .findings
            .iter()
            .map(|f| {
                let d = &f.diagnostic;
                let loc = d
                    .loc
                    .as_ref()
                    .map(|l| format!("{}:{}", l.line, l.column))
                    .unwrap_or_default();
                let notes: String = d
                    .notes
                    .iter()
                    .map(|n| format!("; {}: {}", n.kind.word(), n.text))
                    .collect();
                format!("{} {loc} {}{notes}", d.code, d.headline)
            })
            .collect();
        assert!(
            found.first().is_some_and(|f| f.starts_with(expected)),
            "{text}\nfound {found:#?}"
        );
    }
}

#[test]
fn meanings_that_do_not_hold_are_refused() {
    for (text, expected) in [
        (
            "struct A { #[contract(min_length = 1)] x: u8 }",
            "bad_constraint 1:60 `min_length` speaks of text, and this is an integer (u8)",
        ),
        (
            "struct A { #[contract(min = 300)] x: u8 }",
            "bad_constraint 1:55 no value of u8 is left: it holds 0 to 255",
        ),
        (
            "struct A { #[contract(multiple_of = 2)] x: f64 }",
            "float_multiple 1:61",
        ),
        (
            "struct A { x: std::collections::BTreeMap<f64, u8> }",
            "map_key 1:32 a map key is a number (f64), which is no text on the wire",
        ),
        (
            "struct A { x: std::collections::BTreeMap<B, u8> } #[derive(Contract)] struct B { y: u8 }",
            "map_key 1:32 a map key is an object",
        ),
        (
            "struct A { #[contract(min = 1)] x: B } #[derive(Contract)] struct B(String);",
            "bad_constraint 1:53 `min` speaks of numbers, and this is text",
        ),
        (
            "struct A { #[contract(items(min = 1))] x: B } #[derive(Contract)] struct B { y: u8 }",
            "bad_constraint 1:60 `items` speaks of elements, and `B` is an object",
        ),
        (
            "struct A { #[contract(value(min = 1))] x: B } #[derive(Contract)] struct B(Vec<u8>);",
            "bad_constraint 1:60 `value` speaks of maps, and this is a list",
        ),
        (
            "struct A { #[contract(items(min_length = 1))] x: B } #[derive(Contract)] struct B(Vec<u8>);",
            "bad_constraint 1:67 `min_length` speaks of text, and this is an integer (u8)",
        ),
        (
            "struct A { #[contract(items(pattern = \"^a$\"))] x: B } #[derive(Contract)] #[contract(items(pattern = \"^b$\"))] struct B(Vec<String>);",
            "bad_constraint 1:68 the type has a pattern of its own",
        ),
        (
            "struct A { #[contract(items(one_of(3)))] x: B } #[derive(Contract)] #[contract(items(one_of(1, 2)))] struct B(Vec<u8>);",
            "bad_constraint 1:62 no value is left",
        ),
        (
            "#[contract(items(items(max_items = 1)))] struct A(Vec<A>);",
            "bad_constraint 1:69 constraints on the elements of this type lead back to themselves",
        ),
        (
            "struct A { #[contract(items(min_length = 2))] x: B } #[derive(Contract)] #[serde(into = \"String\")] struct B(Vec<String>);",
            "bad_constraint 1:67 `items` speaks of parts, and what is read and what is written",
        ),
        (
            "struct A { #[contract(const = 1)] x: String }",
            "bad_constraint 1:55 `const` holds 1, which the type refuses",
        ),
        (
            "#[contract(example = {\"x\": 300})] struct A { x: u8 }",
            "bad_example 1:62 the example {\"x\": 300} breaks the contract",
        ),
        (
            "struct A { #[contract(min = 5)] #[serde(default)] x: u8 }",
            "bad_example 1:71 the default 0 of `x` breaks the contract",
        ),
        (
            "struct A { x: Box<A> }",
            "recursive_alias 1:28 `A` holds itself in every value",
        ),
        (
            "struct A { #[serde(flatten)] x: std::collections::BTreeMap<String, u8> }",
            "flatten_open 1:50 the flattened map `x` lets any member in",
        ),
        (
            "struct A { #[serde(flatten)] x: u8 }",
            "flatten_type 1:50 `x` is flattened and is no object",
        ),
        (
            "struct A { #[serde(flatten)] x: B } #[derive(Contract)] enum B { C, D }",
            "flatten_type 1:50 `x` is flattened and is a text enum",
        ),
        (
            "struct A { y: u8, #[serde(flatten)] x: B } #[derive(Contract)] struct B { y: u8 }",
            "wire_clash 1:57 `x` and `y` both have the member `y`",
        ),
        (
            "struct A { y: u8, #[serde(rename = \"y\")] x: u8 }",
            "wire_clash 1:62 `x` and `y` are both `y` on the wire",
        ),
        (
            "#[serde(tag = \"t\")] enum A { B(u8) }",
            "tagged_newtype 1:50 `B` holds an integer (u8), which has no members to put the tag beside",
        ),
        (
            "#[serde(tag = \"t\")] enum A { B { t: u8 } }",
            "wire_clash 1:50 a member of `B` is named `t`, like the tag",
        ),
        (
            "enum A { B, #[serde(rename = \"B\")] C }",
            "wire_clash 1:56 `C` and `B` are both `B` on the wire",
        ),
        (
            "struct A { #[contract(nullable)] x: u8 }",
            "presence 1:54 `x` is no option, so it has one way to be there",
        ),
        (
            "struct A { x: Option<Option<u8>> }",
            "presence 1:32 `x` is an option of an option",
        ),
        (
            "struct A { #[serde(default = \"f\")] x: u8 } fn f() -> u8 { read() }",
            "unknown_default 1:56 the default of `x` cannot be read from the source: the function `read` is not found in the sources",
        ),
        (
            "#[contract(rule(name = \"r\", expr = \"x < z\"))] struct A { x: u8, y: u8 }",
            "bad_rule 1:74 rule `r` speaks of `z`, which is no field",
        ),
        (
            "#[contract(rule(name = \"r\", expr = \"x < y\"))] struct A { x: u8, y: String }",
            "bad_rule 1:74 rule `r`: a comparison of a number and text",
        ),
        (
            "struct C { #[serde(flatten)] a: A } #[derive(Contract)] #[serde(try_from = \"B\")] struct A { x: u8 } #[derive(Contract)] struct B { x: u8 }",
            "wire_mismatch ",
        ),
        (
            "#[contract(name = \"B\")] struct A { x: u8 } #[derive(Contract)] struct B { x: u8 }",
            "name_clash 1:91 `acme::B` and `acme::A` have one contract name, `B`",
        ),
        (
            "struct A(#[contract(min_length = 2)] String, u8); #[derive(Contract)] #[contract(min_items = 1)] struct B(u8, u8);",
            "bad_constraint 1:125 `min_items` speaks of lists, and this is a tuple of 2",
        ),
    ] {
        let scan = lib(&format!("#[derive(Contract)] {text}"));
        let found: Vec<String> = faults(&scan)
            .iter()
            .map(|f| f.replacen("src/lib.rs:", "", 1))
            .collect();
        assert!(
            found.first().is_some_and(|f| f.starts_with(expected)),
            "{text}\nfound {found:#?}"
        );
        assert!(
            scan.findings
                .iter()
                .all(|f| matches!(f.reporter, crate::Reporter::Table(..))),
            "{text}"
        );
    }
}

#[test]
fn unreadable_sources_are_told() {
    let found = scan("== src/lib.rs\nmod a;\nmod b;\n== src/a.rs\npub struct X {\n");
    assert_eq!(
        faults(&found),
        [
            "syntax_error src/a.rs:1:14 `src/a.rs` is no Rust: this bracket is not closed",
            "module_missing src/lib.rs:2:1 the file of module `b` is missing",
        ]
    );
    let found = scan("== src/main.rs\nfn main() {}");
    assert_eq!(
        faults(&found),
        ["module_missing  the root file `src/lib.rs` is missing"]
    );
}
