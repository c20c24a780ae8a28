//! The result as JUnit XML: one test case per step.

use std::fmt::Write;

use crate::{RunResult, StepStatus, Violation};

/// The document.
pub fn junit(result: &RunResult) -> String {
    let count = |status: &[StepStatus]| {
        result
            .steps
            .iter()
            .filter(|step| status.contains(&step.status))
            .count()
    };
    let problems = usize::from(!result.problems.is_empty());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let time: u64 = result.steps.iter().map(|step| step.duration_ms).sum();
    let _ = writeln!(
        out,
        "<testsuites>\n  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{problems}\" skipped=\"{}\" time=\"{}\">",
        escape(&result.pipeline),
        result.steps.len() + problems,
        count(&[StepStatus::Failed]),
        count(&[StepStatus::Skipped]),
        seconds(time)
    );
    if problems > 0 {
        let _ = writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"pipeline file\">",
            escape(&result.pipeline)
        );
        let _ = writeln!(
            out,
            "      <error message=\"{}\">{}</error>",
            escape(&first(&result.problems)),
            escape(&lines(&result.problems))
        );
        out.push_str("    </testcase>\n");
    }
    for step in &result.steps {
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"",
            escape(&result.pipeline),
            escape(&step.id),
            seconds(step.duration_ms)
        );
        match step.status {
            StepStatus::Passed => out.push_str("/>\n"),
            StepStatus::Failed => {
                let _ = writeln!(
                    out,
                    ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>",
                    escape(&first(&step.violations)),
                    step.violations
                        .first()
                        .map_or("failed", |violation| violation.code),
                    escape(&lines(&step.violations))
                );
            }
            StepStatus::Skipped | StepStatus::Rejected => {
                let message = step
                    .because
                    .clone()
                    .unwrap_or_else(|| step.status.word().to_owned());
                let _ = writeln!(
                    out,
                    ">\n      <skipped message=\"{}\"/>\n    </testcase>",
                    escape(&message)
                );
            }
            StepStatus::SoftFailed => {
                let _ = writeln!(
                    out,
                    ">\n      <system-out>{}</system-out>\n    </testcase>",
                    escape(&lines(&step.violations))
                );
            }
        }
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

fn first(violations: &[Violation]) -> String {
    violations
        .first()
        .map(|violation| violation.message.clone())
        .unwrap_or_default()
}

fn lines(violations: &[Violation]) -> String {
    violations
        .iter()
        .map(|violation| format!("{}\n", violation.line_text()))
        .collect()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            // Control characters have no form in XML.
            c if c.is_control() && c != '\t' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
