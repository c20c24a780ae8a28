//! The job summary in Markdown, and escaping for Markdown.

use super::console::escape_controls;
use super::model::Report;
use super::one_line;

/// The report as a job summary.
pub fn render_markdown(report: &Report) -> String {
    let mut out = format!("### 🪨 Stoney Report — {}\n\n", verdict(report));
    out.push_str("| | |\n| --- | --- |\n");
    for (name, count) in [
        ("passed", report.passed()),
        ("failed", report.failed()),
        ("total", report.total()),
    ] {
        out.push_str(&format!("| {name} | {count} |\n"));
    }
    out.push('\n');
    for check in &report.results {
        let mark = match (check.ok, check.warned, check.skipped.is_some()) {
            (false, _, _) => "❌",
            (true, true, _) => "⚠️",
            (true, false, true) => "⏭️",
            (true, false, false) => "✅",
        };
        out.push_str(&format!(
            "- {mark} {} ({})",
            text(&check.id),
            text(&check.contract)
        ));
        if let Some(key) = &check.work_item {
            out.push_str(&format!(" [{}]", text(key)));
        }
        out.push('\n');
        for note in &check.notes {
            out.push_str(&format!("  - {}\n", text(&one_line(note))));
        }
        for step in check.steps.iter().filter(|s| !s.ok) {
            out.push_str(&format!("  - {}\n", code(&one_line(&step.title))));
            for note in &step.notes {
                out.push_str(&format!("    - {}\n", text(&one_line(note))));
            }
        }
    }
    out
}

pub(crate) fn verdict(report: &Report) -> &'static str {
    if report.ok() { "✅ PASS" } else { "❌ FAIL" }
}

/// Text that is only text: nothing of it is markup, HTML, a mention or a link.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape_controls(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // GitHub looks for mentions and issue numbers in what is shown: a space without width parts them.
            '@' | '#' => {
                out.push(c);
                out.push('\u{200b}');
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // Addresses would become links.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// Text inside HTML, where Markdown is not read.
pub(crate) fn html(text: &str) -> String {
    escape_controls(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('@', "@\u{200b}")
}

/// A code span that nothing in the text can end.
pub(crate) fn code(text: &str) -> String {
    let clean = escape_controls(text).replace('\n', " ");
    let longest = clean.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if clean.is_empty() {
        return "` `".to_owned();
    }
    if longest == 0 && !clean.starts_with(' ') && !clean.ends_with(' ') {
        return format!("`{clean}`");
    }
    format!("{fence} {clean} {fence}")
}

/// A code block; fences inside are broken up.
pub(crate) fn block(text: &str) -> String {
    let clean = escape_controls(text).replace("```", "`\u{200b}`\u{200b}`");
    format!("```text\n{}\n```\n", clean.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_cannot_write_markup() {
        assert_eq!(
            text("<img src=x> @all **b** [l](http://x)"),
            "&lt;img src=x&gt; @\u{200b}all \\*\\*b\\*\\* \\[l\\]\\(http&#58;//x\\)"
        );
        assert_eq!(code("a``b"), "``` a``b ```");
        assert_eq!(code("ab"), "`ab`");
        assert_eq!(
            block("x\n```\ny"),
            "```text\nx\n`\u{200b}`\u{200b}`\ny\n```\n"
        );
    }
}
