//! Versions that are counted, and announced ends.

use contractual_model::{Api, Deprecation, Model};

use crate::support::{
    emitted, entity, field, file,
    jobs::{jobs, operation, response},
    json, model, structure, text,
};
use crate::tools;

fn ends(day: &str) -> Option<Deprecation> {
    Some(Deprecation {
        note: None,
        sunset: Some(day.to_owned()),
    })
}

/// The job API with an operation and a type that will go, and a second version of one operation.
fn aging() -> Model {
    let mut all = jobs();
    let api = &mut all.apis[0];
    api.release = Some("1.4.0".to_owned());
    api.operations[0].deprecated = ends("2027-06-30");
    let first: &Api = &all.apis[0];
    let mut second = first.clone();
    second.id = contractual_model::TypeId("acme::v2::Jobs".to_owned());
    second.major = 2;
    second.release = None;
    second.operations = vec![operation(
        contractual_model::Method::Get,
        "/v2/jobs",
        &first.operations[1].ident,
        "Read a job.",
        vec![response(200, "Ok", "The job.", "JobResponse")],
    )];
    all.apis.push(second);
    all
}

#[test]
fn an_announced_end_stands_in_the_document() {
    let mut going = field("old", text());
    going.deprecated = ends("2027-01-31");
    let mut def = entity(structure("Part", vec![going]));
    def.release = Some("1.2.0".to_owned());
    def.deprecated = ends("2027-06-30");
    let emission = emitted(&model(vec![def]));
    let schema = json(file(&emission, "docs/contracts/part-v1.schema.json"));
    let at = |pointer: &[&str]| {
        pointer
            .iter()
            .try_fold(&schema, |value, step| value.get(step))
            .and_then(contractual_model::json::Json::as_str)
    };
    assert_eq!(at(&["x-sunset"]), Some("2027-06-30"));
    assert_eq!(at(&["x-version"]), Some("1.2.0"));
    assert_eq!(at(&["properties", "old", "x-sunset"]), Some("2027-01-31"));
}

#[test]
fn two_versions_of_an_api_are_two_documents() {
    let emission = emitted(&aging());
    let first = file(&emission, "docs/contracts/openapi-v1.yaml");
    assert!(first.contains("  version: \"1.4.0\"\n"), "{first}");
    assert!(
        first.contains("      x-sunset: \"2027-06-30\"\n"),
        "{first}"
    );
    assert!(first.contains("            Sunset:\n"), "{first}");
    let second = file(&emission, "docs/contracts/openapi-v2.yaml");
    assert!(second.contains("  version: \"2.0.0\"\n"), "{second}");
    assert!(
        second.contains("  /v2/jobs:\n") && !second.contains("/v1/"),
        "{second}"
    );
    let mut paths: Vec<&str> = emission
        .artifacts
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    let all = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), all, "no file is written twice");
}

#[test]
fn the_tools_read_them() {
    tools::check_project(&tools::written_out(&emitted(&aging()), "aging"));
}
