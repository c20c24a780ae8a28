//! SARIF 2.1.0: one result per failed assertion, at its line in the suite file.

use contractual_model::json::{Json, to_pretty};

use super::console::escape_controls;
use super::model::{CheckResult, Report};
use super::one_line;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as SARIF.
pub fn render_sarif(report: &Report) -> String {
    let mut results = Vec::new();
    let mut rules: Vec<String> = Vec::new();
    for check in report.results.iter().filter(|r| !r.ok || r.warned) {
        let level = if check.ok { "warning" } else { "error" };
        for note in &check.notes {
            results.push(result(check, "check", level, note, check.line, &mut rules));
        }
        for step in check.steps.iter().filter(|s| !s.ok) {
            for failure in &step.failures {
                let text = format!("{}: {}", one_line(&step.title), failure.message);
                let line = if failure.line > 0 {
                    failure.line
                } else {
                    step.line
                };
                results.push(result(
                    check,
                    &failure.assertion,
                    level,
                    &text,
                    line,
                    &mut rules,
                ));
            }
        }
    }
    let rules = rules
        .iter()
        .map(|id| Json::from_iter([("id", Json::from(id.as_str()))]));
    let driver = Json::from_iter([
        ("name", Json::from("contractual invariants")),
        ("version", Json::from(env!("CARGO_PKG_VERSION"))),
        ("rules", Json::Array(rules.collect())),
    ]);
    let run = Json::from_iter([
        ("tool", Json::from_iter([("driver", driver)])),
        ("columnKind", Json::from("unicodeCodePoints")),
        ("results", Json::Array(results)),
    ]);
    to_pretty(&Json::from_iter([
        ("$schema", Json::from(SCHEMA)),
        ("version", Json::from("2.1.0")),
        ("runs", Json::Array(vec![run])),
    ]))
}

fn result(
    check: &CheckResult,
    rule: &str,
    level: &str,
    text: &str,
    line: u32,
    rules: &mut Vec<String>,
) -> Json {
    let rule = format!("invariants/{rule}");
    if !rules.contains(&rule) {
        rules.push(rule.clone());
    }
    let mut message = format!("{} :: {}: {text}", check.contract, check.id);
    if let Some(key) = &check.work_item {
        message.push_str(&format!(" [{key}]"));
    }
    let region = Json::from_iter([("startLine", Json::from(u64::from(line.max(1))))]);
    let uri = crate::secrets::percent_encode(&check.file, "-._~/", true);
    let artifact = Json::from_iter([("uri", Json::from(uri))]);
    let physical = Json::from_iter([("artifactLocation", artifact), ("region", region)]);
    let location = Json::from_iter([("physicalLocation", physical)]);
    let identity = format!("{}/{}/{}/{rule}", check.feature, check.contract, check.id);
    Json::from_iter([
        ("ruleId", Json::from(rule.as_str())),
        ("level", Json::from(level)),
        (
            "message",
            Json::from_iter([("text", Json::from(escape_controls(&message)))]),
        ),
        ("locations", Json::Array(vec![location])),
        (
            "partialFingerprints",
            Json::from_iter([("invariant/v1", Json::from(identity))]),
        ),
    ])
}
