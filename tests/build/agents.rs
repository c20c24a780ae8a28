//! Handoffs of agent projects and Rust types, both ways: types written from a document build and mean the same, and a breaking
//! change of a type names the agents that it hits.

use super::package::{Package, said};

/// Handoffs of every kind that types can say, and some that they cannot.
const DOCUMENT: &str = r##"version: 1
system: {id: shop, name: Shop, default_workflow_order: [work]}
agents:
  lead: {role_name: Lead, purpose: Leads, dispatch_only: true, can_invoke_agents: [maker]}
  maker: {role_name: Maker, purpose: Makes, can_return_handoffs: [make-result]}
tasks:
  make: {description: Make it, target_agent: maker, allowed_from_agents: [lead], workflow: work, input_artifacts: [], invocation_handoff: make-order, result_handoff: make-result}
workflow: {work: {steps: []}}
handoff_types:
  make-order:
    version: 2
    description: What is to be made.
    schema:
      type: object
      required: [id, kind, count, made-for]
      additionalProperties: false
      properties:
        id: {type: string, minLength: 1, maxLength: 40, pattern: "^[a-z]+-[0-9]+$"}
        kind: {enum: [big, very-big]}
        count: {type: integer, minimum: 1, maximum: 99}
        ratio: {type: number, exclusiveMinimum: 0, maximum: 1}
        urgent: {type: boolean}
        type: {const: order}
        made-for: {type: object, required: [name], properties: {name: {type: string, format: email}}}
        parts: {type: array, items: {type: string}, minItems: 1, uniqueItems: true}
        labels: {type: object, additionalProperties: {type: string}}
        note: {type: [string, "null"]}
        extra: {}
  make-result:
    version: 1
    schema: {type: object, required: [ok], properties: {ok: {type: boolean}, more: {type: object}}}
  progress: {version: 1, schema: {type: string, enum: [begun, done]}}
"##;

#[test]
fn types_of_handoffs_build_and_mean_the_same() {
    let package = Package::new("agent-handoffs");
    package.write("agent-contracts.yaml", DOCUMENT);
    package.edit(
        "Cargo.toml",
        "\n[build-dependencies]",
        "serde_json = \"1\"\n\n[build-dependencies]",
    );
    let (status, text) = package.contractual(&["agents", "codegen", "-o", "src/lib.rs"]);
    assert_eq!(status, 0, "{text}");
    package.build();
    // What the build wrote is compared with what the document says, by the engine that compares versions.
    let (status, resolved) = package.contractual(&["agents", "resolve", "--format", "json"]);
    assert_eq!(status, 0, "{resolved}");
    let resolved: serde_json::Value = serde_json::from_str(&resolved).unwrap();
    for (handoff, file) in [
        ("make-order", "make-order-v2"),
        ("make-result", "make-result-v1"),
        ("progress", "progress-v1"),
    ] {
        let schema = resolved["handoff_types"][handoff]["schema"].to_string();
        package.write("written.schema.json", &schema);
        let file = format!("docs/contracts/{file}.schema.json");
        for pair in [
            ["written.schema.json", file.as_str()],
            [file.as_str(), "written.schema.json"],
        ] {
            let (status, text) = package.contractual(&["diff", pair[0], pair[1]]);
            assert_eq!(status, 0, "{handoff}: {text}\n{}", package.read(&file));
        }
    }
}

#[test]
fn a_breaking_change_of_a_type_names_the_agents_that_it_hits() {
    let package = Package::new("agent-breaks");
    package.write(
        "agent-contracts.yaml",
        &DOCUMENT[..DOCUMENT.find("handoff_types:").unwrap()].replace("make-result", "progress"),
    );
    let mut document = package.read("agent-contracts.yaml");
    document.push_str(
        "handoff_types:\n  make-order: {version: 1, schema: {rust: Parcel}}\n  progress: {version: 1, schema: {rust: Door}}\n",
    );
    package.write("agent-contracts.yaml", &document);
    package.write(
        "agent-contracts.config.yaml",
        "dsl: agent-contracts.yaml\nlint_rules: {entity-no-guardrails: off}\n",
    );
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@t.example",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(arguments)
            .current_dir(&package.dir)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    let (status, text) = package.contractual(&["emit"]);
    assert_eq!(status, 0, "{text}");
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    let (status, text) = package.contractual(&["agents", "check", "--against", "HEAD"]);
    assert_eq!((status, text.as_str()), (0, "All checks passed.\n"));

    package.edit("src/lib.rs", "max = 30000", "max = 500");
    package.edit("src/lib.rs", "    /// Closed.\n    Closed,\n", "");
    let (status, text) =
        package.contractual(&["agents", "check", "--positions", "--against", "HEAD"]);
    assert_eq!(status, 1, "{text}");
    for (place, hit) in [
        (
            "agent-contracts.yaml:9:46: handoff_types.make-order.schema: rust-type-breaking",
            "it hits handoff make-order; task make; agents lead, maker",
        ),
        (
            "agent-contracts.yaml:10:44: handoff_types.progress.schema: rust-type-breaking",
            "it hits handoff progress; task make; agents lead, maker",
        ),
    ] {
        let found = text
            .lines()
            .any(|line| line.starts_with(place) && line.ends_with(hit));
        assert!(found, "{place} ... {hit}\n{text}");
    }
    let (status, text) = package.contractual(&["agents", "check", "--against", "no-such-commit"]);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("no-such-commit"), "{text}");
}
