//! Two reports compared: what failed newly, what was repaired, what still fails, what is flaky.

use std::collections::HashMap;

use contractual_model::json::{Json, to_pretty};

use super::console::escape_controls;
use super::markdown::text;
use super::model::{CheckResult, Report};
use super::{failure_lines, one_line};

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It passed, or was not there, and fails now.
    NewlyFailing,
    /// It failed in both.
    StillFailing,
    /// It failed and passes now.
    Fixed,
    /// It passes now, after more than one attempt.
    Flaky,
    /// It is not in the newer report.
    Gone,
}

impl Change {
    fn word(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::StillFailing => "still failing",
            Self::Fixed => "fixed",
            Self::Flaky => "flaky",
            Self::Gone => "no longer there",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly_failing",
            Self::StillFailing => "still_failing",
            Self::Fixed => "fixed",
            Self::Flaky => "flaky",
            Self::Gone => "gone",
        }
    }
}

const ALL: [Change; 5] = [
    Change::NewlyFailing,
    Change::StillFailing,
    Change::Fixed,
    Change::Flaky,
    Change::Gone,
];

/// The checks that changed, or that deserve attention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportDiff {
    /// In the order of the newer report; those that are gone at the end.
    pub changes: Vec<(Change, CheckResult)>,
}

impl ReportDiff {
    /// True if something fails that did not.
    pub fn is_worse(&self) -> bool {
        self.changes
            .iter()
            .any(|(change, _)| *change == Change::NewlyFailing)
    }

    fn of(&self, wanted: Change) -> Vec<&CheckResult> {
        self.changes
            .iter()
            .filter(|(change, _)| *change == wanted)
            .map(|(_, check)| check)
            .collect()
    }
}

type Identity<'r> = (&'r str, &'r str, &'r str, usize);

/// Groups need not have unique names, so equal identities are told apart by their order.
fn identities(report: &Report) -> Vec<(Identity<'_>, &CheckResult)> {
    let mut seen: HashMap<(&str, &str, &str), usize> = HashMap::new();
    report
        .results
        .iter()
        .map(|check| {
            let key = (
                check.feature.as_str(),
                check.contract.as_str(),
                check.id.as_str(),
            );
            let count = seen.entry(key).or_insert(0);
            *count += 1;
            ((key.0, key.1, key.2, *count), check)
        })
        .collect()
}

/// Compares an older report with a newer one.
pub fn diff_reports(old: &Report, new: &Report) -> ReportDiff {
    let before: HashMap<Identity<'_>, &CheckResult> = identities(old).into_iter().collect();
    let after = identities(new);
    let mut changes = Vec::new();
    for (identity, check) in &after {
        let failed_before = before.get(identity).map(|c| !c.ok);
        let change = match (failed_before, check.ok) {
            (Some(true), false) => Some(Change::StillFailing),
            (_, false) => Some(Change::NewlyFailing),
            (Some(true), true) => Some(Change::Fixed),
            (_, true) if check.flaky => Some(Change::Flaky),
            (_, true) => None,
        };
        changes.extend(change.map(|change| (change, (*check).clone())));
    }
    let there: HashMap<Identity<'_>, ()> =
        after.iter().map(|(identity, _)| (*identity, ())).collect();
    for (identity, check) in identities(old) {
        if !there.contains_key(&identity) {
            changes.push((Change::Gone, check.clone()));
        }
    }
    ReportDiff { changes }
}

/// For people.
pub fn render_diff_text(diff: &ReportDiff) -> String {
    let mut out = String::new();
    for change in ALL {
        let checks = diff.of(change);
        if checks.is_empty() {
            continue;
        }
        out.push_str(&format!("{} ({}):\n", change.word(), checks.len()));
        for check in checks {
            out.push_str(&format!(
                "  {} ({}:{})\n",
                escape_controls(&one_line(&format!("{} :: {}", check.contract, check.id))),
                escape_controls(&check.file),
                check.line
            ));
            if !check.ok {
                for line in failure_lines(check).iter().take(3) {
                    out.push_str(&format!("    {}\n", escape_controls(&one_line(line))));
                }
            }
        }
    }
    if out.is_empty() {
        out.push_str("no difference\n");
    }
    out
}

/// For pull requests.
pub fn render_diff_markdown(diff: &ReportDiff) -> String {
    let mut out = String::from("### What changed\n\n");
    for change in ALL {
        let checks = diff.of(change);
        if checks.is_empty() {
            continue;
        }
        out.push_str(&format!("**{}** ({})\n\n", change.word(), checks.len()));
        for check in checks {
            out.push_str(&format!(
                "- {} :: {}\n",
                text(&one_line(&check.contract)),
                text(&one_line(&check.id))
            ));
        }
        out.push('\n');
    }
    if diff.changes.is_empty() {
        out.push_str("No difference.\n");
    }
    out
}

/// For machines.
pub fn render_diff_json(diff: &ReportDiff) -> String {
    let entry = |check: &CheckResult| {
        Json::from_iter([
            ("feature", Json::from(check.feature.as_str())),
            ("contract", Json::from(check.contract.as_str())),
            ("id", Json::from(check.id.as_str())),
            ("file", Json::from(check.file.as_str())),
            ("line", Json::from(u64::from(check.line))),
        ])
    };
    let members = ALL.map(|change| {
        let checks = diff.of(change).into_iter().map(entry).collect();
        (change.key(), Json::Array(checks))
    });
    to_pretty(&Json::from_iter(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(checks: &[(&str, bool, bool)]) -> Report {
        Report {
            results: checks
                .iter()
                .map(|(id, ok, flaky)| CheckResult {
                    id: (*id).to_owned(),
                    ok: *ok,
                    flaky: *flaky,
                    ..CheckResult::default()
                })
                .collect(),
            ..Report::default()
        }
    }

    #[test]
    fn changes_are_told_apart() {
        let old = report(&[
            ("a", true, false),
            ("b", false, false),
            ("c", false, false),
            ("gone", true, false),
        ]);
        let new = report(&[
            ("a", false, false),
            ("b", false, false),
            ("c", true, false),
            ("d", true, true),
            ("e", false, false),
        ]);
        let diff = diff_reports(&old, &new);
        let shown: Vec<_> = diff
            .changes
            .iter()
            .map(|(c, r)| format!("{} {}", r.id, c.word()))
            .collect();
        assert_eq!(
            shown,
            [
                "a newly failing",
                "b still failing",
                "c fixed",
                "d flaky",
                "e newly failing",
                "gone no longer there"
            ]
        );
        assert!(diff.is_worse());
        assert!(
            diff_reports(&old, &old)
                .changes
                .iter()
                .all(|(c, _)| *c == Change::StillFailing)
        );
    }
}
