//! A comparison shown: as text, as one JSON object, as annotations, as JUnit, as a changelog.

use std::fmt::Write as _;

use contractual_diag::{
    Diagnostic, NoteKind, Pointer, Severity as Grade, SourceLoc, render::github, render::human,
};
use contractual_drift::compat::{Comparison, Finding, Severity};
use contractual_model::json::{Json, to_line, to_pretty};

use super::document::Document;

/// A comparison with its documents.
pub(super) struct Outcome<'a> {
    pub(super) old: &'a Document,
    pub(super) new: &'a Document,
    pub(super) comparison: &'a Comparison,
}

impl Outcome<'_> {
    /// Where a finding stands: in the new document, or in the old one for what is gone.
    pub(super) fn place(&self, finding: &Finding) -> SourceLoc {
        let pointer = Pointer::parse(&finding.pointer).unwrap_or_default();
        let document = if self.new.has(&pointer) || !self.old.has(&pointer) {
            self.new
        } else {
            self.old
        };
        document.place(&pointer)
    }

    pub(super) fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let grade = match finding.severity {
            Severity::Error => Grade::Error,
            Severity::Warn => Grade::Warning,
            Severity::Info => Grade::Note,
        };
        let mut out = Diagnostic::new(grade, finding.rule.id, finding.message.clone())
            .at(self.place(finding))
            .pointer(Pointer::parse(&finding.pointer).unwrap_or_default());
        if let Some(witness) = &finding.witness {
            let line = finding.witness_line(&self.old.file).unwrap_or_default();
            out = out.with(
                NoteKind::Info,
                format!("witness: {}\n{line}", to_line(&witness.value)),
            );
        } else if let Some(missing) = &finding.no_witness {
            out = out.with(NoteKind::Info, missing.clone());
        }
        if finding
            .places
            .iter()
            .any(|place| place.pointer != finding.places[0].pointer)
        {
            let places: Vec<String> = finding
                .places
                .iter()
                .map(|place| {
                    format!(
                        "{} in {} ({})",
                        place.severity.name(),
                        place.pointer,
                        place.direction.name()
                    )
                })
                .collect();
            out = out.with(
                NoteKind::Info,
                format!("at {} places:\n{}", places.len(), places.join("\n")),
            );
        }
        out.fix(finding.fix.clone())
    }

    fn counts(&self) -> (usize, usize, usize) {
        let count = |severity| {
            self.comparison
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        (
            count(Severity::Error),
            count(Severity::Warn),
            count(Severity::Info),
        )
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for finding in &self.comparison.findings {
            let place = self.place(finding);
            let document = if place.file == self.new.file {
                self.new
            } else {
                self.old
            };
            out.push_str(&human(&self.diagnostic(finding), document.shown(&place)));
        }
        let (errors, warnings, notes) = self.counts();
        let verdict = self.comparison.verdict.name();
        let undecided = if self.comparison.undecided {
            " (undecided, treated as breaking)"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "{} against {}: {verdict}{undecided}; {errors} errors, {warnings} warnings, {notes} notes; required bump: {}",
            self.new.file, self.old.file, self.comparison.bump
        );
        out
    }

    pub(super) fn json(&self) -> String {
        let findings: Vec<Json> = self
            .comparison
            .findings
            .iter()
            .map(|finding| self.finding(finding))
            .collect();
        let out: Json = [
            ("format", Json::from(1_i64)),
            ("old", Json::from(self.old.file.as_str())),
            ("new", Json::from(self.new.file.as_str())),
            ("verdict", Json::from(self.comparison.verdict.name())),
            ("undecided", Json::from(self.comparison.undecided)),
            ("bump", Json::from(self.comparison.bump.name())),
            ("findings", Json::from(findings)),
        ]
        .into_iter()
        .collect();
        to_pretty(&out)
    }

    fn finding(&self, finding: &Finding) -> Json {
        let text = |text: &str| Json::from(text);
        let optional = |text: Option<&str>| text.map_or(Json::Null, Json::from);
        let places: Vec<Json> = finding
            .places
            .iter()
            .map(|place| {
                [
                    ("ptr", text(&place.pointer)),
                    ("direction", text(place.direction.name())),
                    ("severity", text(place.severity.name())),
                ]
                .into_iter()
                .collect()
            })
            .collect();
        let at = self.place(finding);
        [
            ("rule", text(finding.rule.id)),
            ("severity", text(finding.severity.name())),
            ("direction", text(finding.direction.name())),
            ("ptr", text(&finding.pointer)),
            ("path", text(&finding.path)),
            ("file", text(&at.file)),
            ("line", Json::from(i64::from(at.line))),
            ("rust", Json::Null),
            ("old", text(&finding.old)),
            ("new", text(&finding.new)),
            ("message", text(&finding.message)),
            ("fix", text(&finding.fix)),
            (
                "witness",
                finding
                    .witness
                    .as_ref()
                    .map_or(Json::Null, |witness| witness.value.clone()),
            ),
            (
                "refused",
                optional(
                    finding
                        .witness
                        .as_ref()
                        .map(|witness| witness.reason.as_str()),
                ),
            ),
            ("no_witness", optional(finding.no_witness.as_deref())),
            ("finding", text(&finding.finding)),
            ("accepted", Json::Null),
            ("bump", text(finding.bump.name())),
            ("places", Json::from(places)),
        ]
        .into_iter()
        .collect()
    }

    pub(super) fn github(&self) -> String {
        self.comparison
            .findings
            .iter()
            .map(|finding| github(&self.diagnostic(finding)))
            .collect()
    }

    pub(super) fn junit(&self) -> String {
        let (errors, ..) = self.counts();
        let findings = &self.comparison.findings;
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"contractual diff\" tests=\"{}\" \
             failures=\"{errors}\" errors=\"0\" skipped=\"0\">\n",
            findings.len().max(1)
        );
        if findings.is_empty() {
            let _ = writeln!(
                out,
                "    <testcase classname=\"contractual\" name=\"{}\"/>",
                xml(&self.new.file)
            );
        }
        for finding in findings {
            let name = format!("{} {}", finding.rule.id, finding.pointer);
            let _ = write!(
                out,
                "    <testcase classname=\"{}\" name=\"{}\"",
                xml(&self.new.file),
                xml(&name)
            );
            if finding.severity == Severity::Error {
                let body = human(&self.diagnostic(finding), None);
                let _ = writeln!(
                    out,
                    ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
                    xml(finding.rule.id),
                    xml(&finding.message),
                    xml(&body)
                );
            } else {
                let _ = writeln!(
                    out,
                    ">\n      <system-out>{}</system-out>\n    </testcase>",
                    xml(&finding.message)
                );
            }
        }
        out.push_str("  </testsuite>\n</testsuites>\n");
        out
    }

    pub(super) fn markdown(&self) -> String {
        let mut out = format!("# Changes from {} to {}\n", self.old.file, self.new.file);
        let deprecating = |finding: &&Finding| {
            finding.rule.id.contains("deprecated") || finding.rule.id.contains("sunset")
        };
        let findings = &self.comparison.findings;
        let breaking: Vec<&Finding> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        let rest: Vec<&Finding> = findings
            .iter()
            .filter(|finding| finding.severity != Severity::Error)
            .collect();
        let (deprecated, additive): (Vec<&Finding>, Vec<&Finding>) =
            rest.iter().copied().partition(|f| deprecating(f));
        for (title, list) in [
            ("Breaking", breaking),
            ("Additive", additive),
            ("Deprecated", deprecated),
        ] {
            if list.is_empty() {
                continue;
            }
            let _ = write!(out, "\n## {title}\n\n");
            for finding in list {
                let _ = writeln!(out, "- **{}** {}", finding.rule.id, finding.message);
                if let Some(witness) = &finding.witness {
                    let _ = writeln!(out, "  - witness: `{}`", to_line(&witness.value));
                }
                let _ = writeln!(out, "  - {}", finding.fix);
            }
        }
        if findings.is_empty() {
            out.push_str("\nNothing changed.\n");
        }
        let _ = writeln!(out, "\nRequired bump: {}", self.comparison.bump);
        out
    }
}

fn xml(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}
