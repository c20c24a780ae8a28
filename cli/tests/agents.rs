//! `contractual agents` as a program: Rust types of a real package, and formats that other tools read.
#![cfg(feature = "agents")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

const TYPES: &str = r#"//! Messages.

/// A parcel on its way.
#[derive(serde::Serialize, serde::Deserialize, contractual::Contract)]
#[contract(version = 1)]
pub struct Parcel {
    /// What it weighs, in grams.
    #[contract(min = 1, max = 30000)]
    pub weight: u32,
    /// How it is.
    pub state: State,
}

/// How a parcel is.
#[derive(serde::Serialize, serde::Deserialize, contractual::Contract)]
pub enum State {
    /// On its way.
    Moving,
    /// There.
    Arrived,
}
"#;

const DOCUMENT: &str = "version: 1
system: {id: shop, name: Shop, default_workflow_order: [work]}
agents:
  lead: {role_name: Lead, purpose: Leads, dispatch_only: true, can_invoke_agents: [maker]}
  maker: {role_name: Maker, purpose: Makes, can_return_handoffs: [answer]}
tasks:
  make: {description: Make it, target_agent: maker, allowed_from_agents: [lead], workflow: work, input_artifacts: [], invocation_handoff: order, result_handoff: answer}
workflow: {work: {steps: []}}
handoff_types:
  order: {version: 1, schema: {rust: Parcel}}
  answer: {version: 1, schema: {rust: State}}
";

struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let project = Self(folder);
        project.write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
        );
        project.write("contractual.toml", "project = \"shop\"\n");
        project.write("src/lib.rs", TYPES);
        project.write("agent-contracts.yaml", DOCUMENT);
        project.write(
            "agent-contracts.config.yaml",
            "dsl: agent-contracts.yaml\nlint_rules: {entity-no-guardrails: off}\n",
        );
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_contractual"))
            .args(arguments)
            .current_dir(&self.0)
            .env_remove("CI")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@t.example"])
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn a_breaking_change_of_a_type_names_the_agents_that_it_hits() {
    let project = Project::new("agents-breaks");
    let (status, _, said) = project.run(&["emit"]);
    assert_eq!(status, Some(0), "{said}");
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-q", "-m", "first"]);
    let check = ["agents", "check", "--positions", "--against", "HEAD"];
    let (status, out, said) = project.run(&check);
    assert_eq!(
        (status, out.as_str()),
        (Some(0), "All checks passed.\n"),
        "{said}"
    );

    // A field of the entity, and a type without a file of its own.
    let types = TYPES.replace("max = 30000", "max = 500");
    project.write(
        "src/lib.rs",
        &types.replace("    /// There.\n    Arrived,\n", ""),
    );
    let (status, _, said) = project.run(&check);
    assert_eq!(status, Some(1), "{said}");
    for (place, hit) in [
        (
            "agent-contracts.yaml:10:38: handoff_types.order.schema: rust-type-breaking",
            "it hits handoff order; task make; agents lead, maker",
        ),
        (
            "agent-contracts.yaml:11:39: handoff_types.answer.schema: rust-type-breaking",
            "it hits handoff answer; task make; agents lead, maker",
        ),
    ] {
        let found = said
            .lines()
            .any(|line| line.starts_with(place) && line.ends_with(hit));
        assert!(found, "{place} ... {hit}\n{said}");
    }
    assert!(!said.contains("$id"), "{said}");
    let (status, _, said) = project.run(&["agents", "check", "--against", "no-such-commit"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("no-such-commit"), "{said}");
}

#[test]
fn sarif_is_valid_against_its_schema() {
    // As published by OASIS; one of its patterns is no regular expression of ECMA-262 with the flag `u`.
    let broken = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    let schema = include_str!("data/sarif-2.1.0.schema.json");
    let schema = schema.replace(broken, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let project = Project::new("agents-sarif");
    let document = DOCUMENT.replace("agents:\n", "x-note: {$ref: 'a b.yaml'}\nagents:\n");
    project.write(
        "agent-contracts.yaml",
        &document.replace("{rust: Parcel}", "{$ref: 'a b.yaml'}"),
    );
    project.write("a b.yaml", "type: object\nrequired: [id, id]\n");
    for (arguments, status, results) in [
        (vec!["agents", "validate"], 1, 1),
        (vec!["agents", "check"], 1, 1),
        (vec!["agents", "validate", "gone.yaml"], 1, 1),
        (vec!["agents", "lint"], 0, 0),
    ] {
        let words = [arguments.as_slice(), &["--format", "sarif"]].concat();
        let (code, out, said) = project.run(&words);
        assert_eq!(code, Some(status), "{words:?}: {out}{said}");
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{words:?}: {errors:#?}\n{out}");
        let found = report["runs"][0]["results"].as_array().unwrap();
        assert!(
            found.len() >= results && (results > 0 || found.is_empty()),
            "{out}"
        );
        let place = &found
            .first()
            .map(|one| one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone());
        if words[1] == "validate" && words.len() == 4 {
            assert_eq!(*place, Some("a%20b.yaml".into()), "{out}");
        }
    }
}

#[test]
fn the_schema_of_documents_is_printed_for_editors() {
    let project = Project::new("agents-schema");
    for name in ["agents", "agents-configuration", "agents-binding"] {
        let (status, out, said) = project.run(&["schema", name]);
        assert_eq!(status, Some(0), "{said}");
        let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
}
