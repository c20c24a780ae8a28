//! A comparison shown: as text, as one JSON object, as annotations.

use std::fmt::Write as _;

use contractual_diag::{Diagnostic, Pointer, SourceLoc, counted, render::github, render::human};
use contractual_drift::compat::{Comparison, Finding, Severity};
use contractual_model::json::{Json, to_pretty};

use super::document::Document;
use crate::told::{Beside, Told, finding_json, finding_told};

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

    fn beside(&self, finding: &Finding) -> Beside<'static> {
        Beside {
            group: self.new.file.clone(),
            old: self.old.file.clone(),
            place: self.place(finding),
            rust: None,
            accepted: None,
        }
    }

    fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        finding_told(finding, &self.beside(finding)).diagnostic
    }

    /// Every finding as something told.
    pub(super) fn told(&self) -> Vec<Told> {
        let findings = self.comparison.findings.iter();
        findings
            .map(|finding| finding_told(finding, &self.beside(finding)))
            .collect()
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
            "{} against {}: {verdict}{undecided}; {}, {}, {}; required bump: {}",
            self.new.file,
            self.old.file,
            counted(errors, "error"),
            counted(warnings, "warning"),
            counted(notes, "note"),
            self.comparison.bump
        );
        out
    }

    pub(super) fn json(&self) -> String {
        let findings: Vec<Json> = self
            .comparison
            .findings
            .iter()
            .map(|finding| finding_json(finding, &self.beside(finding)))
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

    pub(super) fn github(&self) -> String {
        self.comparison
            .findings
            .iter()
            .map(|finding| github(&self.diagnostic(finding)))
            .collect()
    }
}
