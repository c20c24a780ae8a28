//! Whole commands on small projects in memory: drift, formats, and what this tool adds.
#![allow(clippy::unwrap_used)]

mod memory;

use std::path::Path;

use contractual_agents::run::{NoSchemas, Outcome, RealDisk, SchemaSource, World, main};
use memory::{HEAD, MemoryDisk};

#[test]
fn a_new_project_renders_and_passes() {
    let disk = MemoryDisk::default();
    assert_eq!(disk.run("init").status, 0);
    assert_eq!(
        disk.run("init").stderr,
        "Error: /p/agent-contracts.yaml exists; nothing was written\n"
    );
    assert_eq!(disk.run("check").status, 1);
    assert_eq!(disk.run("render").status, 0);
    let check = disk.run("check --strict");
    assert_eq!(
        (check.stdout.as_str(), check.stderr.as_str()),
        ("All checks passed.\n", "")
    );
    disk.put("prompts/writer.md", "edited");
    assert_eq!(
        disk.run("render --check").stderr,
        "Drift detected in 1 file(s):\n  /p/prompts/writer.md\n"
    );
    let json = disk.run("check --format json-v2");
    assert_eq!(json.status, 1);
    assert!(json.stdout.contains("\"rule\": \"generated-file-drift\"") && json.stderr.is_empty());
    for file in ["OVERVIEW.md", "prompts/editor.md"] {
        assert!(disk.get(file).unwrap().starts_with("# "));
    }
}

#[test]
fn the_example_with_two_teams_passes() {
    let folder = std::fs::canonicalize(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/agent-team"
    ))
    .unwrap();
    let world = World {
        disk: &RealDisk,
        cwd: &folder,
        now: "2026-01-01T00:00:00.000Z",
        schemas: &NoSchemas,
    };
    let outcome = main(
        &[
            "check".to_owned(),
            "--generated".to_owned(),
            "--quiet".to_owned(),
            "--strict".to_owned(),
        ],
        &world,
    );
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn formats_of_a_finding() {
    let document = format!("{HEAD}agents:\n  ada: {{$ref: ada.yaml}}\n");
    let disk = MemoryDisk::with(&[
        ("agent-contracts.yaml", &document),
        (
            "ada.yaml",
            "role_name: Ada\npurpose: p\ncan_invoke_agents:\n  - adda\n",
        ),
    ]);
    let text = "agents.ada.can_invoke_agents: reference-not-found [reference-not-found] \"adda\" is not defined in agents\n";
    assert_eq!(disk.run("validate").stderr, text);
    assert_eq!(
        disk.run("validate --positions").stderr,
        format!("ada.yaml:4:5: {text}    do: did you mean `ada`?\n")
    );
    assert_eq!(
        disk.run("validate --format json").stderr,
        "[\n  {\n    \"path\": \"agents.ada.can_invoke_agents\",\n    \"message\": \"\\\"adda\\\" is not defined in agents\",\n    \"code\": \"reference-not-found\"\n  }\n]\n"
    );
    assert_eq!(
        disk.run("validate --format json-v2").stdout,
        "{\n  \"format\": \"contractual-agents/2\",\n  \"command\": \"validate\",\n  \"passed\": false,\n  \"findings\": [\n    {\n      \"rule\": \"reference-not-found\",\n      \"severity\": \"error\",\n      \"path\": \"agents.ada.can_invoke_agents\",\n      \"file\": \"ada.yaml\",\n      \"line\": 4,\n      \"column\": 5,\n      \"message\": \"\\\"adda\\\" is not defined in agents\",\n      \"advice\": \"did you mean `ada`?\"\n    }\n  ]\n}\n"
    );
    assert_eq!(
        disk.run("validate --format github").stdout,
        "::error file=ada.yaml,line=4,col=5,title=reference-not-found::agents.ada.can_invoke_agents: \"adda\" is not defined in agents%0Adid you mean `ada`?\n"
    );
    let sarif = disk.run("validate --format sarif").stdout;
    let sarif = contractual_model::json::parse(&sarif).unwrap();
    let at = |pointer: &str| {
        sarif
            .at(&contractual_diag::Pointer::parse(pointer).unwrap())
            .cloned()
    };
    assert_eq!(
        at("/runs/0/results/0/ruleId"),
        Some("reference-not-found".into())
    );
    assert_eq!(
        at("/runs/0/results/0/locations/0/physicalLocation/region/startLine"),
        Some(4_i64.into())
    );
    assert_eq!(
        at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
        Some("ada.yaml".into())
    );
    assert_eq!(
        disk.run("validate --format junit").stdout,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"contractual agents validate\" tests=\"1\" failures=\"1\">\n    <testcase classname=\"agents\" name=\"reference-not-found agents.ada.can_invoke_agents\"><failure type=\"reference-not-found\" message=\"ada.yaml:4:5: &quot;adda&quot; is not defined in agents\"/></testcase>\n  </testsuite>\n</testsuites>\n"
    );
    let failure = disk.run("validate gone.yaml --format json-v2");
    assert!(
        failure
            .stdout
            .contains("\"message\": \"File not found: /p/gone.yaml\"")
            && failure.status == 1
    );
}

