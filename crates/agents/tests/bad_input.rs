//! What is wrong in files, what would lead out of the project, and what would never end.
#![allow(clippy::unwrap_used)]

mod memory;

use contractual_agents::run::Outcome;
use memory::{HEAD, MemoryDisk};

fn resolve(files: &[(&str, &str)]) -> Outcome {
    MemoryDisk::with(files).run("resolve --format json")
}

#[test]
fn the_same_file_twice_is_no_circle() {
    let outcome = resolve(&[
        (
            "agent-contracts.yaml",
            &format!("{HEAD}x-list: [{{$ref: a.yaml}}, {{$ref: a.yaml}}, {{$ref: b.yaml}}]\n"),
        ),
        ("a.yaml", "k: {$ref: c.yaml}\n"),
        ("b.yaml", "k: {$ref: c.yaml}\n"),
        ("c.yaml", "leaf\n"),
    ]);
    assert_eq!(
        (outcome.status, outcome.stdout.matches("leaf").count()),
        (0, 3),
        "{}",
        outcome.stderr
    );
}

#[test]
fn circles_are_named() {
    for (files, message) in [
        (
            vec![("a.yaml", "k: {$ref: a.yaml}")],
            "Error: Circular $ref detected: /p/a.yaml\n",
        ),
        (
            vec![
                ("a.yaml", "k: {$ref: b.yaml}"),
                ("b.yaml", "{$ref: a.yaml}"),
            ],
            "Error: Circular $ref detected: /p/a.yaml\n",
        ),
        (
            vec![("a.yaml", "{$ref: agent-contracts.yaml}")],
            "Error: Circular $ref detected: /p/agent-contracts.yaml\n",
        ),
        (
            vec![("a.yaml", "{$refs: [a.yaml]}")],
            "Error: Circular $refs import detected: /p/a.yaml\n",
        ),
        (
            vec![("a.yaml", "{$ref: '#/x-a'}")],
            "Error: Circular $ref detected: /p/a.yaml\n",
        ),
    ] {
        let document = format!("{HEAD}x-a: {{$ref: a.yaml}}\n");
        let mut all = vec![("agent-contracts.yaml", document.as_str())];
        all.extend(files);
        let outcome = resolve(&all);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (1, message));
    }
}

#[test]
fn small_files_that_grow_are_refused() {
    let doubling = |next: usize| {
        format!(
            "[{{$ref: f{next}.yaml}}, {{$ref: f{next}.yaml}}, {{$ref: f{next}.yaml}}, {{$ref: f{next}.yaml}}]"
        )
    };
    let mut files: Vec<(String, String)> = (0..20)
        .map(|n| (format!("f{n}.yaml"), doubling(n + 1)))
        .collect();
    files.push(("f20.yaml".into(), "x".into()));
    files.push((
        "agent-contracts.yaml".into(),
        format!("{HEAD}x-a: {{$ref: f0.yaml}}\n"),
    ));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let outcome = resolve(&files);
    assert!(outcome.stderr.contains("larger than"), "{}", outcome.stderr);
    let large = format!("{HEAD}x-a: {}\n", "y".repeat(40 << 20));
    assert!(
        resolve(&[("agent-contracts.yaml", &large)])
            .stderr
            .contains("bytes")
    );
}

#[test]
fn yaml_errors_name_file_line_and_column() {
    let outcome = resolve(&[(
        "agent-contracts.yaml",
        "version: 1\nsystem: {id: s\n  name: x\nversion: 1\n",
    )]);
    assert!(
        outcome
            .stderr
            .starts_with("Error: Invalid YAML in /p/agent-contracts.yaml\n"),
        "{}",
        outcome.stderr
    );
    let outcome = resolve(&[("agent-contracts.yaml", "version: 1\nversion: 1\n")]);
    assert!(
        outcome
            .stderr
            .contains("duplicate key `version` at line 2, column 1")
            && outcome.stderr.contains("(line 1, column 1)")
    );
}

