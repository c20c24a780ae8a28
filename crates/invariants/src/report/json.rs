//! The JSON report (specification 11.1), and reading it back.

use contractual_model::json::{Json, to_pretty};

use super::model::{CheckResult, Failure, Report, StepResult};
use crate::answer::parse_answer;
use crate::value::Value;

/// The report as JSON, indented by two blanks.
pub fn render_json(report: &Report) -> String {
    to_pretty(&report_json(report))
}

/// The report on one line.
pub(crate) fn report_json(report: &Report) -> Json {
    let mut out = object();
    put(&mut out, "report_version", Json::from(1_u64));
    put(&mut out, "base_url", Json::from(report.base_url.as_str()));
    put(&mut out, "ok", Json::from(report.ok()));
    put(&mut out, "total", Json::from(report.total() as u64));
    put(&mut out, "passed", Json::from(report.passed() as u64));
    put(&mut out, "failed", Json::from(report.failed() as u64));
    put(&mut out, "duration_ms", Json::from(report.duration_ms));
    put(
        &mut out,
        "results",
        report
            .results
            .iter()
            .map(check_json)
            .collect::<Vec<_>>()
            .into(),
    );
    Json::Object(out)
}

type Members = Vec<(String, Json)>;

fn object() -> Members {
    Vec::new()
}

fn put(out: &mut Members, key: &str, value: Json) {
    out.push((key.to_owned(), value));
}

fn put_text(out: &mut Members, key: &str, value: Option<&String>) {
    if let Some(text) = value {
        put(out, key, Json::from(text.as_str()));
    }
}

fn texts(texts: &[String]) -> Json {
    Json::Array(texts.iter().map(|t| Json::from(t.as_str())).collect())
}

fn check_json(check: &CheckResult) -> Json {
    let mut out = object();
    put(&mut out, "feature", Json::from(check.feature.as_str()));
    put(&mut out, "contract", Json::from(check.contract.as_str()));
    put(&mut out, "id", Json::from(check.id.as_str()));
    put(&mut out, "ok", Json::from(check.ok));
    if check.warned {
        put(&mut out, "warned", Json::from(true));
    }
    put_text(&mut out, "skipped", check.skipped.as_ref());
    if check.flaky {
        put(&mut out, "flaky", Json::from(true));
    }
    if let Some(key) = &check.work_item {
        let mut item = object();
        put(&mut item, "key", Json::from(key.as_str()));
        put_text(&mut item, "says", check.says.as_ref());
        if !check.links.is_empty() {
            put(&mut item, "links", texts(&check.links));
        }
        put(&mut out, "work_item", Json::Object(item));
    }
    put_text(&mut out, "says", check.says.as_ref());
    if !check.links.is_empty() {
        put(&mut out, "links", texts(&check.links));
    }
    if !check.tags.is_empty() {
        put(&mut out, "tags", texts(&check.tags));
    }
    put(&mut out, "notes", texts(&check.notes));
    put(
        &mut out,
        "steps",
        check.steps.iter().map(step_json).collect::<Vec<_>>().into(),
    );
    // Of the last HTTP step, as older readers expect.
    if let Some(step) = check.steps.iter().rev().find(|s| s.kind == "http") {
        put_text(&mut out, "method", step.method.as_ref());
        put_text(&mut out, "url", step.url.as_ref());
        if let Some(status) = step.status {
            put(&mut out, "status", Json::from(u64::from(status)));
        }
    }
    put(&mut out, "duration_ms", Json::from(check.duration_ms));
    put(&mut out, "file", Json::from(check.file.as_str()));
    put(&mut out, "line", Json::from(u64::from(check.line)));
    Json::Object(out)
}

fn step_json(step: &StepResult) -> Json {
    let mut out = object();
    put(&mut out, "ok", Json::from(step.ok));
    put(&mut out, "kind", Json::from(step.kind.as_str()));
    put(&mut out, "title", Json::from(step.title.as_str()));
    if !step.phase.is_empty() {
        put(&mut out, "phase", Json::from(step.phase.as_str()));
    }
    put_text(&mut out, "method", step.method.as_ref());
    put_text(&mut out, "url", step.url.as_ref());
    if let Some(status) = step.status {
        put(&mut out, "status", Json::from(u64::from(status)));
    }
    if let Some(code) = step.exit_code {
        put(
            &mut out,
            "exit_code",
            code.map_or(Json::Null, |c| Json::from(i64::from(c))),
        );
    }
    put_text(&mut out, "signal", step.signal.as_ref());
    put_text(&mut out, "stdout", step.stdout.as_ref());
    put_text(&mut out, "stderr", step.stderr.as_ref());
    if let Some(rows) = step.rows {
        put(&mut out, "rows", Json::from(rows));
    }
    put(&mut out, "notes", texts(&step.notes));
    if !step.failures.is_empty() {
        put(
            &mut out,
            "failures",
            step.failures
                .iter()
                .map(failure_json)
                .collect::<Vec<_>>()
                .into(),
        );
    }
    put_text(&mut out, "curl", step.curl.as_ref());
    put(&mut out, "attempts", Json::from(u64::from(step.attempts)));
    put(&mut out, "duration_ms", Json::from(step.duration_ms));
    put(&mut out, "line", Json::from(u64::from(step.line)));
    Json::Object(out)
}

