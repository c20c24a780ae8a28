//! The pull-request comment (specification 11.5).

use super::markdown::{block, code, html, text, verdict};
use super::model::{CheckResult, Report, StepResult};
use super::one_line;
use crate::value::shorten;

/// GitHub refuses longer comments (characters).
const LIMIT: usize = 65_000;
/// Failing checks that are shown.
const SHOWN: usize = 10;

/// What the comment says besides the report.
#[derive(Debug, Clone, Default)]
pub struct CommentOptions {
    /// Name of the uploaded artifact.
    pub artifact: String,
    /// Link to the workflow run.
    pub run_url: Option<String>,
}

/// The report as a comment.
pub fn render_comment(report: &Report, options: &CommentOptions) -> String {
    let head = head(report, options);
    let tail = format!(
        "\n---\n\nThe full report is in the artifact {}.\n",
        code(&options.artifact)
    );
    if report.ok() {
        let body = format!(
            "Every check passed; the artifact {} holds the details.\n",
            code(&options.artifact)
        );
        return format!("{head}{body}{tail}");
    }
    let failing: Vec<&CheckResult> = report.results.iter().filter(|r| !r.ok).collect();
    let mut details = Vec::new();
    let mut length = head.chars().count() + tail.chars().count() + 200;
    for check in failing.iter().take(SHOWN) {
        let detail = details_of(check);
        length += detail.chars().count();
        if length > LIMIT {
            break;
        }
        details.push(detail);
    }
    let shown = format!(
        "Showing {} of {} failing checks.\n\n",
        details.len(),
        failing.len()
    );
    format!("{head}{shown}{}{tail}", details.join("\n"))
}

fn head(report: &Report, options: &CommentOptions) -> String {
    let mut out = format!(
        "<!-- stoney-report -->\n### 🪨 Stoney Report — {}\n\n",
        verdict(report)
    );
    out.push_str(&format!(
        "**{}/{} passed**",
        report.passed(),
        report.total()
    ));
    if report.failed() > 0 {
        out.push_str(&format!(", {} failed", report.failed()));
    }
    let base = if report.base_url.is_empty() {
        "(not set)".to_owned()
    } else {
        code(&shorten(&report.base_url, 300))
    };
    out.push_str(&format!(
        "\n\n- Base URL: {base}\n- Artifact: {}",
        code(&options.artifact)
    ));
    // Only an address that is plain can be a link.
    let plain = |url: &&String| {
        url.starts_with("https://")
            && url
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c))
    };
    if let Some(url) = options.run_url.as_ref().filter(plain) {
        out.push_str(&format!(" ([workflow run]({url}))"));
    }
    out.push_str("\n\n---\n\n");
    out
}

fn details_of(check: &CheckResult) -> String {
    let summary = format!("{} :: {}", one_line(&check.contract), one_line(&check.id));
    let mut out = format!(
        "<details>\n<summary>❌ {}</summary>\n\n",
        html(&shorten(&summary, 300))
    );
    if let Some(key) = &check.work_item {
        out.push_str(&format!(
            "- Work item: {}\n",
            text(&shorten(&one_line(key), 60))
        ));
    }
    if let Some(says) = &check.says {
        out.push_str(&format!(
            "- Says: {}\n",
            text(&shorten(&one_line(says), 240))
        ));
    }
    for link in check.links.iter().take(3) {
        out.push_str(&format!(
            "- Link: {}\n",
            text(&shorten(&one_line(link), 300))
        ));
    }
    for note in check.notes.iter().take(3) {
        out.push_str(&format!("- {}\n", text(&shorten(&one_line(note), 240))));
    }
    for step in check.steps.iter().filter(|s| !s.ok).take(2) {
        out.push_str(&step_of(step));
    }
    out.push_str("\n</details>\n");
    out
}

fn step_of(step: &StepResult) -> String {
    let mut out = format!("- {}\n", code(&shorten(&one_line(&step.title), 140)));
    for note in step.notes.iter().take(3) {
        out.push_str(&format!("  - {}\n", text(&shorten(&one_line(note), 240))));
    }
    for (name, output) in [("stdout", &step.stdout), ("stderr", &step.stderr)] {
        if let Some(output) = output {
            out.push_str(&format!("\n{name}:\n\n{}", block(&shorten(output, 500))));
        }
    }
    out
}