#[test]
fn names_that_objects_inherit_elsewhere_are_ordinary_names() {
    let document = format!(
        "{HEAD}agents: {{constructor: {{role_name: C, purpose: p, can_invoke_agents: [toString], guardrails: [valueOf]}}}}\n"
    );
    let disk = MemoryDisk::with(&[("agent-contracts.yaml", &document)]);
    let outcome = disk.run("validate");
    assert!(
        outcome
            .stderr
            .contains("\"toString\" is not defined in agents"),
        "{}",
        outcome.stderr
    );
    assert_eq!(disk.run("lint").status, 1);
}

#[test]
fn ids_never_lead_out_of_the_project() {
    let document = format!("{HEAD}agents: {{../../out: {{role_name: C, purpose: p}}}}\n");
    let disk = MemoryDisk::with(&[
        ("agent-contracts.yaml", &document),
        (
            "agent-contracts.config.yaml",
            "dsl: agent-contracts.yaml\nrenders: [{template: t.hbs, context: agent, output: 'x/{agent.id}.md'}]\n",
        ),
        ("t.hbs", "x"),
    ]);
    let before = disk.0.borrow().len();
    assert_eq!(
        disk.run("render").stderr,
        "Error: Cannot render agent \"../../out\": \"x/../../out.md\" leads out of the project\n"
    );
    assert_eq!(disk.0.borrow().len(), before);
}

#[test]
fn patches_leave_alone_what_they_cannot_read() {
    let document = format!(
        "{HEAD}guardrails: {{g: {{description: d, scope: {{}}}}}}\nguardrail_policies: {{p: {{rules: [{{guardrail: g, severity: info, action: info}}]}}}}\n"
    );
    let disk = MemoryDisk::with(&[
        ("agent-contracts.yaml", &document),
        (
            "agent-contracts.config.yaml",
            "dsl: agent-contracts.yaml\nbindings: [b.yaml]\nactive_guardrail_policy: p\n",
        ),
        (
            "b.yaml",
            "software: b\nversion: 1\noutputs: {o: {target: s.json, mode: patch, inline_template: '{\"a\": 1}'}}\n",
        ),
        ("s.json", "{\"b\": 2} // mine\n"),
    ]);
    let outcome = disk.run("generate");
    assert_eq!(outcome.status, 1);
    assert!(
        outcome
            .stderr
            .contains("error [binding.b.outputs.o] Cannot patch /p/s.json, which is left as it is"),
        "{}",
        outcome.stderr
    );
    assert_eq!(disk.get("s.json").as_deref(), Some("{\"b\": 2} // mine\n"));
    disk.put("s.json", "{\"b\": 2}");
    assert_eq!(disk.run("generate").status, 0);
    assert_eq!(
        disk.get("s.json").as_deref(),
        Some("{\n  \"b\": 2,\n  \"a\": 1\n}\n")
    );
    assert_eq!(disk.run("render --check --generated").status, 0);
    disk.put("s.json", "{\"b\": 2, \"a\": 3}");
    assert_eq!(
        disk.run("render --check --generated").stderr,
        "Drift detected in 1 file(s):\n  /p/s.json\n"
    );
}

/// One finding, in every format.

#[test]
fn files_inside_files_cannot_make_a_document_that_nothing_can_walk() {
    let files: Vec<(String, String)> = (0..20)
        .map(|n| {
            let inner = match n {
                19 => "1".to_owned(),
                n => format!("{{$ref: f{}.yaml}}", n + 1),
            };
            let text = format!("{}{inner}{}\n", "{a: ".repeat(60), "}".repeat(60));
            (format!("f{n}.yaml"), text)
        })
        .collect();
    let document = format!("{HEAD}x-a: {{$ref: f0.yaml}}\n");
    let mut all: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    all.push(("agent-contracts.yaml", &document));
    let outcome = MemoryDisk::with(&all).run("validate");
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (
            1,
            "Error: values stand more than 256 levels inside each other\n"
        )
    );
}
