//! SARIF 2.1.0: the rules that fired, and one result for each finding.

use std::collections::BTreeMap;

use contractual_drift::compat::{Rule, Severity, explain_rule};
use contractual_model::json::{Json, to_line, to_pretty};

use super::outcome::Outcome;

pub(super) fn render(outcome: &Outcome<'_>) -> String {
    let mut rules: BTreeMap<&str, &Rule> = BTreeMap::new();
    for finding in &outcome.comparison.findings {
        rules.insert(finding.rule.id, finding.rule);
    }
    let declared: Vec<Json> = rules
        .values()
        .map(|rule| {
            object([
                ("id", Json::from(rule.id)),
                ("shortDescription", text(rule.change)),
                ("fullDescription", text(&explain_rule(rule))),
                ("help", text(rule.fix)),
            ])
        })
        .collect();
    let results: Vec<Json> = outcome
        .comparison
        .findings
        .iter()
        .map(|finding| {
            let at = outcome.place(finding);
            let mut message = format!("{}\n{}", finding.message, finding.fix);
            if let Some(witness) = &finding.witness {
                message = format!("{message}\nwitness: {}", to_line(&witness.value));
            }
            let mut physical = object([(
                "artifactLocation",
                object([("uri", Json::from(at.file.as_str()))]),
            )]);
            if at.line > 0 {
                let region = object([
                    ("startLine", Json::from(i64::from(at.line))),
                    ("startColumn", Json::from(i64::from(at.column.max(1)))),
                ]);
                physical.set("region", region);
            }
            let logical = object([
                ("fullyQualifiedName", Json::from(finding.pointer.as_str())),
                ("kind", Json::from("member")),
            ]);
            object([
                ("ruleId", Json::from(finding.rule.id)),
                ("level", Json::from(level(finding.severity))),
                ("message", text(&message)),
                (
                    "locations",
                    Json::from(vec![object([
                        ("physicalLocation", physical),
                        ("logicalLocations", Json::from(vec![logical])),
                    ])]),
                ),
                (
                    "partialFingerprints",
                    object([("finding/v1", Json::from(finding.finding.as_str()))]),
                ),
            ])
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

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Info => "note",
    }
}

fn text(text: &str) -> Json {
    object([("text", Json::from(text))])
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    members.into_iter().collect()
}
