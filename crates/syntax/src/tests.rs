use contractual_model::item::{FieldsItem, Item, ItemBody, TypeExpr};

use crate::cfg::CfgSet;
use crate::{Outcome, lex, parse_api, parse_item, tree};

fn read(text: &str) -> Outcome {
    let trees = lex(text, 0).unwrap_or_else(|e| panic!("{text}: {}", e.message));
    match text.contains("trait ") {
        true => parse_api(None, &trees, None),
        false => parse_item(&trees, None),
    }
}

fn item(text: &str) -> Item {
    let outcome = read(text);
    let shown: Vec<_> = outcome
        .problems
        .iter()
        .map(|p| &p.diagnostic.headline)
        .collect();
    assert!(shown.is_empty(), "{text}\n{shown:?}");
    let item = outcome.parsed.expect("an item").item;
    assert_eq!(
        Item::from_canonical(&item.canonical()),
        Ok(item.clone()),
        "{text}"
    );
    item
}

/// `code at "text": headline; do: advice`, one line each.
fn problems(text: &str) -> Vec<String> {
    read(text)
        .problems
        .iter()
        .map(|p| {
            let place = &text[p.place.start as usize..p.place.end as usize];
            let advice = p.diagnostic.notes.first().map_or("", |n| n.text.as_str());
            format!(
                "{} at `{place}`: {}; do: {advice}",
                p.diagnostic.code, p.diagnostic.headline
            )
        })
        .collect()
}

