//! The result as JUnit XML: one test case per step.

use std::fmt::Write;

use contractual_diag::{xml_attribute, xml_text};

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
        xml_attribute(&result.pipeline),
        result.steps.len() + problems,
        count(&[StepStatus::Failed]),
        count(&[StepStatus::Skipped]),
        seconds(time)
    );
    if problems > 0 {
        let _ = writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"pipeline file\">",
            xml_attribute(&result.pipeline)
        );
        let _ = writeln!(
            out,
            "      <error message=\"{}\">{}</error>",
            xml_attribute(&first(&result.problems)),
            xml_text(&lines(&result.problems))
        );
        out.push_str("    </testcase>\n");
    }
    for step in &result.steps {
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"",
            xml_attribute(&result.pipeline),
            xml_attribute(&step.id),
            seconds(step.duration_ms)
        );
        match step.status {
            StepStatus::Passed => out.push_str("/>\n"),
            StepStatus::Failed => {
                let _ = writeln!(
                    out,
                    ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>",
                    xml_attribute(&first(&step.violations)),
                    step.violations
                        .first()
                        .map_or("failed", |violation| violation.code),
                    xml_text(&lines(&step.violations))
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
                    xml_attribute(&message)
                );
            }
            StepStatus::SoftFailed => {
                let _ = writeln!(
                    out,
                    ">\n      <system-out>{}</system-out>\n    </testcase>",
                    xml_text(&lines(&step.violations))
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
