//! What people read while a run goes on (specification 11.2).

use super::model::{CheckResult, Report, StepResult};

/// Renders for a terminal or a log.
#[derive(Debug, Clone, Copy, Default)]
pub struct Console {
    /// With colours.
    pub color: bool,
    /// Failures and the last line only.
    pub quiet: bool,
}

/// Control characters other than line feeds and tabs as `\u{…}`: a target must not move the cursor or change colours.
pub fn escape_controls(text: &str) -> String {
    let harmless = |c: char| !is_harmful(c);
    if text.chars().all(harmless) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        // Bidirectional overrides and isolates reorder what is read.
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl Console {
    fn paint(self, code: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// The lines above the first check.
    pub fn heading(self, pattern: &str, files: &[String], base_url: &str) -> String {
        if self.quiet {
            return String::new();
        }
        let mut out = format!("{}\n", self.paint("1", "invariants"));
        out.push_str(&format!(
            "  suite: {} ({})\n",
            escape_controls(pattern),
            contractual_diag::counted(files.len(), "file")
        ));
        for file in files {
            out.push_str(&format!("    {}\n", escape_controls(file)));
        }
        let base = if base_url.is_empty() {
            "(not set)"
        } else {
            base_url
        };
        out.push_str(&format!("  base URL: {}\n", escape_controls(base)));
        out
    }

    /// The line above a group.
    pub fn group(self, name: &str, description: Option<&str>) -> String {
        if self.quiet {
            return String::new();
        }
        let mut out = format!("\n{}\n", self.paint("1", &escape_controls(name)));
        if let Some(text) = description {
            out.push_str(&format!("{}\n", indent(&escape_controls(text.trim()), 2)));
        }
        out
    }

    /// One check. Passing ones are empty when quiet.
    pub fn check(self, check: &CheckResult) -> String {
        let good = check.ok && !check.warned;
        if self.quiet && good {
            return String::new();
        }
        let mark = match (check.ok, check.warned, check.skipped.is_some()) {
            (false, _, _) => self.paint("31", "✗"),
            (true, true, _) => self.paint("33", "!"),
            (true, false, true) => self.paint("33", "○"),
            (true, false, false) => self.paint("32", "✓"),
        };
        let mut out = format!("  {mark} {}", escape_controls(&check.id));
        if let Some(key) = &check.work_item {
            out.push_str(&format!(" [{}]", escape_controls(key)));
        }
        out.push_str(&format!(" ({} ms)\n", check.duration_ms));
        if let Some(says) = &check.says {
            out.push_str(&format!("{}\n", indent(&escape_controls(says), 6)));
        }
        for note in &check.notes {
            out.push_str(&format!("{}\n", indent(&escape_controls(note), 6)));
        }
        if !good {
            out.push_str(&format!(
                "      at {}:{}\n",
                escape_controls(&check.file),
                check.line
            ));
            for step in check.steps.iter().filter(|s| !s.ok) {
                out.push_str(&self.step(check, step));
            }
        }
        out
    }

    fn step(self, check: &CheckResult, step: &StepResult) -> String {
        let phase = if step.phase.is_empty() {
            String::new()
        } else {
            format!("{}: ", step.phase)
        };
        let title: String = escape_controls(&step.title)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let mut out = format!("      {}{}\n", phase, self.paint("1", &title));
        for note in &step.notes {
            let line = step
                .failures
                .iter()
                .find(|f| f.message == *note)
                .map_or(0, |f| f.line);
            let place = if line > 0 {
                format!(" ({}:{line})", escape_controls(&check.file))
            } else {
                String::new()
            };
            out.push_str(&format!("{}{place}\n", indent(&escape_controls(note), 8)));
        }
        if let Some(curl) = &step.curl {
            out.push_str(&format!("        repeat: {}\n", escape_controls(curl)));
        }
        for (name, text) in [("stdout", &step.stdout), ("stderr", &step.stderr)] {
            if let Some(text) = text {
                let lines: Vec<&str> = text.lines().collect();
                let from = lines.len().saturating_sub(20);
                let tail = lines[from..].join("\n");
                out.push_str(&format!(
                    "        {name}:\n{}\n",
                    indent(&escape_controls(&tail), 10)
                ));
            }
        }
        out
    }

    /// The last lines.
    pub fn summary(self, report: &Report, path: &str) -> String {
        let warned = report.results.iter().filter(|r| r.warned).count();
        let skipped = report
            .results
            .iter()
            .filter(|r| r.skipped.is_some())
            .count();
        let mut counts = format!("{} of {} passed", report.passed(), report.total());
        if report.failed() > 0 {
            counts.push_str(&format!(", {} failed", report.failed()));
        }
        for (count, word) in [(warned, "with a warning"), (skipped, "skipped")] {
            if count > 0 {
                counts.push_str(&format!(", {count} {word}"));
            }
        }
        let counts = self.paint(if report.ok() { "32" } else { "31" }, &counts);
        let lead = if self.quiet { "" } else { "\n" };
        format!(
            "{lead}{counts} ({} ms)\nreport: {}\n",
            report.duration_ms,
            escape_controls(path)
        )
    }
}

fn indent(text: &str, width: usize) -> String {
    let lead = " ".repeat(width);
    text.lines()
        .map(|line| format!("{lead}{line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_cannot_paint() {
        assert_eq!(
            escape_controls("a\u{1b}[31mb\r\n\u{202e}"),
            "a\\u{1b}[31mb\\u{d}\n\\u{202e}"
        );
    }
}
