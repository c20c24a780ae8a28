//! How long the commands take on generated projects of 2,000 and 8,000 entities, part by part.
//!
//! Run with `cargo bench -p contractual-agents`. Prints the median of five runs in milliseconds; needs no other tool.
#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use contractual_agents::load::{Files as _, MemoryFiles, Sources, load_document};
use contractual_agents::{lint, schema, score};

const PATH: &str = "/project/agent-contracts.yaml";

fn main() {
    for entities in [2_000, 8_000] {
        let text = project(entities / 5);
        let lines = text.lines().count();
        let files = MemoryFiles::new([(PATH, text)]);
        println!("{entities} entities, {lines} lines");
        median("parse YAML", || {
            let bytes = files.read(Path::new(PATH)).unwrap_or_default();
            let text = String::from_utf8(bytes).unwrap_or_default();
            let options = contractual_yaml::Options {
                limits: contractual_yaml::Limits {
                    max_nodes: 3_000_000,
                    ..contractual_yaml::Limits::default()
                },
                ..contractual_yaml::Options::default()
            };
            assert!(contractual_yaml::parse_one(&text, PATH, &options).is_ok());
        });
        let load = || {
            load_document(&files, &mut Sources::new(), Path::new(PATH), None)
                .map(|loaded| loaded.root)
        };
        median("load", || assert!(load().is_ok()));
        let root = load().unwrap_or_default();
        median("schema", || assert!(schema::check_document(&root).passed()));
        let parsed = schema::check_document(&root).parsed.unwrap_or_default();
        median("lint", || assert!(lint(&parsed).is_empty()));
        median("score", || assert!(score(&parsed).overall > 0));
    }
}

fn median(name: &str, mut run: impl FnMut()) {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("  {name:<12} {:>8.1} ms", times[2]);
}

/// A clean project: `count` agents, tasks, artifacts, tools and validations each.
fn project(count: usize) -> String {
    let mut out =
        String::from("version: 1\nsystem:\n  id: big\n  name: Big\n  default_workflow_order:\n");
    for phase in 0..10 {
        let _ = writeln!(out, "    - phase-{phase}");
    }
    let before = |n: usize| (n + count - 1) % count;
    out.push_str("agents:\n");
    for n in 0..count {
        let next = (n + 1) % count;
        let _ = writeln!(
            out,
            "  agent-{n}:\n    role_name: Agent {n}\n    purpose: Does the work of number {n}\n    can_read_artifacts:\n      - art-{n}\n      - art-{next}\n    can_write_artifacts:\n      - art-{n}\n    can_execute_tools:\n      - tool-{n}\n    can_perform_validations:\n      - val-{n}\n    can_invoke_agents:\n      - agent-{next}\n    can_return_handoffs:\n      - report\n    responsibilities:\n      - Keep number {n} right\n    constraints:\n      - Never touch the rest\n    rules:\n      - id: r-{n}\n        description: Be careful\n        severity: mandatory\n    guardrails:\n      - safe"
        );
    }
    out.push_str("tasks:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  task-{n}:\n    description: Work number {n}\n    target_agent: agent-{n}\n    allowed_from_agents:\n      - agent-{}\n    workflow: phase-{}\n    input_artifacts:\n      - art-{n}\n    invocation_handoff: order\n    result_handoff: report\n    execution_steps:\n      - id: look\n        action: Look at it\n        reads_artifact: art-{n}\n      - id: make\n        action: Make it\n        produces_artifact: art-{n}\n      - id: probe\n        action: Probe it\n        uses_tool: tool-{n}\n    completion_criteria:\n      - Done\n    validations:\n      - val-{n}\n    guardrails:\n      - safe",
            before(n),
            n % 10
        );
    }
    out.push_str("artifacts:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  art-{n}:\n    type: document\n    description: Thing {n}\n    owner: agent-{n}\n    producers:\n      - agent-{n}\n    editors:\n      - agent-{n}\n    consumers:\n      - agent-{}\n    states:\n      - draft\n      - final\n    required_validations:\n      - val-{n}\n    visibility: internal\n    guardrails:\n      - safe",
            before(n)
        );
    }
    out.push_str("tools:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  tool-{n}:\n    kind: cli\n    description: Tool {n}\n    input_artifacts:\n      - art-{n}\n    output_artifacts:\n      - art-{n}\n    invokable_by:\n      - agent-{n}\n    commands:\n      - command: tool{n} --go\n        category: run\n        reads:\n          - art-{n}\n        writes:\n          - art-{n}\n    guardrails:\n      - safe"
        );
    }
    out.push_str("validations:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  val-{n}:\n    target_artifact: art-{n}\n    kind: mechanical\n    executor_type: agent\n    executor: agent-{n}\n    blocking: true"
        );
    }
    out.push_str("handoff_types:\n  order:\n    version: 1\n    schema: {type: object, required: [x], properties: {x: {type: string}}}\n  report:\n    version: 1\n    schema: {type: object, properties: {ok: {type: boolean}}}\nworkflow:\n");
    for phase in 0..10 {
        let _ = writeln!(
            out,
            "  phase-{phase}:\n    description: Phase {phase}\n    trigger: now\n    entry_conditions:\n      - ready\n    steps:"
        );
        for n in (phase..count).step_by(10) {
            let _ = writeln!(
                out,
                "      - type: delegate\n        task: task-{n}\n        from_agent: agent-{}",
                before(n)
            );
        }
    }
    out.push_str("guardrails:\n  safe:\n    description: Be safe\n    scope: {agents: [agent-0]}\n    rationale: because\n    tags: [x]\nguardrail_policies:\n  house:\n    rules:\n      - guardrail: safe\n        severity: critical\n        action: block\n");
    out
}
