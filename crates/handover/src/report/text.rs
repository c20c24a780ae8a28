//! The result for people.

use std::fmt::Write;

use contractual_diag::counted;

use crate::violation::Severity;
use crate::{RunResult, StepStatus, Violation};

/// The result as text: one line per step, its violations below it, then what it comes to.
pub fn text(result: &RunResult) -> String {
    let mut out = String::new();
    for problem in &result.problems {
        violation(&mut out, problem, "");
    }
    for warning in &result.warnings {
        violation(&mut out, warning, "");
    }
    let only_validated = result.ok && result.run.is_empty();
    if only_validated {
        let _ = writeln!(
            out,
            "ok: {}, no problem found",
            counted(result.steps.len(), "step")
        );
        return out;
    }
    for step in &result.steps {
        let attempts = match step.attempts {
            0 => String::new(),
            n => format!(", {}", counted(n, "attempt")),
        };
        let because = step
            .because
            .as_ref()
            .map(|because| format!(" ({because})"))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "{:<11} {}{attempts}{because}",
            step.status.word(),
            step.id
        );
        for found in &step.violations {
            violation(&mut out, found, "  ");
        }
        for note in &step.notes {
            let mut note = note.clone();
            note.severity = Severity::Note;
            violation(&mut out, &note, "  ");
        }
    }
    let count = |status: StepStatus| {
        result
            .steps
            .iter()
            .filter(|step| step.status == status)
            .count()
    };
    let parts: Vec<String> = [
        StepStatus::Passed,
        StepStatus::SoftFailed,
        StepStatus::Failed,
        StepStatus::Rejected,
        StepStatus::Skipped,
    ]
    .into_iter()
    .filter(|status| count(*status) > 0)
    .map(|status| format!("{} {}", count(status), status.word()))
    .collect();
    let verdict = match (result.cancelled, result.refused, result.rejected, result.ok) {
        (true, _, _, _) => "interrupted",
        (_, true, _, _) => "refused before anything ran",
        (_, _, true, _) => "rejected",
        (_, _, _, true) => "ok",
        (_, _, _, false) => "failed",
    };
    let list = if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    };
    let _ = writeln!(out, "\n{verdict}{list}");
    out
}

fn violation(out: &mut String, found: &Violation, indent: &str) {
    let label = found
        .name
        .as_ref()
        .or(found.contract.as_ref())
        .map(|label| format!("{label}: "))
        .unwrap_or_default();
    let code = match found.more.get("note").and_then(serde_json::Value::as_str) {
        Some(note) => note,
        None => found.code,
    };
    let _ = writeln!(
        out,
        "{indent}{}[{code}]: {label}{}",
        found.severity.word(),
        found.message
    );
    let place = match (&found.config, &found.file) {
        (Some(config), _) => Some(format!("{}:{}:{}", config.file, config.line, config.column)),
        (None, Some(file)) => Some(match (found.line, found.column) {
            (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            (Some(line), None) => format!("{file}:{line}"),
            (None, _) => file.clone(),
        }),
        (None, None) => None,
    };
    if let Some(place) = place {
        let _ = writeln!(out, "{indent}  --> {place}");
    }
    if let Some(quote) = found.more.get("quote").and_then(serde_json::Value::as_str) {
        let _ = writeln!(out, "{indent}   | {quote}");
    }
    if let Some(pointer) = &found.pointer {
        let schema = found
            .schema_pointer
            .as_ref()
            .map(|pointer| format!(" (schema: {pointer})"))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "{indent}   at: {}{schema}",
            if pointer.is_empty() {
                "the whole document"
            } else {
                pointer
            }
        );
    }
    for stream in ["stdout", "stderr", "output"] {
        let text = found
            .more
            .get(stream)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let skipped = lines.len().saturating_sub(20);
        if skipped > 0 {
            let _ = writeln!(
                out,
                "{indent}   {stream}: ({} above)",
                counted(skipped, "line")
            );
        } else {
            let _ = writeln!(out, "{indent}   {stream}:");
        }
        for line in &lines[skipped..] {
            let _ = writeln!(out, "{indent}   | {line}");
        }
    }
    if let Some(hint) = &found.hint {
        let _ = writeln!(out, "{indent}   do: {hint}");
    }
}
