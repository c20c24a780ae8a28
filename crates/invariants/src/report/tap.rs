//! TAP version 14 (readable as version 13).

use super::console::escape_controls;
use super::model::Report;
use super::{failure_lines, one_line};

/// The report as TAP.
pub fn render_tap(report: &Report) -> String {
    let mut out = format!("TAP version 14\n1..{}\n", report.total());
    for (index, check) in report.results.iter().enumerate() {
        let mark = if check.ok { "ok" } else { "not ok" };
        let name = escape(&one_line(&format!("{} :: {}", check.contract, check.id)));
        let directive = match (&check.skipped, check.warned) {
            (Some(reason), _) => format!(" # SKIP {}", escape(&one_line(reason))),
            (None, true) => " # TODO severity is warn".to_owned(),
            (None, false) => String::new(),
        };
        out.push_str(&format!("{mark} {} - {name}{directive}\n", index + 1));
        if !check.ok || check.warned {
            out.push_str("  ---\n");
            out.push_str(&format!(
                "  at: {}\n",
                quoted(&format!("{}:{}", check.file, check.line))
            ));
            if let Some(key) = &check.work_item {
                out.push_str(&format!("  work_item: {}\n", quoted(key)));
            }
            if let Some(says) = &check.says {
                out.push_str(&format!("  says: {}\n", quoted(says)));
            }
            out.push_str("  notes:\n");
            for line in failure_lines(check) {
                out.push_str(&format!("    - {}\n", quoted(&line)));
            }
            out.push_str("  ...\n");
        }
    }
    out
}

fn escape(text: &str) -> String {
    escape_controls(text)
        .replace('\\', "\\\\")
        .replace('#', "\\#")
}

/// A JSON string is a YAML string.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    contractual_model::json::escape(text, &mut out);
    out
}
