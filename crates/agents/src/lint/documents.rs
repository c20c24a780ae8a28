//! The document rules (specification 12): references, handoff payloads and key style, with dotted paths, sorted by their
//! place in the parsed document.

use std::collections::HashSet;

use super::finding;
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::flatten;
use crate::js;
use crate::value::{At, Map, Node, Value};

/// A reference rule: every name in a field must be a key of a section (12.1).
struct Reference {
    rule: &'static str,
    section: &'static str,
    field: &'static str,
    target: &'static str,
}

const fn reference(
    rule: &'static str,
    section: &'static str,
    field: &'static str,
    target: &'static str,
) -> Reference {
    Reference {
        rule,
        section,
        field,
        target,
    }
}

const REFERENCES: [Reference; 19] = [
    reference("artifact-owner-ref", "artifacts", "owner", "agents"),
    reference("artifact-producers-ref", "artifacts", "producers", "agents"),
    reference("artifact-editors-ref", "artifacts", "editors", "agents"),
    reference("artifact-consumers-ref", "artifacts", "consumers", "agents"),
    reference(
        "artifact-required-validations-ref",
        "artifacts",
        "required_validations",
        "validations",
    ),
    reference(
        "agent-can-invoke-agents-ref",
        "agents",
        "can_invoke_agents",
        "agents",
    ),
    reference(
        "agent-can-read-artifacts-ref",
        "agents",
        "can_read_artifacts",
        "artifacts",
    ),
    reference(
        "agent-can-write-artifacts-ref",
        "agents",
        "can_write_artifacts",
        "artifacts",
    ),
    reference(
        "agent-can-execute-tools-ref",
        "agents",
        "can_execute_tools",
        "tools",
    ),
    reference(
        "agent-can-perform-validations-ref",
        "agents",
        "can_perform_validations",
        "validations",
    ),
    reference(
        "agent-can-return-handoffs-ref",
        "agents",
        "can_return_handoffs",
        "handoff_types",
    ),
    reference("task-target-agent-ref", "tasks", "target_agent", "agents"),
    reference(
        "task-allowed-from-agents-ref",
        "tasks",
        "allowed_from_agents",
        "agents",
    ),
    reference(
        "task-invocation-handoff-ref",
        "tasks",
        "invocation_handoff",
        "handoff_types",
    ),
    reference(
        "task-result-handoff-ref",
        "tasks",
        "result_handoff",
        "handoff_types",
    ),
    reference(
        "task-input-artifacts-ref",
        "tasks",
        "input_artifacts",
        "artifacts",
    ),
    reference(
        "task-validations-ref",
        "tasks",
        "validations",
        "validations",
    ),
    reference(
        "validation-target-artifact-ref",
        "validations",
        "target_artifact",
        "artifacts",
    ),
    reference("tool-invokable-by-ref", "tools", "invokable_by", "agents"),
];

/// Sections whose ids have a style, with the rule (12.5).
const STYLED: [(&str, &str); 7] = [
    ("agents", "agent-key-casing"),
    ("tasks", "task-key-casing"),
    ("artifacts", "artifact-key-casing"),
    ("tools", "tool-key-casing"),
    ("validations", "validation-key-casing"),
    ("handoff_types", "handoff-type-key-casing"),
    ("policies", "policy-key-casing"),
];

/// A finding whose path may not exist in the document.
struct Raw {
    rule: &'static str,
    severity: Severity,
    path: Vec<String>,
    message: String,
    at: At,
    advice: Option<String>,
}

pub(super) fn run(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let mut raw = Vec::new();
    references(doc, &mut raw);
    entities(doc, &mut raw);
    steps(doc, &mut raw);
    for (id, handoff) in doc.handoff_types.iter() {
        if let Some(schema) = handoff.get("schema") {
            let mut path = vec![
                "handoff_types".to_owned(),
                id.to_string(),
                "schema".to_owned(),
            ];
            payload(schema, &mut path, &mut raw, 0);
        }
    }
    for (section, rule) in STYLED {
        for entry in doc.section(section).entries() {
            if !is_kebab(&entry.key) {
                raw.push(Raw {
                    rule,
                    severity: Severity::Warning,
                    path: vec![section.to_owned(), entry.key.to_string()],
                    message: format!(
                        "\"{}\" should be kebab-case (lower case words joined by hyphens)",
                        entry.key
                    ),
                    at: entry.key_at,
                    advice: None,
                });
            }
        }
    }
    let mut sorted: Vec<(Vec<usize>, Finding)> =
        raw.into_iter().map(|one| place(doc.root, one)).collect();
    sorted.sort_by(|(a_at, a), (b_at, b)| {
        a_at.cmp(b_at)
            .then_with(|| a.code.cmp(b.code))
            .then_with(|| a.path.cmp(&b.path))
    });
    let mut seen = HashSet::new();
    for (_, one) in sorted {
        if seen.insert((one.code, one.path.clone(), one.message.clone())) {
            out.push(one);
        }
    }
}

