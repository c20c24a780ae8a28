//! Types worked out of files, seen through the values that fit them.

use std::sync::Arc;

use super::load;
use crate::jsontext::scan;
use crate::root::Root;
use crate::typescript::types::Types;
use crate::{RelPath, Violation};

fn types(text: &str, interface: Option<&str>) -> std::result::Result<Types, Vec<Violation>> {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("x.ts"), text).expect("written");
    std::fs::write(folder.path().join("other.ts"), "export interface Base { id: string }\nexport type Money<C extends string> = { amount: number; currency: C };\n").expect("written");
    let root = Arc::new(Root::open(folder.path()).expect("open"));
    load(
        &root,
        &RelPath::parse("x.ts").expect("path"),
        interface,
        false,
    )
    .map(|types| types.expect("types"))
}

#[track_caller]
fn fits(text: &str, json: &str, want: &[(&str, &str)]) {
    let types = types(text, Some("T")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let (doc, _) = scan(json.to_owned()).expect("JSON");
    let found: Vec<(String, String)> = crate::typescript::fit(&types, &doc, false)
        .into_iter()
        .map(|m| (m.pointer, m.expected))
        .collect();
    let want: Vec<(String, String)> = want
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect();
    assert_eq!(found, want, "{json}");
}

#[test]
fn values_fit_or_say_where_they_do_not() {
    let order = "import { Base, Money } from './other';\nexport interface T extends Base { readonly lines: Line[]; note?: string | null; total: Money<'EUR' | 'USD'> }\ninterface Line { sku: `sku-${number}`; qty: number }\ninterface Line { tag?: Color }\nenum Color { Red, Green = 'g' }\n";
    fits(
        order,
        r#"{"id":"a","lines":[{"sku":"sku-12","qty":1,"tag":"g"}],"note":null,"total":{"amount":1,"currency":"EUR"}}"#,
        &[],
    );
    fits(
        order,
        r#"{"id":"a","lines":[{"sku":"x","qty":"1","tag":1}],"total":{"amount":1,"currency":"GBP"}}"#,
        &[
            ("/lines/0/sku", "`sku-${number}`"),
            ("/lines/0/qty", "number"),
            ("/lines/0/tag", "Color"),
            ("/total/currency", "\"EUR\" | \"USD\""),
        ],
    );
    fits(
        order,
        r#"{"lines":[],"total":{"amount":1,"currency":"EUR","x":1}}"#,
        &[("", "T"), ("/total", "Money<\"EUR\" | \"USD\">")],
    );
    let shape = "export type T = { kind: 'c'; r: number } | { kind: 's'; side: number };";
    fits(shape, r#"{"kind":"c","r":"x"}"#, &[("/r", "number")]);
    fits(
        shape,
        r#"{"kind":"s"}"#,
        &[("", "{ kind: \"s\"; side: number }")],
    );
    fits(
        "export type T = string | number;",
        "true",
        &[("", "string | number")],
    );
    fits(
        "export type T = [a: string, b?: number, ...rest: boolean[]];",
        r#"["a",1,true,0]"#,
        &[("/3", "boolean")],
    );
    fits(
        "export type T = Partial<Pick<A, 'x' | 'y'>> & Required<Omit<A, 'x' | 'y'>>;\ninterface A { x: string; y: string; z?: number }",
        r#"{"x":"","z":1}"#,
        &[],
    );
    fits(
        "export type T = Record<'a' | 'b', A['n'][]>; interface A { n: number | null }",
        r#"{"a":[1,null],"b":["x"]}"#,
        &[("/b/0", "number | null")],
    );
    fits(
        "export interface T { children: T[]; value: unknown }",
        r#"{"children":[{"children":[],"value":1},{"children":[{}],"value":2}],"value":null}"#,
        &[
            ("/children/1/children/0", "T"),
            ("/children/1/children/0", "T"),
        ],
    );
    fits(
        "export type T = (typeof LEVELS)[number]; const LEVELS = ['low', 'high'] as const;",
        "\"mid\"",
        &[("", "\"low\" | \"high\"")],
    );
    fits(
        "export type T = Exclude<'a' | 'b' | 'c', 'b'>;",
        "\"b\"",
        &[("", "\"a\" | \"c\"")],
    );
    fits(
        "export type T = { [key: string]: number };",
        r#"{"a":1,"b":"2"}"#,
        &[("/b", "number")],
    );
    fits(
        "export type T = { [K in 'a' | 'b']?: number };",
        r#"{"a":1,"c":2}"#,
        &[("", "T")],
    );
}

#[test]
fn what_json_cannot_hold_is_refused_at_its_place() {
    for (text, line) in [
        ("export interface T {\n  at: Date }", 2),
        ("export interface T { f(): void }", 1),
        ("export type T = Map<string, number>;", 1),
        ("export type T = X;\n", 1),
        ("import { X } from 'lib';\nexport type T = X;", 2),
        ("export type T<A> = A extends string ? 1 : 2;", 1),
        (
            "export type T = T2<number>; type T2<A> = { next: T2<A[]> };",
            1,
        ),
    ] {
        let problems = types(text, None).err().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (problems[0].code, problems[0].line),
            ("ts_unsupported", Some(line)),
            "{text}"
        );
    }
    assert_eq!(
        types("export type A = 1; export type B = 2;", None).expect_err("several")[0]
            .field
            .as_deref(),
        Some("interface")
    );
    assert_eq!(
        types("export type A = {", None).expect_err("syntax")[0].code,
        "ts_syntax"
    );
}
