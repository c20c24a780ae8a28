//! One verdict from every artifact: each value of `tests/constructs/cases` and every fixture goes through the Rust runtime, two JSON Schema engines on
//! the emitted file, the OpenAPI component, ajv in strict mode, the TypeScript check, and the Pydantic model from text and from a
//! parsed value, with the pinned and with the newest versions.
use std::fmt::Write as _;
use std::path::Path;

use contractual::Contract;
use contractual_tests_equivalence::{
    ByType, Case, Expected, Judge, Package, Tools, Verdict, disagreements, judge,
};

fn by_runtime<T: Contract + serde::de::DeserializeOwned>(text: &str) -> bool {
    T::from_json(text.as_bytes()).is_ok()
}

/// Every entity of the package with its judge.
fn entities() -> Vec<(&'static str, ByType)> {
    constructs::entities!(by_runtime)
}

/// One value and the verdict it must get.
struct Row {
    by_type: ByType,
    case: Case,
    expected: Expected,
}

/// The rows of all entities; a line that starts with `@` breaks a rule that JSON Schema cannot express.
fn rows() -> Vec<Row> {
    let mut all = Vec::new();
    for (name, by_type) in entities() {
        for (kind, accepts) in [("accept", true), ("reject", false)] {
            let path =
                Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("cases/{name}.{kind}.jsonl"));
            let lines = std::fs::read_to_string(&path)
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert!(!lines.trim().is_empty(), "{} has no cases", path.display());
            all.extend(lines.lines().map(|line| Row {
                by_type,
                case: Case::new(name, line.trim_start_matches('@')),
                expected: Expected {
                    accepts,
                    in_schema: !line.starts_with('@'),
                },
            }));
        }
    }
    all
}

/// Puts the rows before all judges.
fn agree(package: &Package, rows: &[Row]) {
    let cases: Vec<Case> = rows.iter().map(|row| row.case.clone()).collect();
    let tools = Tools::find().unwrap_or_else(|why| panic!("{why}"));
    let all = judge(&tools, package, &cases).unwrap_or_else(|why| panic!("{why}"));
    let mut wrong = String::new();
    let mut asked = 0;
    for (row, mut verdicts) in rows.iter().zip(all) {
        verdicts.push(Verdict {
            judge: Judge::Runtime,
            with: None,
            accepts: (row.by_type)(&row.case.text),
        });
        // Two environments with four judges each, two engines in JavaScript, two in Rust.
        assert_eq!(
            verdicts.len(),
            12,
            "a judge is missing for {}: {verdicts:?}",
            row.case.contract
        );
        asked += verdicts.len();
        for message in disagreements(&row.case, row.expected, &verdicts) {
            let _ = writeln!(wrong, "{message}");
        }
    }
    println!("{} values, {asked} verdicts", rows.len());
    assert!(wrong.is_empty(), "{wrong}");
}

/// The fixtures of a package, of those contracts.
fn fixtures(package: &Package, entities: &[(&'static str, ByType)]) -> Vec<Row> {
    let names: Vec<&str> = entities.iter().map(|(name, _)| *name).collect();
    let found = package
        .fixtures(&names)
        .unwrap_or_else(|why| panic!("{why}"));
    let rows = found.into_iter().map(|(case, expected)| {
        let (_, by_type) = entities
            .iter()
            .find(|(name, _)| *name == case.contract)
            .unwrap_or_else(|| panic!("no type `{}`", case.contract));
        Row {
            by_type: *by_type,
            case,
            expected,
        }
    });
    rows.collect()
}

#[test]
fn every_artifact_gives_the_verdict_of_the_table() {
    let package = Package::new(env!("CARGO_MANIFEST_DIR"), "constructs");
    let mut all = rows();
    all.extend(fixtures(&package, &entities()));
    agree(&package, &all);
}

#[test]
fn every_artifact_of_the_example_gives_the_verdict_of_the_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/job-api");
    let package = Package::new(root, "acme_jobs");
    let entities: [(&'static str, ByType); 4] = [
        (
            "ArtifactLinksResponse",
            by_runtime::<job_api::ArtifactLinksResponse>,
        ),
        ("ErrorResponse", by_runtime::<job_api::ErrorResponse>),
        ("JobResponse", by_runtime::<job_api::JobResponse>),
        ("JobSubmitRequest", by_runtime::<job_api::JobSubmitRequest>),
    ];
    agree(&package, &fixtures(&package, &entities));
}
