//! Schemas loaded and documents checked, through the doors that the rest of the crate uses.

use std::sync::Arc;

use super::Schema;
use crate::jsontext::scan;
use crate::root::Root;
use crate::{RelPath, Violation};

fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Arc<Root>) {
    let folder = tempfile::tempdir().expect("folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let root = Arc::new(Root::open(folder.path()).expect("open"));
    (folder, root)
}

fn inline(text: &str) -> Result<Schema, Vec<Violation>> {
    let (_folder, root) = project(&[]);
    Schema::of_text(&root, text, None, "schema")
}

/// `(keyword, pointer, schema pointer, names)` of each issue.
fn issues(schema: &Schema, text: &str) -> Vec<(String, String, String)> {
    let (doc, _) = scan(text.to_owned()).expect("JSON");
    schema
        .check(&doc)
        .0
        .into_iter()
        .map(|issue| (issue.keyword, issue.pointer, issue.schema_pointer))
        .collect()
}

#[track_caller]
fn check(schema: &str, text: &str, want: &[(&str, &str, &str)]) {
    let schema = inline(schema).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let want: Vec<_> = want
        .iter()
        .map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned()))
        .collect();
    assert_eq!(issues(&schema, text), want, "{text}");
}

#[test]
fn leaves_have_keyword_pointer_and_schema_pointer() {
    check(
        r#"{"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"type":"number"}},"b/c":{"const":1}},"additionalProperties":false}"#,
        r#"{"b/c": 2, "x": 1}"#,
        &[
            ("additionalProperties", "", "/additionalProperties"),
            ("required", "", "/required"),
            ("const", "/b~1c", "/properties/b~1c/const"),
        ],
    );
    check(
        r#"{"items":{"type":"number"}}"#,
        r#"[1,"x",2,null]"#,
        &[("type", "/1", "/items/type"), ("type", "/3", "/items/type")],
    );
    check(
        r##"{"$ref":"#/$defs/p","$defs":{"p":{"minLength":3}}}"##,
        r#""x""#,
        &[("minLength", "", "/$defs/p/minLength")],
    );
    check(
        r#"{"prefixItems":[{"type":"string"}],"items":false}"#,
        r#"["a",1,2]"#,
        &[("items", "/1", "/items"), ("items", "/2", "/items")],
    );
    check(
        r#"{"properties":{"x":false}}"#,
        r#"{"x":1}"#,
        &[("properties", "/x", "/properties/x")],
    );
    check(
        r#"{"dependentRequired":{"a":["b"]}}"#,
        r#"{"a":1}"#,
        &[("dependentRequired", "", "/dependentRequired")],
    );
    check(
        r#"{"if":{"required":["a"]},"then":{"required":["b"]}}"#,
        r#"{"a":1}"#,
        &[("required", "", "/then/required")],
    );
    check(
        r#"{"allOf":[{"type":"string"},{"maxLength":1}]}"#,
        r#""ab""#,
        &[("maxLength", "", "/allOf/1/maxLength")],
    );
    check(
        r#"{"uniqueItems":true}"#,
        r#"[1,{"a":1,"b":2},{"b":2.0,"a":1}]"#,
        &[("uniqueItems", "", "/uniqueItems")],
    );
    check(
        r#"{"propertyNames":{"pattern":"^a"}}"#,
        r#"{"b":1}"#,
        &[("pattern", "", "/propertyNames/pattern")],
    );
    check(
        r#"{"not":{"type":"string"}}"#,
        r#""x""#,
        &[("not", "", "/not")],
    );
    check(
        r#"{"contains":{"type":"string"}}"#,
        r"[1]",
        &[("contains", "", "/contains")],
    );
}

#[test]
fn the_branch_that_got_furthest_is_reported() {
    let shapes = r#"{"oneOf":[
            {"properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["kind","radius"]},
            {"properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind","side"]}]}"#;
    check(
        shapes,
        r#"{"kind":"circle","radius":"x"}"#,
        &[("type", "/radius", "/oneOf/0/properties/radius/type")],
    );
    check(
        shapes,
        r#"{"kind":"square"}"#,
        &[("required", "", "/oneOf/1/required")],
    );
    check(
        r#"{"anyOf":[{"type":"string"},{"type":"object","required":["a","b"]}]}"#,
        "{}",
        &[
            ("required", "", "/anyOf/1/required"),
            ("required", "", "/anyOf/1/required"),
        ],
    );
    check(
        r#"{"oneOf":[{"type":"number"},{"type":"integer"}]}"#,
        "1",
        &[("oneOf", "", "/oneOf")],
    );
}