fn failure_json(failure: &Failure) -> Json {
    let mut out = object();
    put(
        &mut out,
        "assertion",
        Json::from(failure.assertion.as_str()),
    );
    put_text(&mut out, "path", failure.path.as_ref());
    put_text(&mut out, "expected", failure.expected.as_ref());
    put_text(&mut out, "actual", failure.actual.as_ref());
    put(&mut out, "message", Json::from(failure.message.as_str()));
    put(&mut out, "line", Json::from(u64::from(failure.line)));
    Json::Object(out)
}

/// Reads a JSON report. Reports of other runners of the format can be read, too; what they lack stays empty.
///
/// # Errors
/// Why it is no report.
pub fn parse_report(text: &str) -> Result<Report, String> {
    let value = parse_answer(text.trim_start_matches('\u{feff}'))
        .map_err(|e| format!("the report is not JSON: {e}"))?
        .value;
    let Some(Value::List(results)) = value.get("results") else {
        return Err("this is no report: it has no list `results`".to_owned());
    };
    Ok(Report {
        base_url: text_of(&value, "base_url").unwrap_or_default(),
        duration_ms: number_of(&value, "duration_ms"),
        results: results.iter().map(check_of).collect(),
    })
}

fn text_of(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn number_of(value: &Value, key: &str) -> u64 {
    match value.get(key) {
        Some(Value::Number(n)) => n.as_u64().unwrap_or(0),
        _ => 0,
    }
}

fn flag_of(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

fn texts_of(value: &Value, key: &str) -> Vec<String> {
    list_of(value, key)
        .iter()
        .filter_map(|v| v.as_str().map(str::to_owned))
        .collect()
}

fn list_of<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    match value.get(key) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn line_of(value: &Value) -> u32 {
    u32::try_from(number_of(value, "line")).unwrap_or(0)
}

fn check_of(value: &Value) -> CheckResult {
    let item = value.get("work_item").cloned().unwrap_or_default();
    let links = texts_of(value, "links");
    CheckResult {
        feature: text_of(value, "feature").unwrap_or_default(),
        contract: text_of(value, "contract").unwrap_or_default(),
        id: text_of(value, "id").unwrap_or_default(),
        ok: flag_of(value, "ok"),
        warned: flag_of(value, "warned"),
        skipped: text_of(value, "skipped"),
        flaky: flag_of(value, "flaky"),
        work_item: text_of(&item, "key"),
        says: text_of(value, "says").or_else(|| text_of(&item, "says")),
        links: if links.is_empty() {
            texts_of(&item, "links")
        } else {
            links
        },
        tags: texts_of(value, "tags"),
        notes: texts_of(value, "notes"),
        steps: list_of(value, "steps").iter().map(step_of).collect(),
        duration_ms: number_of(value, "duration_ms"),
        file: text_of(value, "file").unwrap_or_default(),
        line: line_of(value),
    }
}

fn step_of(value: &Value) -> StepResult {
    let exit_code = match value.get("exit_code") {
        Some(Value::Number(n)) => Some(n.as_i128().and_then(|c| i32::try_from(c).ok())),
        Some(Value::Null) => Some(None),
        _ => None,
    };
    StepResult {
        ok: flag_of(value, "ok"),
        kind: text_of(value, "kind").unwrap_or_default(),
        title: text_of(value, "title").unwrap_or_default(),
        phase: text_of(value, "phase").unwrap_or_default(),
        notes: texts_of(value, "notes"),
        failures: list_of(value, "failures").iter().map(failure_of).collect(),
        attempts: u32::try_from(number_of(value, "attempts")).unwrap_or(0),
        duration_ms: number_of(value, "duration_ms"),
        line: line_of(value),
        method: text_of(value, "method"),
        url: text_of(value, "url"),
        status: value
            .get("status")
            .map(|_| u16::try_from(number_of(value, "status")).unwrap_or(0)),
        curl: text_of(value, "curl"),
        exit_code,
        signal: text_of(value, "signal"),
        stdout: text_of(value, "stdout"),
        stderr: text_of(value, "stderr"),
        rows: value.get("rows").map(|_| number_of(value, "rows")),
    }
}

fn failure_of(value: &Value) -> Failure {
    Failure {
        assertion: text_of(value, "assertion").unwrap_or_default(),
        path: text_of(value, "path"),
        expected: text_of(value, "expected"),
        actual: text_of(value, "actual"),
        message: text_of(value, "message").unwrap_or_default(),
        line: line_of(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_back() {
        let report = Report {
            base_url: "http://h".to_owned(),
            duration_ms: 5,
            results: vec![CheckResult {
                feature: "f".to_owned(),
                contract: "c".to_owned(),
                id: "i".to_owned(),
                ok: false,
                work_item: Some("K-1".to_owned()),
                says: Some("s".to_owned()),
                links: vec!["l".to_owned()],
                notes: vec!["n".to_owned()],
                steps: vec![StepResult {
                    kind: "exec".to_owned(),
                    exit_code: Some(None),
                    signal: Some("SIGKILL".to_owned()),
                    failures: vec![Failure {
                        assertion: "exit_code".to_owned(),
                        line: 3,
                        ..Failure::default()
                    }],
                    ..StepResult::default()
                }],
                file: "a.yml".to_owned(),
                line: 9,
                ..CheckResult::default()
            }],
        };
        assert_eq!(parse_report(&render_json(&report)).unwrap(), report);
        assert!(parse_report("{}").is_err());
    }
}