/// Cuts a path back to what exists, and gives its position in the document.
fn place(root: &Node, raw: Raw) -> (Vec<usize>, Finding) {
    let mut here = root;
    let mut position = Vec::new();
    let mut kept = 0;
    for step in &raw.path {
        let found = match &here.value {
            Value::Map(map) => map.position(step).map(|at| (at, &map.entries()[at].node)),
            Value::List(items) => step
                .parse::<usize>()
                .ok()
                .and_then(|at| Some((at, items.get(at)?))),
            _ => None,
        };
        let Some((at, node)) = found else {
            break;
        };
        position.push(at);
        here = node;
        kept += 1;
    }
    let at = if kept == raw.path.len() && raw.at == At::default() {
        here.at
    } else {
        raw.at
    };
    let mut found = finding(
        raw.rule,
        raw.severity,
        raw.path[..kept].join("."),
        raw.message,
        at,
    );
    found.advice = raw.advice.map(Into::into);
    (position, found)
}

fn error(rule: &'static str, path: &[&str], message: String, at: At) -> Raw {
    Raw {
        rule,
        severity: Severity::Error,
        path: path.iter().map(|step| (*step).to_owned()).collect(),
        message,
        at,
        advice: None,
    }
}

/// Entity by entity, each with all rules of its section: a document is larger than what a processor keeps near.
fn references(doc: &Document<'_>, out: &mut Vec<Raw>) {
    for section in ["artifacts", "agents", "tasks", "validations", "tools"] {
        let rules = REFERENCES.iter().filter(|rule| rule.section == section);
        let rules: Vec<_> = rules.map(|rule| (rule, doc.section(rule.target))).collect();
        for (id, entity) in doc.section(section).iter() {
            for (rule, target) in &rules {
                let Some(node) = entity.get(rule.field) else {
                    continue;
                };
                if node.as_str().is_some() {
                    out.extend(unknown(rule, target, node, id, None));
                }
                for (at, item) in node.value.as_list().unwrap_or_default().iter().enumerate() {
                    out.extend(unknown(rule, target, item, id, Some(at)));
                }
            }
        }
    }
}

/// A name that its section lacks.
fn unknown(
    rule: &Reference,
    target: &Map,
    node: &Node,
    id: &str,
    index: Option<usize>,
) -> Option<Raw> {
    let name = node.as_str().unwrap_or_default();
    if target.contains(name) {
        return None;
    }
    let message = format!("\"{name}\" is not defined in {}", rule.target);
    let mut raw = error(rule.rule, &[rule.section, id, rule.field], message, node.at);
    raw.path.extend(index.map(|at| at.to_string()));
    let near = contractual_diag::nearest(name, target.keys().map(|key| &**key));
    raw.advice = near.map(|near| format!("did you mean `{near}`?"));
    Some(raw)
}

/// 12.2
fn entities(doc: &Document<'_>, out: &mut Vec<Raw>) {
    for (id, artifact) in doc.artifacts.iter() {
        if let Some(editors) = artifact
            .get("editors")
            .filter(|node| node.value.as_list().is_some_and(<[Node]>::is_empty))
        {
            let message = format!("Artifact \"{id}\" has no editors");
            out.push(error(
                "artifact-editors-not-empty",
                &["artifacts", id, "editors"],
                message,
                editors.at,
            ));
        }
        if let Some(owner) = artifact
            .get("owner")
            .filter(|node| node.as_str() == Some(""))
        {
            let message = format!("Artifact \"{id}\" has no owner");
            out.push(error(
                "artifact-owner-exists",
                &["artifacts", id, "owner"],
                message,
                owner.at,
            ));
        }
    }
    for (id, agent) in doc.agents.iter() {
        if agent.str("mode") == Some("read-only") && !agent.items("can_write_artifacts").is_empty()
        {
            let message =
                format!("Agent \"{id}\" is read-only but lists artifacts that it can write");
            let at = agent
                .get("can_write_artifacts")
                .map_or(agent.at, |node| node.at);
            out.push(error(
                "readonly-agent-no-writes",
                &["agents", id, "can_write_artifacts"],
                message,
                at,
            ));
        }
        for (at, prerequisite) in agent.items("prerequisites").iter().enumerate() {
            let target = prerequisite.str("target").unwrap_or_default();
            if !doc.lists(agent, "can_read_artifacts", target) {
                let message = format!(
                    "Prerequisite target \"{target}\" is not in can_read_artifacts of agent \"{id}\""
                );
                let path = ["agents", id, "prerequisites", &at.to_string(), "target"];
                out.push(error(
                    "agent-prerequisite-readable",
                    &path,
                    message,
                    prerequisite.at,
                ));
            }
        }
    }
}

