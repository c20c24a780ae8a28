//! `rust:Name`: the contract of a Rust type as the schema of a pipeline step; settings for both.
#![cfg(feature = "handover")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

const TYPES: &str = r#"
/// What the first step hands over.
#[derive(serde::Serialize, serde::Deserialize, contractual::Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct PriceList {
    #[contract(min_length = 3, max_length = 3)]
    pub currency: String,
    #[contract(min_items = 1)]
    pub prices: Vec<Price>,
}

/// One price.
#[derive(serde::Serialize, serde::Deserialize, contractual::Contract)]
#[contract(version = 1)]
pub struct Price {
    pub item: String,
    #[contract(min = 0)]
    pub cents: i64,
}
"#;

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

/// A package with the types, and a pipeline in a folder of it whose step has the schema `schema`.
fn package(folder: &Path, schema: &str) {
    write(
        &folder.join("Cargo.toml"),
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    write(&folder.join("src/lib.rs"), TYPES);
    write(
        &folder.join("agents/pipeline.yaml"),
        &format!(
            "steps:\n  - id: extract\n    persona: p\n    exec: {{type: prompt, source: x}}\n    output_artifacts: [{{name: prices, path: prices.json, type: json}}]\n    handover:\n      contract: {{type: json_schema, schema: {schema}, source: prices.json}}\n"
        ),
    );
}

/// `handover check` in the folder of the pipeline, with `artifact` as what the step wrote.
fn check(folder: &Path, artifact: &str) -> Output {
    let workspace = folder.join("workspace");
    write(&workspace.join("prices.json"), artifact);
    Command::new(env!("CARGO_BIN_EXE_contractual"))
        .args(["handover", "check", "pipeline.yaml", "--step", "extract"])
        .arg("--workspace")
        .arg(&workspace)
        .current_dir(folder.join("agents"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn an_artifact_is_checked_against_the_rust_type() {
    let folder = tempfile::tempdir().expect("folder");
    for name in [
        "rust:PriceList",
        "'rust: crate::PriceList'",
        "rust:price-list",
    ] {
        package(folder.path(), name);
        let good = check(
            folder.path(),
            r#"{"currency": "EUR", "prices": [{"item": "apple", "cents": 250}]}"#,
        );
        assert_eq!(good.status.code(), Some(0), "{name}: {}", shown(&good));
        let bad = check(
            folder.path(),
            r#"{"currency": "EUR", "prices": [{"item": "apple", "cents": -1}]}"#,
        );
        assert_eq!(bad.status.code(), Some(1), "{name}: {}", shown(&bad));
        assert!(shown(&bad).contains("/prices/0/cents"), "{}", shown(&bad));
    }
}

#[test]
fn the_type_is_read_anew_each_time() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path(), "rust:PriceList");
    let artifact = r#"{"currency": "EURO", "prices": [{"item": "apple", "cents": 250}]}"#;
    assert_eq!(check(folder.path(), artifact).status.code(), Some(1));
    let wider = TYPES.replace("max_length = 3", "max_length = 4");
    write(&folder.path().join("src/lib.rs"), &wider);
    assert_eq!(check(folder.path(), artifact).status.code(), Some(0));
}

#[test]
fn a_name_that_is_no_contract_is_refused_with_the_nearest() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path(), "rust:PriceLst");
    let output = check(folder.path(), "{}");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert_eq!(
        shown(&output),
        "failed      extract\n  error[schema_missing]: json_schema: no contract is called `PriceLst`\n    --> pipeline.yaml:7:45\n     do: write `PriceList`\n\nrefused before anything ran: 1 failed\n"
    );
}

#[test]
fn sources_that_are_refused_are_told_with_their_place() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path(), "rust:PriceList");
    write(&folder.path().join("src/lib.rs"), "pub struct {\n");
    refused_with(folder.path(), "src/lib.rs:1:");
}

/// Nothing can be checked, and this is among the words that say why.
fn refused_with(folder: &Path, words: &str) {
    let output = check(folder, "{}");
    let said = shown(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(words), "{said}");
}

#[test]
fn without_a_package_there_is_no_contract() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path(), "rust:PriceList");
    std::fs::remove_file(folder.path().join("Cargo.toml")).expect("removed");
    refused_with(folder.path(), "no Cargo.toml with a package is in");
}

#[test]
fn one_file_of_settings_serves_contracts_and_pipelines() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path(), "rust:PriceList");
    let run = |settings: &str| {
        write(&folder.path().join("contractual.toml"), settings);
        Command::new(env!("CARGO_BIN_EXE_contractual"))
            .args(["handover", "run", "agents/pipeline.yaml", "-q"])
            .current_dir(folder.path())
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    };
    let agent = r#"echo '{"currency":"EUR","prices":[{"item":"pear","cents":1}]}' > prices.json"#;
    let settings = format!(
        "project = \"shop\"\n[handover]\npersona_command = \"\"\"\n{agent}\n\"\"\"\n[paths]\ncontracts = \"c\"\n"
    );
    if cfg!(unix) {
        let output = run(&settings);
        assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    }
    let output = run("[handover]\npersona_comand = \"x\"\n");
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert_eq!(
        shown(&output),
        "error[config-invalid]: unknown key `persona_comand` in [handover]\n  --> contractual.toml:2:1\n    |\n  2 | persona_comand = \"x\"\n    | ^^^^^^^^^^^^^^\n  do: write `persona_command`\n"
    );
}

