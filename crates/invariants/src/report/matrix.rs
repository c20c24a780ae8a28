//! Which work items are promised by which checks, and whether the promises hold.

use std::collections::BTreeMap;

use contractual_model::json::{Json, to_pretty};

use super::markdown::text;
use super::model::{CheckResult, Report};

fn by_item(report: &Report) -> (BTreeMap<&str, Vec<&CheckResult>>, Vec<&CheckResult>) {
    let mut items: BTreeMap<&str, Vec<&CheckResult>> = BTreeMap::new();
    let mut without = Vec::new();
    for check in &report.results {
        match &check.work_item {
            Some(key) => items.entry(key).or_default().push(check),
            None => without.push(check),
        }
    }
    (items, without)
}

fn state(check: &CheckResult) -> &'static str {
    match (check.ok, check.warned, check.skipped.is_some()) {
        (false, _, _) => "failed",
        (true, true, _) => "warned",
        (true, false, true) => "skipped",
        (true, false, false) => "passed",
    }
}

/// The matrix as a Markdown table.
pub fn render_matrix_markdown(report: &Report) -> String {
    let (items, without) = by_item(report);
    let mut out = String::from(
        "| work item | holds | check | result | says | file |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let mut row = |key: &str, holds: &str, check: &CheckResult| {
        out.push_str(&format!(
            "| {} | {holds} | {} | {} | {} | {} |\n",
            text(key),
            text(&super::one_line(&format!(
                "{} :: {}",
                check.contract, check.id
            ))),
            state(check),
            text(&super::one_line(check.says.as_deref().unwrap_or_default())),
            text(&format!("{}:{}", check.file, check.line))
        ));
    };
    for (key, checks) in &items {
        let holds = if checks.iter().all(|c| state(c) == "passed") {
            "yes"
        } else {
            "no"
        };
        for check in checks {
            row(key, holds, check);
        }
    }
    for check in &without {
        row("(none)", "", check);
    }
    out
}

/// The matrix as JSON.
pub fn render_matrix_json(report: &Report) -> String {
    let (items, without) = by_item(report);
    let entry = |check: &&CheckResult| {
        Json::from_iter([
            ("feature", Json::from(check.feature.as_str())),
            ("contract", Json::from(check.contract.as_str())),
            ("id", Json::from(check.id.as_str())),
            ("result", Json::from(state(check))),
            ("file", Json::from(check.file.as_str())),
            ("line", Json::from(u64::from(check.line))),
        ])
    };
    let items = items.iter().map(|(key, checks)| {
        Json::from_iter([
            ("key", Json::from(*key)),
            (
                "holds",
                Json::from(checks.iter().all(|c| state(c) == "passed")),
            ),
            ("checks", Json::Array(checks.iter().map(entry).collect())),
        ])
    });
    to_pretty(&Json::from_iter([
        ("work_items", Json::Array(items.collect())),
        (
            "without_work_item",
            Json::Array(without.iter().map(entry).collect()),
        ),
    ]))
}
