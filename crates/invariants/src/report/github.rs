//! Workflow commands of GitHub Actions: one annotation per failed assertion.

use super::console::escape_controls;
use super::model::Report;
use super::one_line;

/// The report as annotations.
pub fn render_github(report: &Report) -> String {
    let mut out = String::new();
    for check in report.results.iter().filter(|r| !r.ok || r.warned) {
        let level = if check.ok { "warning" } else { "error" };
        let mut key = format!("{} :: {}", check.contract, check.id);
        if let Some(item) = &check.work_item {
            key.push_str(&format!(" [{item}]"));
        }
        let mut line = |at: u32, text: &str| {
            out.push_str(&format!(
                "::{level} file={},line={},title={}::{}\n",
                property(&check.file),
                at.max(1),
                property(&one_line(&key)),
                data(text)
            ));
        };
        for note in &check.notes {
            line(check.line, note);
        }
        for step in check.steps.iter().filter(|s| !s.ok) {
            for failure in &step.failures {
                let at = if failure.line > 0 {
                    failure.line
                } else {
                    step.line
                };
                line(
                    at,
                    &format!("{}: {}", one_line(&step.title), failure.message),
                );
            }
        }
    }
    out
}

fn data(text: &str) -> String {
    escape_controls(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
