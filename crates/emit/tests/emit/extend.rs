//! What is there already: documents are extended, recipes completed, missing scaffolds told.

use contractual_emit::{Existing, ExistingDocument, emit};
use contractual_model::{Int, Model, TypeDef};

use crate::support::*;

const BY_HAND: &str = r##"openapi: 3.1.0
info:
  title: Old
  version: "0.9"
tags:
  - name: legacy
    description: Old things
  - name: unused
paths:
  /v1/jobs:
    post:
      operationId: submit_job
      responses:
        "202": {description: Accepted.}
        "418": {description: I am a teapot.}
    delete:
      operationId: delete_jobs
      responses:
        "204": {description: Gone.}
  /v1/legacy:
    get:
      operationId: legacy
      tags: [legacy]
      responses:
        "200": {description: "yes"}
components:
  schemas:
    Legacy: {type: string}
    JobId: {type: string}
"##;

fn with_document(text: &str, intact: bool) -> Existing {
    let mut existing = Existing::default();
    existing.documents.insert(
        1,
        ExistingDocument {
            text: text.to_owned(),
            intact,
        },
    );
    existing
}

fn document(model: &Model, existing: &Existing) -> (String, Vec<String>) {
    let emission = emit(model, &project(), existing).unwrap_or_else(|found| panic!("{found:#?}"));
    let carried = emission
        .carried_over
        .iter()
        .map(|c| c.pointer.to_string())
        .collect();
    (
        file(&emission, "docs/contracts/openapi-v1.yaml").to_owned(),
        carried,
    )
}

#[test]
fn what_was_added_by_hand_is_kept_and_listed() {
    let model = jobs::jobs();
    let kept = [
        "/paths/~1v1~1jobs/post/responses/418",
        "/paths/~1v1~1jobs/delete",
        "/paths/~1v1~1legacy",
        "/components/schemas/Legacy",
    ];
    let (first, carried) = document(&model, &with_document(BY_HAND, false));
    assert_eq!(carried, kept);
    for line in [
        "  title: Acme Jobs API",
        "  /v1/legacy:",
        "        \"418\":",
        "    Legacy:",
        "  - name: legacy",
    ] {
        assert!(first.lines().any(|found| found == line), "{line}\n{first}");
    }
    assert!(
        !first.contains("unused") && first.contains("^job_[0-9a-z]{4}$"),
        "the types win\n{first}"
    );
    // The document that was just written says what is not the types' own.
    let (second, carried) = document(&model, &with_document(&first, true));
    assert_eq!(
        (second.as_str(), carried.len()),
        (first.as_str(), kept.len())
    );
}

#[test]
fn what_the_types_took_away_is_not_kept_in_an_intact_document() {
    let model = jobs::jobs();
    let (whole, carried) = document(&model, &Existing::default());
    assert!(carried.is_empty());
    let mut smaller = model.clone();
    smaller.apis[0].operations.pop();
    let (next, carried) = document(&smaller, &with_document(&whole, true));
    assert!(
        carried.is_empty() && !next.contains("/artifact:"),
        "whether it may go is drift's question"
    );
    let (next, carried) = document(&smaller, &with_document(&whole, false));
    assert!(
        next.contains("/artifact:") && !carried.is_empty(),
        "nobody knows who wrote it, so it stays"
    );
}

#[test]
fn a_document_that_cannot_be_extended_is_an_error_with_its_place() {
    let model = jobs::jobs();
    for (text, shown) in [
        (
            "openapi: 3.0.3\npaths: {}\n",
            "the committed document is no OpenAPI 3.1 document",
        ),
        (
            "openapi: 3.1.0\npaths:\n  a: 1\n  a: 2\n",
            "docs/contracts/openapi-v1.yaml",
        ),
    ] {
        let found = emit(&model, &project(), &with_document(text, false)).expect_err(shown);
        let text: String = found
            .iter()
            .map(|d| contractual_diag::render::human(d, None))
            .collect();
        assert!(
            text.contains(shown) && text.contains("openapi-v1.yaml"),
            "{text}"
        );
    }
}

#[test]
fn missing_scaffolds_are_warnings_with_the_command_that_makes_them() {
    let warnings = |existing: &Existing| -> String {
        let emission =
            emit(&jobs::jobs(), &project(), existing).unwrap_or_else(|found| panic!("{found:#?}"));
        emission
            .warnings
            .iter()
            .map(|d| contractual_diag::render::human(d, None))
            .collect()
    };
    let text = warnings(&Existing::default());
    assert!(
        text.contains("src/acme_jobs/models/base.py") && text.contains("/scaffold-package"),
        "{text}"
    );
    assert!(
        text.contains("tests/conftest.py") && text.contains("/test-harness"),
        "{text}"
    );
    let existing = Existing {
        base_module: Some(
            "class ContractModel(BaseModel):\n    model_config = ConfigDict(extra=\"forbid\")\n"
                .into(),
        ),
        conftest: Some(
            "def contracts_dir():\ndef load_contract_schema(x):\ndef load_contract_fixture():\n"
                .into(),
        ),
        ..Existing::default()
    };
    assert_eq!(warnings(&existing), "");
}