#[test]
fn the_job_request_of_the_specification() {
    let item = item(
        r#"
        /// A request to run a job.
        #[derive(Debug, Serialize, Deserialize, Contract)]
        #[serde(deny_unknown_fields)]
        #[contract(version = 1, rule(name = "not_before_deadline", expr = "run_after <= deadline"))]
        pub struct JobSubmitRequest {
            #[contract(const = "1.0.0")]
            pub schema_version: String,
            #[contract(min_length = 1, max_length = 80)]
            pub name: String,
            #[contract(min_items = 1, unique)]
            #[serde(default = "outputs")]
            pub outputs: Vec<Output>,
            pub(crate) run_after: Option<Timestamp>,
        }"#,
    );
    expect_test::expect![[r##"{"item": "JobSubmitRequest", "docs": "A request to run a job.", "body": {"attributes": {"serde": {"deny_unknown_fields": true}, "version": 1, "rules": [{"name": "not_before_deadline", "expr": "run_after <= deadline"}]}, "struct": {"named": [{"field": "schema_version", "type": "String", "attributes": {"limits": {"constant": "1.0.0"}}}, {"field": "name", "type": "String", "attributes": {"limits": {"min_length": 1, "max_length": 80}}}, {"field": "outputs", "type": "Vec<Output>", "attributes": {"serde": {"default": "outputs"}, "limits": {"min_items": 1, "unique": true}}}, {"field": "run_after", "type": "Option<Timestamp>"}]}}}"##]]
    .assert_eq(&item.canonical());
}

#[test]
fn enums_with_all_of_serde() {
    let item = item(
        r#"
        #[serde(tag = "kind", content = "data", rename_all(serialize = "snake_case"), rename_all_fields = "camelCase")]
        enum E<'a, T: Into<Vec<u8>> = u8, const N: usize = 4> where T: Clone {
            #[serde(rename = "a", alias = "b", alias = "c")] A = 1,
            B(#[contract(max = 99)] u8, &'a [T; N]),
            #[deprecated(note = "old")] C {},
            #[serde(other)] D,
        }"#,
    );
    expect_test::expect![[r##"{"item": "E", "generics": [{"parameter": "T", "default": "u8"}, {"constant": "N", "type": "usize", "default": "4"}], "body": {"attributes": {"serde": {"rename_all": {"serialize": "snake_case"}, "rename_all_fields": {"serialize": "camelCase", "deserialize": "camelCase"}, "tag": "kind", "content": "data"}}, "enum": [{"variant": "A", "attributes": {"serde": {"rename": {"serialize": "a", "deserialize": "a"}, "aliases": ["b", "c"]}}}, {"variant": "B", "fields": {"tuple": [{"field": "0", "type": "u8", "attributes": {"limits": {"max": 99}}}, {"field": "1", "type": "&[T; N]"}]}}, {"variant": "C", "attributes": {"deprecated": {"note": "old"}}, "fields": {"named": []}}, {"variant": "D", "attributes": {"serde": {"other": true}}}]}}"##]]
    .assert_eq(&item.canonical());
}

#[test]
fn docs_keep_line_breaks_and_lose_indentation() {
    let docs = |text: &str| item(&format!("{text}\nstruct A;")).docs;
    assert_eq!(docs("/// a\n///  b\n///\n/// c"), "a\n b\n\nc");
    assert_eq!(docs("/**\n * a\n *\n * b\n */"), "a\n\nb");
    assert_eq!(docs("#[doc = \" a\"]\n/// b\r"), "a\nb");
    assert_eq!(docs("#[doc = include_str!(\"x.md\")]"), "");
    assert_eq!(docs("#[doc(hidden)]"), "");
}

#[test]
fn slots_follow_the_item() {
    let outcome = read(
        r#"#[serde(into = "Raw")] struct A { #[serde(skip)] x: fn(), #[contract(wire = "Vec<u8>")] #[serde(with = "m")] y: Y, z: Option<Z> }"#,
    );
    let parsed = outcome.parsed.expect("an item");
    let shown: Vec<_> = parsed
        .slots
        .iter()
        .map(|slot| tree::to_text(&slot.trees))
        .collect();
    assert_eq!(shown, ["Raw", "Vec<u8>", "Option<Z>"]);
    assert_eq!(parsed.item.slots().len(), 3);
}

struct Windows;

impl CfgSet for Windows {
    fn has(&self, name: &str, _: Option<&str>) -> Option<bool> {
        (name != "test").then_some(name == "windows")
    }
}

#[test]
fn cfg_takes_parts_away() {
    let text = "#[cfg_attr(windows, serde(rename_all = \"camelCase\"), contract(version = 2))] #[cfg_attr(unix, serde(transparent))]
        struct A { #[cfg(unix)] a: BTreeMap<u8, u8>, #[cfg(not(unix))] b: u8 }";
    let outcome = parse_item(&lex(text, 0).unwrap(), Some(&Windows));
    assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
    let item = outcome.parsed.unwrap().item;
    assert_eq!(item.attributes().unwrap().version, Some(2));
    let ItemBody::Struct {
        fields: FieldsItem::Named(fields),
        ..
    } = &item.body
    else {
        panic!("{item:?}");
    };
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].ty, TypeExpr::name("u8"));
    let outcome = parse_item(
        &lex("struct A { #[cfg(test)] a: u8 }", 0).unwrap(),
        Some(&Windows),
    );
    assert_eq!(outcome.problems[0].diagnostic.code, "cfg_unknown");
}

#[test]
fn mistakes_are_told_where_they_stand() {
    for (text, expected) in [
        (
            "#[contract(verison = 1)] struct A {}",
            "unknown_key at `verison`: unknown key `verison`; do: did you mean `version`?",
        ),
        (
            "struct A { #[contract(entity)] a: u8 }",
            "misplaced_key at `entity`: `entity` means nothing on a field; do: it is allowed on a struct, a tuple struct, an enum",
        ),
        (
            "struct A { #[contract(min_length = \"1\")] a: u8 }",
            "bad_value at `\"1\"`: the value of `min_length` has the wrong form; do: write `min_length = 1`",
        ),
        (
            "struct A { #[contract(min = 3, max = 2)] a: u8 }",
            "bad_constraint at `min = 3`: `min` is above `max`: no value is left; do: correct the bounds, or put the constraint on a type it speaks of",
        ),
        (
            "#[serde(rename_al = \"x\")] struct A {}",
            "serde_attribute at `rename_al`: serde attribute `rename_al` is not known; do: did you mean `rename_all`?",
        ),
        (
            "#[serde(rename_all = \"camelcase\")] struct A {}",
            "bad_value at `\"camelcase\"`: `camelcase` is no case rule of serde; do: did you mean \"camelCase\"?",
        ),
        (
            "struct A { #[contract(format = \"timestmap\")] a: String }",
            "bad_value at `\"timestmap\"`: `timestmap` is no format; do: did you mean \"timestamp\"?",
        ),
        (
            "#[contract(rule(name = \"r\", expr = \"a <\"))] struct A { a: u8 }",
            "bad_rule at `\"a <\"`: rule `r`, at the end of `a <`: ",
        ),
        (
            "struct A { #[serde(with = \"m\")] a: u8 }",
            "with_needs_wire at `a`: the JSON form of `a` is made by a function; do: state the form: #[contract(wire = \"String\")]",
        ),
        (
            "struct A { #[contract(optional)] a: Option<u8> }",
            "presence at `a`: `a` would be written as null where it is absent; do: add #[serde(skip_serializing_if = \"Option::is_none\")]",
        ),
        (
            "union U { a: u8 }",
            "unsupported_item at `union`: a `union` is no contract",
        ),
        (
            "enum E {}",
            "serde_conflict at `E`: an enum without variants has no value; do: add a variant",
        ),
        (
            "#[serde(tag = \"t\")] enum E { A(u8, u8) }",
            "tagged_newtype at `A`: `A` has 2 values and no member to hold them beside the tag",
        ),
        (
            "struct A { #[contract(allow(wide_integer))] a: u8 }",
            "bad_value at `allow(wide_integer)`: `allow` takes one lint and a reason",
        ),
        (
            "struct A { #[contract(allow(wide_integr, reason = \"x\"))] a: u8 }",
            "unknown_key at `(wide_integr, reason = \"x\")`: `wide_integr` is no lint; do: did you mean `wide_integer`?",
        ),
        (
            "struct A { #[contract(min = 1, min = 2)] a: u8 }",
            "repeated_key at `min`: `min` is given twice",
        ),
        (
            "struct A { #[contract(optional, nullable)] a: Option<u8> }",
            "conflicting_keys at `nullable`: `nullable` and `optional` exclude each other",
        ),
        (
            "#[contract(version = \"1.2\")] struct A { a: String }",
            "bad_version at `version = \"1.2\"`: `1.2` is no version of the form `1.2.0`",
        ),
        (
            "#[contract(version = \"0.2.0\")] struct A { a: String }",
            "bad_version at `version = \"0.2.0\"`: major versions are 1 to 9999",
        ),
        (
            "#[contract(schema_version = \"1.0\")] struct A { schema_version: String }",
            "bad_version at `schema_version = \"1.0\"`: `1.0` is no semantic version",
        ),
        (
            "#[contract(wire = \"Vec<\")] struct A(u8);",
            "bad_value at `\"Vec<\"`: `Vec<` is no type: expected a type",
        ),
        (
            "struct A { #[validate(custom(function = \"f\"))] a: u8 }",
            "validator_attribute at `custom(function = \"f\")`: `custom` of `#[validate(..)]` is no constraint of the contract: a function, which only Rust can run",
        ),
        (
            "struct A { #[garde(length(min = 1))] a: String }",
            "validator_attribute at `length(min = 1)`: `length` of `#[garde(..)]` is no constraint of the contract: without `chars` it counts bytes, and the contract counts characters",
        ),
    ] {
        let found = problems(text);
        assert!(
            found
                .first()
                .is_some_and(|first| first.starts_with(expected)),
            "{text}\nfound {found:#?}"
        );
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let found = problems(
        "#[contract(nmae = \"x\", versoin = 1)] struct A { #[contract(mim = 1)] a: u8, #[contract(pattern = \"(\")] b: String }",
    );
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn validators_become_constraints() {
    let item = item(
        r#"struct A {
            #[validate(length(min = 1, max = 80, message = "x"), email)] a: Option<String>,
            #[validate(range(min = 1, exclusive_max = 9.5))] b: f64,
            #[garde(length(min = 2), inner(length(chars, max = 3)))] c: Vec<String>,
            #[garde(skip)] d: u8,
            #[garde(pattern("^[a-z]+$"))] e: String,
        }"#,
    );
    let ItemBody::Struct { fields, .. } = &item.body else {
        panic!()
    };
    let limits: Vec<_> = fields.all().iter().map(|f| &f.attributes.limits).collect();
    assert_eq!(
        (limits[0].min_length, limits[0].max_length),
        (Some(1), Some(80))
    );
    assert_eq!(limits[1].exclusive_max.as_ref().unwrap().to_string(), "9.5");
    assert_eq!(limits[2].min_items, Some(2));
    assert_eq!(limits[2].items.as_ref().unwrap().max_length, Some(3));
    assert!(limits[3].is_empty());
    assert_eq!(limits[4].pattern.as_deref(), Some("^[a-z]+$"));
}

const JOBS: &str = r#"
/// Job management.
#[contractual::api(version = 1, title = "Acme Jobs API", server(url = "http://localhost:8000", description = "Local development"), tag(name = "jobs", description = "Job management"))]
pub trait Jobs {
    /// Submit a job.
    #[post("/v1/jobs", tag = "jobs")]
    #[responds(202 => JobResponse { description = "Accepted.", header("Location", format = "uri-reference", required, description = "Where the job can be read.") }, 422 => ErrorResponse)]
    async fn submit_job(&self, body: JobSubmitRequest) -> SubmitJob;
    #[get("/v1/jobs/{job_id}")]
    #[responds(200 => JobResponse, 404 => ErrorResponse, 204)]
    async fn get_job(&self, /** The job's identifier. */ job_id: JobId, cursor: Option<Cursor>, #[header("Idempotency-Key")] key: Key) -> GetJob;
}"#;

#[test]
fn api_traits_are_read() {
    let item = item(JOBS);
    expect_test::expect![[r##"{"item": "Jobs", "docs": "Job management.", "body": {"api": {"version": 1, "title": "Acme Jobs API", "servers": [["http://localhost:8000", "Local development"]], "tags": [["jobs", "Job management"]], "operations": [{"operation": "submit_job", "docs": "Submit a job.", "method": "post", "path": "/v1/jobs", "tags": ["jobs"], "body": "JobSubmitRequest", "responses": [{"status": 202, "body": "JobResponse", "description": "Accepted.", "headers": [{"header": "Location", "type": "::std::string::String", "required": true, "description": "Where the job can be read.", "limits": {"format": "uri-reference"}}]}, {"status": 422, "body": "ErrorResponse"}], "returns": "SubmitJob"}, {"operation": "get_job", "method": "get", "path": "/v1/jobs/{job_id}", "parameters": [{"parameter": "job_id", "docs": "The job's identifier.", "in": "path", "type": "JobId"}, {"parameter": "cursor", "in": "query", "type": "Option<Cursor>"}, {"parameter": "key", "name": "Idempotency-Key", "in": "header", "type": "Key"}], "responses": [{"status": 200, "body": "JobResponse"}, {"status": 404, "body": "ErrorResponse"}, {"status": 204}], "returns": "GetJob"}]}}}"##]]
    .assert_eq(&item.canonical());
}

#[test]
fn own_attributes_can_be_taken_out() {
    let trees = lex(JOBS, 0).unwrap();
    let parsed = parse_api(None, &trees, None).parsed.unwrap();
    let rest = tree::to_text(&tree::without(&trees, &parsed.own_attributes));
    assert!(
        !rest.contains("responds") && !rest.contains("#[header") && !rest.contains("identifier"),
        "{rest}"
    );
    assert!(
        rest.contains(
            "async fn get_job(&self,job_id:JobId,cursor:Option<Cursor>,key:Key)->GetJob;"
        ),
        "{rest}"
    );
}

#[test]
fn mistakes_in_apis_are_told() {
    for (operation, expected) in [
        (
            "fn f(&self) -> F;",
            "api_method at `f`: `f` has no HTTP method and path",
        ),
        (
            "#[get(\"/v1/{id}\")] #[responds(200 => A)] fn f(&self) -> F;",
            "api_path at `f`: `{id}` of `/v1/{id}` is no argument of `f`; do: add the argument `id: Type`",
        ),
        (
            "#[get(\"/v1\")] fn f(&self) -> F;",
            "api_response at `f`: `f` has no response",
        ),
        (
            "#[get(\"/v1\")] #[responds(204 => A)] fn f(&self) -> F;",
            "api_response at `A`: a response with status 204 has no body; do: write `204` alone",
        ),
        (
            "#[get(\"/v1\")] #[responds(200, 200)] fn f(&self) -> F;",
            "api_response at `200`: status 200 is given twice",
        ),
        (
            "#[get(\"/v1\", tga = \"x\")] #[responds(200)] fn f(&self) -> F;",
            "unknown_key at `tga`: unknown key `tga`; do: did you mean `tag`?",
        ),
        (
            "#[get(\"v1\")] #[responds(200)] fn f(&self) -> F;",
            "api_path at `#[get(\"v1\")]`: `v1` is no legal path: it does not start with `/`",
        ),
        (
            "#[get(\"/v1\")] #[responds(200)] fn f(&self) -> Result<A, B>;",
            "api_response at `Result<A, B>`: the return type names the response enum that the macro makes; do: write `-> F`",
        ),
    ] {
        let found = problems(&format!("#[api] trait T {{ {operation} }}"));
        assert!(
            found.first().is_some_and(|f| f.starts_with(expected)),
            "{operation}\nfound {found:#?}"
        );
    }
}

#[test]
fn a_version_may_count_minor_versions() {
    let item = item("#[contract(version = \"3.12.0\")] struct A { a: String }");
    let attributes = item.attributes().unwrap();
    assert_eq!(attributes.version, Some(3));
    assert_eq!(attributes.release.as_deref(), Some("3.12.0"));
}
