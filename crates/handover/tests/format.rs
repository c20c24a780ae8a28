//! The pipeline format's own artifacts: every fixture that the build wrote gets the same verdict from the reader.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use contractual_handover::{Loaded, Severity, format};

#[test]
fn the_reader_agrees_with_every_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/contracts/fixtures");
    let mut judged = [0, 0];
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(scenario) = name.strip_prefix("handover-pipeline.") else {
            continue;
        };
        let wanted = scenario.starts_with("valid-");
        assert!(wanted || scenario.starts_with("invalid-"), "{name}");
        let loaded = Loaded::shape(&fs::read_to_string(&path).unwrap(), &name);
        let errors: Vec<String> = (loaded.found.iter())
            .map(|found| &found.violation)
            .filter(|violation| violation.severity == Severity::Error)
            .map(|violation| violation.message.clone())
            .collect();
        judged[usize::from(wanted)] += 1;
        if errors.is_empty() != wanted {
            wrong.push(format!("{name}: {errors:?}"));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged[0] > 100 && judged[1] > 1, "{judged:?}");
}

#[test]
fn the_schema_is_that_of_the_type() {
    use contractual::Contract;

    let mut written: serde_json::Value = serde_json::from_str(format::SCHEMA).unwrap();
    // The file has an `$id` besides.
    written.as_object_mut().unwrap().remove("$id");
    assert_eq!(written, format::HandoverPipeline::schema());
}
