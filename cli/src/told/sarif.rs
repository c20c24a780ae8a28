//! SARIF 2.1.0: the rules that fired, and one result for each thing told.

use std::collections::BTreeMap;

use contractual_diag::{Severity, uri};
use contractual_drift::compat::{explain_rule, find_rule};
use contractual_drift::states::State;
use contractual_model::json::{Json, to_pretty};

use super::Told;

/// The report as one SARIF run.
pub(crate) fn sarif(told: &[Told]) -> String {
    let mut rules: BTreeMap<String, Json> = BTreeMap::new();
    for one in told {
        let id = one.diagnostic.code.to_string();
        let declared = declared(&id, one);
        rules.insert(id, declared);
    }
    let index: Vec<String> = rules.keys().cloned().collect();
    let declared: Vec<Json> = rules.into_values().collect();
    let results: Vec<Json> = told
        .iter()
        .map(|one| {
            let diagnostic = &one.diagnostic;
            let id = diagnostic.code.to_string();
            let mut message = diagnostic.headline.clone();
            for note in &diagnostic.notes {
                message.push('\n');
                message.push_str(&note.text);
            }
            let mut out = object([
                ("ruleId", Json::from(id.as_str())),
                (
                    "ruleIndex",
                    Json::from(index.iter().position(|known| *known == id).unwrap_or(0) as u64),
                ),
                ("level", Json::from(level(diagnostic.severity))),
                ("message", text(&message)),
                ("locations", Json::from(vec![location(one)])),
            ]);
            if let Some(hash) = &one.hash {
                let name = format!("{}/{hash}", one.group);
                out.set(
                    "partialFingerprints",
                    object([("finding/v1", Json::from(name))]),
                );
            }
            if let Some(accepted) = &one.accepted {
                let suppression = object([
                    ("kind", Json::from("external")),
                    ("justification", Json::from(accepted.as_str())),
                ]);
                out.set("suppressions", Json::from(vec![suppression]));
            }
            out
        })
        .collect();
    let driver = object([
        ("name", Json::from("contractual")),
        ("version", Json::from(env!("CARGO_PKG_VERSION"))),
        (
            "informationUri",
            Json::from("https://github.com/contractual/contractual"),
        ),
        ("rules", Json::from(declared)),
    ]);
    let run = object([
        ("tool", object([("driver", driver)])),
        ("columnKind", Json::from("unicodeCodePoints")),
        ("results", Json::from(results)),
    ]);
    to_pretty(&object([
        (
            "$schema",
            Json::from("https://json.schemastore.org/sarif-2.1.0.json"),
        ),
        ("version", Json::from("2.1.0")),
        ("runs", Json::from(vec![run])),
    ]))
}

/// The rule or state as SARIF declares it.
fn declared(id: &str, one: &Told) -> Json {
    let state = State::ALL.into_iter().find(|state| state.name() == id);
    let (short, full, help) = match (one.rule.or_else(|| find_rule(id)), state) {
        (Some(rule), _) => (rule.change.to_owned(), explain_rule(rule), rule.fix),
        (None, Some(state)) => {
            let doc = state.doc();
            let first = doc
                .lines()
                .find(|line| !line.is_empty() && !line.starts_with('#'));
            (first.unwrap_or(id).to_owned(), doc.to_owned(), "")
        }
        (None, None) => (one.diagnostic.headline.clone(), String::new(), ""),
    };
    let mut out = object([("id", Json::from(id)), ("shortDescription", text(&short))]);
    if !full.is_empty() {
        out.set("fullDescription", text(&full));
    }
    if !help.is_empty() {
        out.set("help", text(help));
    }
    out
}

/// Where it stands: the file with its line, and the place in the document.
fn location(one: &Told) -> Json {
    let mut out = Json::object();
    if let Some(at) = &one.diagnostic.loc {
        let mut physical = object([(
            "artifactLocation",
            object([("uri", Json::from(uri(&at.file)))]),
        )]);
        if at.line > 0 {
            let region = object([
                ("startLine", Json::from(i64::from(at.line))),
                ("startColumn", Json::from(i64::from(at.column.max(1)))),
            ]);
            physical.set("region", region);
        }
        out.set("physicalLocation", physical);
    }
    let logical = object([
        ("name", Json::from(one.group.as_str())),
        (
            "fullyQualifiedName",
            Json::from(format!("{}#{}", one.group, one.pointer)),
        ),
        ("kind", Json::from("member")),
    ]);
    out.set("logicalLocations", Json::from(vec![logical]));
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn text(text: &str) -> Json {
    object([("text", Json::from(text))])
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    members.into_iter().collect()
}