#[test]
fn handoffs_take_schemas_of_rust_contracts() {
    let document = format!(
        "{HEAD}handoff_types: {{order: {{version: 1, schema: {{rust: Order}}}}, other: {{version: 1, schema: 'rust:Gone'}}}}\n"
    );
    let disk = MemoryDisk::with(&[("agent-contracts.yaml", &document)]);
    let schemas = |name: &str| {
        match name {
        "Order" | "Gone" => Ok("{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"string\"}}}".to_owned()),
        other => Err(format!("no Rust contract is called `{other}`")),
    }
    };
    assert!(
        disk.run_with("resolve --format json", &schemas)
            .stdout
            .contains("\"required\": [")
    );
    assert_eq!(
        disk.run_with("validate", &schemas).stdout,
        "Validation passed.\n"
    );
    let none = |name: &str| Err(format!("no Rust contract is called `{name}`"));
    let outcome = disk.run_with("validate --positions", &none);
    assert_eq!(
        outcome.stderr,
        "Error: Cannot find the schema of handoff_types.order: no Rust contract is called `Order`\n    at agent-contracts.yaml:3:52\n"
    );
}

/// A Rust package with an order, as it was and as it is.
struct Orders;

impl SchemaSource for Orders {
    fn schema(&self, _: &str) -> Result<String, String> {
        Ok("{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"string\", \"maxLength\": 8}}, \"additionalProperties\": false}".to_owned())
    }
    fn schema_before(&self, name: &str, against: Option<&str>) -> Result<Option<String>, String> {
        match (name, against) {
            (_, Some("gone")) => Err("there is no commit `gone`".to_owned()),
            ("New", _) => Ok(None),
            _ => Ok(Some("{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"string\"}}, \"additionalProperties\": false}".to_owned())),
        }
    }
}

#[test]
fn a_breaking_change_of_a_rust_type_names_what_it_hits() {
    let document = "version: 1\nsystem: {id: s, name: S, default_workflow_order: [w]}\nagents:\n  ada: {role_name: Ada, purpose: p, can_return_handoffs: [order], can_invoke_agents: [bob]}\n  bob: {role_name: Bob, purpose: p, can_return_handoffs: [other]}\n  cyd: {role_name: Cyd, purpose: p}\ntasks:\n  make: {description: d, target_agent: bob, allowed_from_agents: [ada], workflow: w, input_artifacts: [], invocation_handoff: order, result_handoff: other}\nhandoff_types:\n  order: {version: 1, schema: {rust: Order}}\n  other: {version: 1, schema: {rust: New}}\nworkflow:\n  w: {steps: []}\n";
    let disk = MemoryDisk::with(&[
        ("agent-contracts.yaml", document),
        (
            "agent-contracts.config.yaml",
            "dsl: agent-contracts.yaml\nlint_rules: {task-agent-binding: off, entity-no-guardrails: off}\n",
        ),
    ]);
    let outcome = disk.run_with("check --positions --against main", &Orders);
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(outcome.status, 1);
    assert!(
        lines[0].starts_with("agent-contracts.yaml:10:38: handoff_types.order.schema: rust-type-breaking [rust-type-breaking] Rust type \"Order\" changed so that others refuse it: ")
            && lines[0].ends_with("; it hits handoff order; task make; agents ada, bob"),
        "{}",
        outcome.stderr
    );
    assert_eq!(
        outcome.stderr.matches("[rust-type-breaking]").count(),
        1,
        "{}",
        outcome.stderr
    );
    assert_eq!(
        disk.run_with("check --against gone", &Orders).stderr,
        "Error: Cannot compare the Rust type Order with what it was: there is no commit `gone`\n"
    );
    assert_eq!(disk.run_with("validate", &Orders).status, 0);
}