/// `contractual` with words, in a folder.
fn contractual(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contractual"))
        .args(words)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .env_remove("CI")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

#[test]
fn rules_of_the_type_are_checked_and_its_fixture_is_the_example() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path(), "rust:Span");
    write(
        &folder.path().join("src/lib.rs"),
        "/// From, to.\n#[derive(serde::Serialize, serde::Deserialize, contractual::Contract)]\n#[contract(version = 1, rule(name = \"in_order\", expr = \"first <= last\"))]\npub struct Span { #[contract(min = 3)] pub first: u32, pub last: u32 }\n",
    );
    let good = check(folder.path(), r#"{"first": 3, "last": 4}"#);
    assert_eq!(good.status.code(), Some(0), "{}", shown(&good));
    let bad = check(folder.path(), "{\n  \"first\": 5, \"last\": 4}");
    assert_eq!(bad.status.code(), Some(1), "{}", shown(&bad));
    assert!(
        shown(&bad).contains("breaks the rule `in_order`"),
        "{}",
        shown(&bad)
    );
    // The prompt shows a value that the type accepts.
    let output = contractual(
        &folder.path().join("agents"),
        &[
            "handover",
            "run",
            "pipeline.yaml",
            "--persona-command",
            "sed -n '/A small example/,$p' | sed -n '/^```json$/,/^```$/p' | grep -v '^```' > prices.json",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
}

#[test]
fn a_type_writes_its_schema_for_a_pipeline_and_drift_stops_the_run() {
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path();
    package(root, "{}");
    write(
        &root.join("contractual.toml"),
        "project = \"shop\"\nbaseline = \"lock\"\n",
    );
    let types = TYPES.replacen(
        "version = 1",
        "version = 1, handover = \".wave/contracts/prices.schema.json\"",
        1,
    );
    write(&root.join("src/lib.rs"), &types);
    let emitted = contractual(root, &["emit"]);
    assert_eq!(emitted.status.code(), Some(0), "{}", shown(&emitted));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect(path);
    let schema = read(".wave/contracts/prices.schema.json");
    assert_eq!(schema, read("docs/contracts/price-list-v1.schema.json"));

    // A pipeline at the root of the package, once by file and once by name.
    let pipeline = |schema: &str| {
        format!(
            "steps:\n  - id: extract\n    persona: p\n    exec: {{type: prompt, source: x}}\n    output_artifacts: [{{name: prices, path: prices.json, type: json}}]\n    handover:\n      contract: {{type: json_schema, {schema}, source: prices.json}}\n"
        )
    };
    write(
        &root.join("file.yaml"),
        &pipeline("schema_path: .wave/contracts/prices.schema.json"),
    );
    write(&root.join("name.yaml"), &pipeline("schema: rust:PriceList"));
    for file in ["file.yaml", "name.yaml"] {
        let fine = contractual(root, &["handover", "validate", file]);
        assert_eq!(fine.status.code(), Some(0), "{file}: {}", shown(&fine));
    }

    // The type moves on, and nothing is built.
    write(
        &root.join("src/lib.rs"),
        &types.replace("max_length = 3", "max_length = 4"),
    );
    for file in ["file.yaml", "name.yaml"] {
        let drifted = contractual(root, &["handover", "validate", file]);
        assert_eq!(
            drifted.status.code(),
            Some(2),
            "{file}: {}",
            shown(&drifted)
        );
        assert!(
            shown(&drifted).contains("error[schema_drifted]"),
            "{file}: {}",
            shown(&drifted)
        );
    }
    write(&root.join("src/lib.rs"), &types);

    // The file is under the drift rules of all artifacts.
    write(
        &root.join(".wave/contracts/prices.schema.json"),
        &schema.replace("PriceList", "Prices"),
    );
    let edited = contractual(root, &["check"]);
    assert_ne!(edited.status.code(), Some(0), "{}", shown(&edited));
    assert!(
        shown(&edited).contains(".wave/contracts/prices.schema.json"),
        "{}",
        shown(&edited)
    );
}

#[test]
fn a_path_that_leaves_the_package_or_is_taken_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path();
    package(root, "{}");
    write(
        &root.join("contractual.toml"),
        "project = \"shop\"\nbaseline = \"lock\"\n",
    );
    for (path, said) in [
        ("../x.json", "is no path below the package"),
        ("/x.json", "is no path below the package"),
        ("a/./x.json", "is no path below the package"),
        ("x.txt", "is no path below the package"),
        (
            "docs/contracts/price-list-v1.schema.json",
            "is the path of two artifacts",
        ),
    ] {
        let attribute = format!("version = 1, handover = \"{path}\"");
        write(
            &root.join("src/lib.rs"),
            &TYPES.replacen("version = 1", &attribute, 1),
        );
        let refused = contractual(root, &["emit"]);
        assert_ne!(refused.status.code(), Some(0), "{path}");
        assert!(
            shown(&refused).contains(said),
            "{path}: {}",
            shown(&refused)
        );
        assert!(!root.join("docs").exists(), "{path}: nothing is written");
    }
}