#[test]
fn the_recipe_gets_one_line_for_each_schema_and_path() {
    let old = "validate-schemas:\n    test -f docs/contracts/openapi-v1.yaml\n";
    let existing = Existing {
        justfile: Some(old.to_owned()),
        ..Existing::default()
    };
    let emission =
        emit(&jobs::jobs(), &project(), &existing).unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!(
        file(&emission, "justfile"),
        format!(
            "{old}{}",
            "    python -m json.tool docs/contracts/artifact-links-response-v1.schema.json >/dev/null
    python -m json.tool docs/contracts/error-response-v1.schema.json >/dev/null
    python -m json.tool docs/contracts/health-response-v1.schema.json >/dev/null
    python -m json.tool docs/contracts/job-response-v1.schema.json >/dev/null
    python -m json.tool docs/contracts/job-submit-request-v1.schema.json >/dev/null
    python -m json.tool docs/contracts/ready-response-v1.schema.json >/dev/null
    rg -q \"/v1/jobs\" docs/contracts/openapi-v1.yaml
    rg -qF \"/v1/jobs/{job_id}\" docs/contracts/openapi-v1.yaml
    rg -qF \"/v1/jobs/{job_id}/artifact\" docs/contracts/openapi-v1.yaml
"
        )
    );
}

#[test]
fn a_type_has_two_names_only_where_its_two_forms_differ() {
    let emission = emitted(&oddities::oddities());
    let read = json(file(&emission, "docs/contracts/settings-v1.schema.json"));
    let written = json(file(
        &emission,
        "docs/contracts/settings-output-v1.schema.json",
    ));
    let names = |schema: &contractual_model::json::Json| -> Vec<String> {
        schema
            .get("properties")
            .and_then(|p| p.as_object())
            .unwrap_or_default()
            .iter()
            .map(|(n, _)| n.clone())
            .collect()
    };
    assert_eq!(names(&read), ["size", "secret", "inner", "release"]);
    assert_eq!(names(&written), ["size", "seen", "inner", "release"]);
    // a type that serde reads through text has that form, and the one of its fields where it is written
    let part = |schema: &contractual_model::json::Json, name: &str| {
        schema.get("$defs").and_then(|d| d.get(name)).cloned()
    };
    let release = part(&read, "Release").unwrap_or_else(|| panic!("no Release"));
    assert_eq!(release.get("type"), Some(&json("\"string\"")));
    let release = part(&written, "ReleaseOutput").unwrap_or_else(|| panic!("no ReleaseOutput"));
    assert_eq!(names(&release), ["major", "unit"]);
    assert!(part(&read, "ReleaseOutput").is_none() && part(&written, "Release").is_none());
    assert!(read.get("$defs").and_then(|d| d.get("Inner")).is_some());
    assert!(
        written
            .get("$defs")
            .and_then(|d| d.get("InnerOutput"))
            .is_some()
    );
    let document = file(&emission, "docs/contracts/openapi-v1.yaml");
    assert!(
        document.contains("readOnly: true") && document.contains("writeOnly: true"),
        "{document}"
    );
    let same = emitted(&jobs::jobs());
    assert!(
        same.artifacts
            .iter()
            .all(|artifact| !artifact.path.contains("-output-v"))
    );
}

#[test]
fn two_types_of_one_name_are_an_error_that_shows_both() {
    let mut second = structure("Thing", vec![field("a", int(Int::U8))]);
    second.id.0 = "acme::other::Thing".to_owned();
    let model = model(vec![entity(structure("Thing", vec![])), entity(second)]);
    let found = emit(&model, &project(), &Existing::default()).expect_err("a clash");
    let text: String = found
        .iter()
        .map(|d| contractual_diag::render::human(d, None))
        .collect();
    assert!(
        text.contains("acme::Thing") && text.contains("acme::other::Thing"),
        "{text}"
    );
    let variants = vec![variant(
        "Big",
        "big",
        contractual_model::VariantBody::Struct(object(vec![])),
    )];
    let clash = choice(
        "Dog",
        contractual_model::Tagging::Internal {
            tag: "t".to_owned(),
        },
        variants,
    );
    let found = emit(
        &support_model(vec![entity(clash), entity(structure("DogBig", vec![]))]),
        &project(),
        &Existing::default(),
    )
    .expect_err("a variant takes the name");
    assert_eq!(found[0].code, "name_clash");
}

fn support_model(types: Vec<TypeDef>) -> Model {
    model(types)
}

#[test]
fn open_places_are_listed() {
    let emission = emitted(&oddities::oddities());
    let places: Vec<String> = emission
        .open
        .iter()
        .map(|place| format!("{}{}", place.component, place.pointer))
        .collect();
    for place in [
        "Names/properties/free",
        "Names/properties/loose",
        "Settings",
        "SettingsOutput",
    ] {
        assert!(
            places.iter().any(|found| found == place),
            "{place} in {places:?}"
        );
    }
}

#[test]
fn emission_is_a_pure_function() {
    let model = oddities::oddities();
    assert_eq!(emitted(&model), emitted(&model.clone()));
}