#[test]
fn rust_types_inside_of_schemas_are_filled_in_and_compared() {
    let document = "version: 1\nsystem: {id: s, name: S, default_workflow_order: [w]}\nagents:\n  ada: {role_name: Ada, purpose: p, can_return_handoffs: [batch], can_invoke_agents: [ada]}\ntasks:\n  make: {description: d, target_agent: ada, allowed_from_agents: [ada], workflow: w, input_artifacts: [], invocation_handoff: batch, result_handoff: batch}\nhandoff_types:\n  batch:\n    version: 1\n    schema:\n      type: object\n      properties:\n        orders: {type: array, items: {$ref: '#/components/schemas/Order'}}\ncomponents:\n  schemas:\n    Order: {rust: Order}\nworkflow:\n  w: {steps: []}\n";
    let disk = MemoryDisk::with(&[
        ("agent-contracts.yaml", document),
        (
            "agent-contracts.config.yaml",
            "dsl: agent-contracts.yaml\nlint_rules: {task-agent-binding: off, entity-no-guardrails: off}\n",
        ),
    ]);
    assert_eq!(
        disk.run_with("validate", &Orders).stdout,
        "Validation passed.\n"
    );
    let resolved = disk.run_with("resolve", &Orders).stdout;
    assert_eq!(resolved.matches("maxLength: 8").count(), 2, "{resolved}");
    assert!(!resolved.contains("rust:"), "{resolved}");
    let outcome = disk.run_with("check --positions --against main", &Orders);
    let first = outcome.stderr.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("agent-contracts.yaml:16:19: handoff_types.batch.schema.properties.orders.items: rust-type-breaking ")
            && first.ends_with("; it hits handoff batch; task make; agent ada"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn tracked_files_have_the_states_of_artifacts() {
    let config = "dsl: agent-contracts.yaml\nlock: agents.lock\nactive_guardrail_policy: house\nbindings: [b.yaml]\nrenders:\n  - {template: t.hbs, context: agent, output: 'out/{agent.id}.md'}\n";
    let document = |agents: &str| {
        format!(
            "{HEAD}agents:\n{agents}guardrails:\n  g: {{description: d, scope: {{agents: [ada]}}}}\nguardrail_policies:\n  house: {{rules: [{{guardrail: g, severity: critical, action: block}}]}}\nteam_interface: {{version: 1}}\n"
        )
    };
    let ada = "  ada: {role_name: Ada, purpose: p, dispatch_only: true}\n";
    let bob = "  bob: {role_name: Bob, purpose: p, dispatch_only: true, guardrails: [g]}\n";
    let disk = MemoryDisk::with(&[
        ("agent-contracts.yaml", &document(&format!("{ada}{bob}"))),
        ("agent-contracts.config.yaml", config),
        ("t.hbs", "I am {{agent.role_name}}\n"),
        (
            "b.yaml",
            "software: hooks\nversion: 1\nguardrail_impl: {g: {checks: [{script: s}]}}\noutputs:\n  all: {target: out/hooks.txt, inline_template: '{{#each resolved_checks}}{{check.script}}{{/each}}'}\n",
        ),
    ]);
    let states = |outcome: &Outcome| -> Vec<String> {
        let lines = outcome.stderr.lines();
        lines
            .filter(|line| line.starts_with('['))
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect()
    };
    assert_eq!(
        states(&disk.run("check")),
        [
            "[missing] out/ada.md",
            "[missing] out/bob.md",
            "[missing] out/hooks.txt",
            "[missing] team-interface.yaml"
        ]
    );
    for line in ["render", "generate", "generate interface"] {
        assert_eq!(disk.run(line).status, 0, "{line}");
    }
    let check = disk.run("check");
    assert_eq!(
        (check.stdout.as_str(), check.status),
        ("All checks passed.\n", 0),
        "{}",
        check.stderr
    );
    assert_eq!(disk.run("render --check").stdout, "No drift detected.\n");
    assert!(
        disk.get("agents.lock")
            .unwrap()
            .contains("out/hooks.txt\tagents_guardrails")
    );

    // Edited by hand: reported, and not written over.
    disk.put("out/ada.md", "I am somebody else\n");
    disk.put("out/hooks.txt", "rm");
    let check = disk.run("render --check");
    assert_eq!(
        states(&check),
        ["[hand-edited] out/ada.md", "[hand-edited] out/hooks.txt"]
    );
    let refused = disk.run("render");
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.starts_with(
            "Error: [hand-edited] out/ada.md was changed by hand; a render target would overwrite it\n"
        ),
        "{}",
        refused.stderr
    );
    assert_eq!(disk.run("generate").status, 1);
    assert_eq!(disk.get("out/hooks.txt").as_deref(), Some("rm"));
    disk.0.borrow_mut().remove(Path::new("/p/out/ada.md"));
    disk.0.borrow_mut().remove(Path::new("/p/out/hooks.txt"));

    // The document changes: what was written last is drift, what is gone is orphaned, and rendering mends both.
    let changed = ada.replace("Ada", "Ada II");
    disk.put("agent-contracts.yaml", &document(&changed));
    assert_eq!(
        (disk.run("render").status, disk.run("generate").status),
        (0, 0)
    );
    assert_eq!(disk.get("out/bob.md"), None);
    disk.put("agent-contracts.yaml", &document(ada));
    let check = disk.run("check --format json-v2");
    assert!(
        check
            .stdout
            .contains("[drift-equivalent] out/ada.md is not what the document gives"),
        "{}",
        check.stdout
    );
    assert_eq!(disk.run("render").status, 0);
    disk.put("agent-contracts.yaml", &document(bob));
    assert_eq!(
        states(&disk.run("render --check")),
        ["[missing] out/bob.md", "[orphaned] out/ada.md"]
    );
}

#[test]
fn handoffs_become_rust_types() {
    let document = format!(
        "{HEAD}handoff_types:\n  ship-order:\n    version: 2\n    description: Ships\n    schema:\n      type: object\n      required: [id, kind]\n      additionalProperties: false\n      properties:\n        id: {{type: string, minLength: 1}}\n        kind: {{enum: [big, very-big]}}\n        toAddress: {{type: object, properties: {{type: {{type: string}}, n: {{type: integer, minimum: 0}}}}}}\n        odd: {{oneOf: [{{}}]}}\n"
    );
    let disk = MemoryDisk::with(&[("agent-contracts.yaml", &document)]);
    let source = disk.run("codegen").stdout;
    expect_test::expect_file!["codegen.txt"].assert_eq(&source);
}

#[test]
fn the_graph_is_one_page_with_findings_on_its_nodes() {
    let document = format!(
        "{HEAD}agents:\n  '</script><b>': {{role_name: \"<i>\", purpose: p, can_invoke_agents: [gone]}}\n"
    );
    let disk = MemoryDisk::with(&[("agent-contracts.yaml", &document)]);
    assert_eq!(disk.run("graph").stdout, "Wrote /p/agents.html\n");
    let page = disk.get("agents.html").unwrap();
    assert!(
        !page.contains("<b>")
            && !page.contains("<i>")
            && !page.contains("http://www.w3.org/1999")
            && !page.contains("src=")
    );
    let data = page
        .split("type=\"application/json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let data = contractual_model::json::parse(data).unwrap();
    let at = |pointer: &str| {
        data.at(&contractual_diag::Pointer::parse(pointer).unwrap())
            .cloned()
    };
    assert_eq!(at("/items/0/id"), Some("</script><b>".into()));
    assert!(page.contains("class=\"badge error\""));
    assert!(
        disk.run("graph --format svg -o -")
            .stdout
            .starts_with("<svg xmlns=")
    );
    assert!(
        disk.run("graph --format mermaid -o -")
            .stdout
            .starts_with("flowchart LR\n    subgraph agents\n")
    );
}
