//! The result as SARIF 2.1.0: the codes that were found, and one result for each violation and note.
//!
//! A finding about the pipeline stands in the pipeline file. A finding about an artifact stands in a workspace, a folder of the run
//! that no repository holds: its path is relative to `WORKSPACE`, and its step is the logical location.

use std::collections::BTreeMap;

use contractual_diag::uri;
use serde_json::{Value, json};

use crate::codes::{code, explain};
use crate::violation::Severity;
use crate::{RunResult, Violation};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What the paths of artifacts are relative to.
const BASE: &str = "WORKSPACE";

/// The document.
pub fn sarif(result: &RunResult) -> String {
    let mut found: Vec<(&Violation, Severity, Option<&str>)> = Vec::new();
    for problem in result.problems.iter().chain(&result.warnings) {
        found.push((problem, problem.severity, None));
    }
    for step in &result.steps {
        let id = Some(step.id.as_str());
        found.extend(step.violations.iter().map(|one| (one, one.severity, id)));
        found.extend(step.notes.iter().map(|one| (one, Severity::Note, id)));
    }
    let declared: BTreeMap<&str, Value> = found
        .iter()
        .map(|(one, ..)| (rule_id(one), declaration(rule_id(one))))
        .collect();
    let ids: Vec<&str> = declared.keys().copied().collect();
    let results: Vec<Value> = found
        .iter()
        .map(|(one, severity, step)| {
            let at = ids.iter().position(|id| *id == rule_id(one));
            shown(one, *severity, *step, at.unwrap_or(0))
        })
        .collect();
    let about = "the folder in which the step worked; kept in the storage of the run";
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "contractual handover",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": declared.into_values().collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {BASE: {"description": {"text": about}}},
            "invocations": [{"executionSuccessful": !result.refused && !result.cancelled}],
            "results": results,
        }],
    });
    format!(
        "{}\n",
        serde_json::to_string_pretty(&document).unwrap_or_default()
    )
}

/// Notes have a name of their own; everything else is named by its code.
fn rule_id(found: &Violation) -> &str {
    match found.more.get("note").and_then(Value::as_str) {
        Some(note) => note,
        None => found.code,
    }
}

fn declaration(id: &str) -> Value {
    let Some(code) = code(id) else {
        return json!({"id": id});
    };
    json!({
        "id": id,
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": explain(id).unwrap_or_default()},
        "help": {"text": code.advice},
    })
}

fn shown(found: &Violation, severity: Severity, step: Option<&str>, rule: usize) -> Value {
    let contract = found.name.as_ref().or(found.contract.as_ref());
    let mut message = String::new();
    for part in [step, contract.map(String::as_str)].into_iter().flatten() {
        message.push_str(part);
        message.push_str(": ");
    }
    message.push_str(&found.message);
    if let Some(hint) = &found.hint {
        message.push('\n');
        message.push_str(hint);
    }
    let mut location = serde_json::Map::new();
    if let Some(physical) = physical(found) {
        location.insert("physicalLocation".into(), physical);
    }
    if let Some(step) = step {
        let pointer = found.pointer.clone().unwrap_or_default();
        let logical = json!({
            "name": step,
            "fullyQualifiedName": format!("{step}#{pointer}"),
            "kind": "step",
        });
        location.insert("logicalLocations".into(), json!([logical]));
    }
    let locations = if location.is_empty() {
        Vec::new()
    } else {
        vec![Value::Object(location)]
    };
    json!({
        "ruleId": rule_id(found),
        "ruleIndex": rule,
        "level": severity.word(),
        "message": {"text": printable(&message)},
        "locations": locations,
        "partialFingerprints": {
            "violation/v1": format!("{}/{}", step.unwrap_or_default(), found.fingerprint()),
        },
    })
}

fn physical(found: &Violation) -> Option<Value> {
    let (artifact, line, column) = match (&found.config, &found.file) {
        (Some(config), _) => {
            let artifact = json!({"uri": uri(&config.file)});
            (artifact, Some(config.line), Some(config.column))
        }
        (None, Some(file)) => {
            let artifact = json!({"uri": uri(file), "uriBaseId": BASE});
            (artifact, found.line, found.column)
        }
        (None, None) => return None,
    };
    let mut physical = json!({"artifactLocation": artifact});
    if let Some(line) = line {
        physical["region"] = match column {
            Some(column) => json!({"startLine": line.max(1), "startColumn": column.max(1)}),
            None => json!({"startLine": line.max(1)}),
        };
    }
    Some(physical)
}

/// Text of artifacts and commands: control characters are shown, not sent.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
