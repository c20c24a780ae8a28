//! `#[contract(handover = "path")]`: a build writes the schema where a pipeline looks for it, under the rules of every artifact, and
//! a pipeline is refused while type and schema say different things.

use super::package::Package;

/// Where the pipeline looks.
const FILE: &str = ".wave/contracts/parcel.schema.json";

const PIPELINE: &str = r#"steps:
  - id: pack
    persona: packer
    exec: {type: prompt, source: "Pack a parcel."}
    output_artifacts: [{name: parcel, path: parcel.json}]
    handover:
      contract: {type: json_schema, schema_path: .wave/contracts/parcel.schema.json}
"#;

fn package(name: &str) -> Package {
    let package = Package::new(name);
    package.edit(
        "src/lib.rs",
        "#[contract(version = 1)]",
        "#[contract(version = 1, handover = \".wave/contracts/parcel.schema.json\")]",
    );
    package.write("pipeline.yaml", PIPELINE);
    package
}

const VALIDATE: [&str; 3] = ["handover", "validate", "pipeline.yaml"];

#[test]
fn a_build_writes_the_schema_where_the_pipeline_looks() {
    let package = package("handover-written");
    let (status, said) = package.contractual(&VALIDATE);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("schema_missing"), "{said}");
    package.build();
    let schema: serde_json::Value = serde_json::from_str(&package.read(FILE)).unwrap();
    assert_eq!(schema["properties"]["weight"]["maximum"], 30000);
    let (status, said) = package.contractual(&VALIDATE);
    assert_eq!(status, 0, "{said}");
    // The schema decides: the work of the step is checked against the type.
    package.write(
        "done/parcel.json",
        "{\"weight\": 0, \"to\": {\"street\": \"Main 1\", \"door\": \"ajar\"}}\n",
    );
    let check = [
        "handover",
        "check",
        "pipeline.yaml",
        "--step",
        "pack",
        "--workspace",
        "done",
    ];
    let (status, said) = package.contractual(&check);
    assert_eq!(status, 1, "{said}");
    for place in [
        "parcel.json:1:12",
        "/weight",
        "parcel.json:1:50",
        "/to/door",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
    // Nothing changed: nothing is written.
    let before = package.times();
    package.write("src/lib.rs", &package.read("src/lib.rs"));
    package.build();
    assert_eq!(before.get(FILE), package.times().get(FILE));
}

#[test]
fn a_type_that_moved_on_refuses_the_pipeline_until_it_is_built() {
    let package = package("handover-drifted");
    package.build();
    package.edit(
        "src/lib.rs",
        "    /// Said to the courier.\n",
        "    /// What the box is called.\n    #[serde(default)]\n    pub label: Option<String>,\n    /// Said to the courier.\n",
    );
    let (status, said) = package.contractual(&VALIDATE);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("schema_drifted"), "{said}");
    let said = package.refused(&[("CONTRACTUAL", "check")]);
    assert!(
        said.contains(FILE) || said.contains("parcel-v1.schema.json"),
        "{said}"
    );
    assert!(!package.read(FILE).contains("label"));
    package.build();
    assert!(package.read(FILE).contains("label"));
    let (status, said) = package.contractual(&VALIDATE);
    assert_eq!(status, 0, "{said}");
}

#[test]
fn an_edit_by_hand_is_drift() {
    let package = package("handover-edited");
    package.build();
    package.edit(FILE, "30000", "90000");
    let (status, said) = package.contractual(&VALIDATE);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("schema_drifted"), "{said}");
    let said = package.refused(&[("CONTRACTUAL", "check")]);
    assert!(said.contains(FILE), "{said}");
}
