//! The result as workflow commands, which GitHub shows at file and line.

use crate::violation::Severity;
use crate::{RunResult, Violation};

/// One line per violation.
pub fn github(result: &RunResult) -> String {
    let mut out = String::new();
    for problem in result.problems.iter().chain(&result.warnings) {
        line(&mut out, problem, None);
    }
    for step in &result.steps {
        for found in step.violations.iter().chain(&step.notes) {
            line(&mut out, found, Some(&step.id));
        }
    }
    out
}

fn line(out: &mut String, found: &Violation, step: Option<&str>) {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let (file, line, column) = match &found.config {
        Some(config) => (
            Some(config.file.clone()),
            Some(config.line),
            Some(config.column),
        ),
        None => (found.file.clone(), found.line, found.column),
    };
    let mut properties = Vec::new();
    properties.extend(file.map(|file| format!("file={}", property(&file))));
    properties.extend(line.map(|line| format!("line={line}")));
    properties.extend(column.map(|column| format!("col={column}")));
    let step = step.map(|step| format!("{step}: ")).unwrap_or_default();
    properties.push(format!(
        "title={}",
        property(&format!("{step}{}", found.code))
    ));
    let hint = found
        .hint
        .as_ref()
        .map(|hint| format!("\n{hint}"))
        .unwrap_or_default();
    out.push_str(&format!(
        "::{level} {}::{}\n",
        properties.join(","),
        message(&format!("{}{hint}", found.message))
    ));
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