/// 12.3
fn steps(doc: &Document<'_>, out: &mut Vec<Raw>) {
    for (id, workflow) in doc.workflow.iter() {
        for (at, step) in workflow.items("steps").iter().enumerate() {
            let fields: &[(&str, &str)] = match step.str("type").unwrap_or_default() {
                "delegate" => &[("task", "tasks"), ("from_agent", "agents")],
                "gate" => &[("gate_kind", "handoff_types")],
                "handoff" => &[
                    ("handoff_kind", "handoff_types"),
                    ("from_agent", "agents"),
                    ("task", "tasks"),
                ],
                "validation" => &[("validation", "validations")],
                _ => &[],
            };
            for (field, section) in fields {
                let Some(node) = step.get(field) else {
                    continue;
                };
                let name = node.as_str().unwrap_or_default();
                if !name.is_empty() && !doc.section(section).contains(name) {
                    let message = format!("\"{name}\" is not defined in {section}");
                    let path = ["workflow", id, "steps", &at.to_string(), field];
                    let mut raw = error("workflow-step-refs", &path, message, node.at);
                    let near = contractual_diag::nearest(
                        name,
                        doc.section(section).keys().map(|key| &**key),
                    );
                    raw.advice = near.map(|near| format!("did you mean `{near}`?"));
                    out.push(raw);
                }
            }
        }
    }
}

/// 12.4: paths are those of the flattened schema, as existing projects rely on.
fn payload(schema: &Node, path: &mut Vec<String>, out: &mut Vec<Raw>, depth: usize) {
    const RULE: &str = "handoff-payload-integrity";
    if depth > crate::load::MAX_DEPTH {
        return;
    }
    let flat = flatten::recursive(schema);
    let properties = flat.get("properties").and_then(|node| node.value.as_map());
    let mut report = |path: Vec<String>, message: String, at: At| {
        out.push(Raw {
            rule: RULE,
            severity: Severity::Error,
            path,
            message,
            at,
            advice: None,
        });
    };
    let below = |steps: &[&str]| {
        let mut longer = path.clone();
        longer.extend(steps.iter().map(|step| (*step).to_owned()));
        longer
    };
    if let Some(properties) = properties {
        for (at, name) in flat.items("required").iter().enumerate() {
            let word = js::string(name);
            if !properties.contains(&word) {
                let message = format!("Required field \"{word}\" is not among the properties");
                report(below(&["required", &at.to_string()]), message, name.at);
            }
        }
        for (name, property) in properties.iter() {
            let values = property.get("enum");
            if values
                .and_then(|node| node.value.as_list())
                .is_some_and(<[Node]>::is_empty)
            {
                let at = values.map_or(property.at, |node| node.at);
                report(
                    below(&["properties", name, "enum"]),
                    format!("Property \"{name}\" has an empty enum"),
                    at,
                );
            }
        }
    }
    let is_object = |node: &&Node| node.str("type") == Some("object");
    let mut visit = |node: &Node, steps: &[&str]| {
        let length = path.len();
        path.extend(steps.iter().map(|step| (*step).to_owned()));
        payload(node, path, out, depth + 1);
        path.truncate(length);
    };
    for (name, property) in properties.into_iter().flat_map(|map| map.iter()) {
        if is_object(&property) {
            visit(property, &["properties", name]);
        }
        if let Some(items) = property.get("items").filter(is_object) {
            visit(items, &["properties", name, "items"]);
        }
    }
    if let Some(items) = flat.get("items").filter(is_object) {
        visit(items, &["items"]);
    }
}

/// `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`
fn is_kebab(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}
