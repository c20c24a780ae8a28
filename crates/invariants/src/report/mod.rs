//! Reports: one model, several renderings. Everything is masked before it gets here; renderings escape what came from targets.

mod comment;
mod console;
mod diff;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod matrix;
mod model;
mod sarif;
mod tap;

pub use comment::{CommentOptions, render_comment};
pub use console::{Console, escape_controls};
pub use diff::{
    Change, ReportDiff, diff_reports, render_diff_json, render_diff_markdown, render_diff_text,
};
pub use github::render_github;
pub use html::render_html;
pub use json::{parse_report, render_json};
pub use junit::render_junit;
pub use markdown::render_markdown;
pub use matrix::{render_matrix_json, render_matrix_markdown};
pub use model::{CheckResult, Failure, Report, StepResult};
pub use sarif::render_sarif;
pub use tap::render_tap;

/// All notes of a check: its own, then those of its failed steps with the step's title.
pub(crate) fn failure_lines(check: &CheckResult) -> Vec<String> {
    let mut lines = check.notes.clone();
    for step in check.steps.iter().filter(|s| !s.ok) {
        for note in &step.notes {
            lines.push(format!("{}: {note}", one_line(&step.title)));
        }
        if let Some(curl) = &step.curl {
            lines.push(format!("repeat: {curl}"));
        }
    }
    lines
}

/// The text on one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