#[test]
fn numbers_formats_and_patterns_are_exact() {
    check(
        r#"{"const":9007199254740993}"#,
        "9007199254740992",
        &[("const", "", "/const")],
    );
    check(
        r#"{"const":123456789012345678901234567890}"#,
        "123456789012345678901234567891",
        &[("const", "", "/const")],
    );
    check(
        r#"{"const":123456789012345678901234567890}"#,
        "123456789012345678901234567890.0",
        &[],
    );
    check(
        r#"{"enum":[0.1]}"#,
        "0.10000000000000000001",
        &[("enum", "", "/enum")],
    );
    check(
        r#"{"maximum":0.3}"#,
        "0.30000000000000000001",
        &[("maximum", "", "/maximum")],
    );
    check(r#"{"multipleOf":0.01}"#, "19.99", &[]);
    check(r#"{"type":"integer"}"#, "1.0", &[]);
    check(r#"{"type":"integer"}"#, "1e400", &[]);
    check(r#"{"minimum":5}"#, "1e400", &[]);
    check(
        r#"{"pattern":"^(?!x)"}"#,
        r#""xa""#,
        &[("pattern", "", "/pattern")],
    );
    check(r#"{"pattern":"b"}"#, r#""abc""#, &[]);
    check(
        r#"{"pattern":"^\\d$"}"#,
        "\"\u{663}\"",
        &[("pattern", "", "/pattern")],
    );
    check(r#"{"maxLength":1}"#, "\"\u{1f600}\"", &[]);
    for dialect in [
        "https://json-schema.org/draft/2020-12/schema",
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-04/schema#",
    ] {
        for format in [
            "uuid",
            "date-time",
            "date",
            "duration",
            "email",
            "ipv4",
            "uri",
            "hostname",
            "regex",
            "json-pointer",
        ] {
            let bad = if format == "hostname" {
                "-_ x"
            } else if format == "regex" {
                "("
            } else {
                "not right"
            };
            check(
                &format!(r#"{{"$schema":"{dialect}","format":"{format}"}}"#),
                &format!("\"{bad}\""),
                &[("format", "", "/format")],
            );
        }
    }
}

#[test]
fn a_huge_exponent_takes_no_time() {
    let started = std::time::Instant::now();
    let schema = inline(r#"{"type":"integer","minimum":1,"multipleOf":3}"#).expect("schema");
    issues(&schema, "1e1000000000");
    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
}

#[track_caller]
fn refused(schema: &str, code: &str, pointer: &str) -> Violation {
    let problems = inline(schema).err().expect("refused");
    assert_eq!(problems[0].code, code, "{problems:#?}");
    assert_eq!(
        problems[0].schema_pointer.as_deref(),
        Some(pointer),
        "{problems:#?}"
    );
    problems[0].clone()
}

#[test]
fn problems_of_a_schema_have_their_pointer() {
    refused(
        r#"{"properties":{"count":{"type":"integr"}}}"#,
        "schema_invalid",
        "/properties/count/type",
    );
    refused(r#"{"required":"a"}"#, "schema_invalid", "/required");
    refused(
        r#"{"properties":{"a":{"pattern":"("}}}"#,
        "schema_invalid",
        "/properties/a/pattern",
    );
    refused(
        r#"{"patternProperties":{"(":{}}}"#,
        "schema_invalid",
        "/patternProperties",
    );
    refused(
        r#"{"$schema":"http://example.com/x"}"#,
        "schema_invalid",
        "/$schema",
    );
    refused("[]", "schema_invalid", "");
    refused(
        r##"{"properties":{"a":{"$ref":"#/$defs/none"}}}"##,
        "schema_ref_unresolved",
        "/properties/a/$ref",
    );
    refused(
        r#"{"properties":{"a":{"$ref":"other.json"}}}"#,
        "schema_ref_unresolved",
        "/properties/a/$ref",
    );
    refused(
        r#"{"allOf":[{"$ref":"https://example.com/x.json"}]}"#,
        "schema_ref_unresolved",
        "/allOf/0/$ref",
    );
    refused(r#"{"$ref":"../../../../x.json"}"#, "path_escape", "/$ref");
    let problems = inline("{\n \"a\": 1,\n}").err().expect("refused");
    assert_eq!(
        (problems[0].code, problems[0].line, problems[0].column),
        ("schema_malformed", Some(3), Some(1))
    );
}

#[test]
fn references_lead_to_files_of_the_project() {
    let (_folder, root) = project(&[
        (
            "schemas/main.json",
            r#"{"properties":{"a":{"$ref":"parts/a.json"},"b":{"$ref":"https://example.com/b.json"}}}"#,
        ),
        (
            "schemas/parts/a.json",
            r##"{"$ref":"../common.json#/$defs/n"}"##,
        ),
        (
            "schemas/common.json",
            r#"{"$defs":{"n":{"type":"number"}}}"#,
        ),
        (
            "lib/b.json",
            r#"{"$id":"https://example.com/b.json","type":"string"}"#,
        ),
    ]);
    let path = RelPath::parse("schemas/main.json").expect("path");
    let schema = Schema::of_file(&root, &path, "schema_path")
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let (doc, _) = scan(r#"{"a":"x","b":1}"#.to_owned()).expect("JSON");
    let found: Vec<_> = schema
        .check(&doc)
        .0
        .into_iter()
        .map(|issue| (issue.pointer, issue.schema_file, issue.schema_pointer))
        .collect();
    assert_eq!(
        found[0],
        (
            "/a".into(),
            Some("schemas/common.json".into()),
            "/$defs/n/type".into()
        )
    );
    assert_eq!(found[1].0, "/b");
}

#[test]
fn examples_satisfy_their_schema() {
    for text in [
        r##"{"type":"object","required":["a","b","c"],"properties":{"a":{"$ref":"#/$defs/a"},"b":{"type":"array","items":{"type":"integer","minimum":5},"minItems":2},"c":{"enum":["x"]}},"$defs":{"a":{"type":"string","format":"date"}}}"##,
        r#"{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"v"}}}]}"#,
    ] {
        let schema = inline(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(super::example(&schema).is_some(), "{text}");
    }
}
