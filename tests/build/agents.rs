//! Types that `contractual agents codegen` writes from a document build, and their schemas mean the same as the document.

use super::package::Package;

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
        made-for: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}
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
        let pair = ["diff", "written.schema.json", &file, "--direction", "both"];
        let (status, text) = package.contractual(&pair);
        assert_eq!(status, 0, "{handoff}: {text}\n{}", package.read(&file));
        assert!(text.contains("against written.schema.json: none"), "{text}");
    }
}
