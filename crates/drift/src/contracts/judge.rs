//! One contract document against its earlier forms.

use std::collections::BTreeSet;

use contractual_model::json::Json;

use super::policy::Policy;
use super::promises::{is_promise, refused_fixtures};
use super::reserved::reserved;
use super::version::{Version, declared_version};
use crate::compat::{
    Bump, Comparison, CompatVerdict, Direction, Document, Finding, Severity, Unusable,
    compare_openapi, compare_schemas,
};
use crate::states::ContractName;
use crate::versions::accepted::{Entry, List, Placed};

/// An earlier form of a contract document.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// How messages call it: the baseline, or the tag or version that it was released as.
    pub label: String,
    /// The document.
    pub document: Json,
    /// Its bytes, where they are known.
    pub text: Option<String>,
}

/// A committed valid document.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Its file.
    pub file: String,
    /// What is in it.
    pub value: Json,
}

/// A contract document that is to be judged.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The contract.
    pub contract: ContractName,
    /// The file.
    pub file: &'a str,
    /// What the types generate now.
    pub document: &'a Json,
    /// Who wrote with which version.
    pub direction: Direction,
    /// Earlier forms, newest first; none: the contract is new.
    pub earlier: Vec<Earlier>,
    /// Committed valid documents of earlier versions: the first values tried as witnesses.
    pub fixtures: Vec<Fixture>,
    /// Every released form, newest first: names that were released once stay reserved.
    pub released: Vec<Earlier>,
}

/// Whether somebody allowed a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// Nobody.
    Open,
    /// This entry does.
    Accepted(Entry),
    /// This entry did until it ran out.
    Expired(Entry),
}

/// A finding about a contract.
#[derive(Debug, Clone)]
pub struct JudgedFinding {
    /// What was found.
    pub finding: Finding,
    /// The earlier form that it was found against, as messages call it.
    pub against: String,
    /// The version of that form.
    pub version: String,
    /// Whether somebody allowed it.
    pub cover: Cover,
}

impl JudgedFinding {
    /// True if an entry of the list may cover it: an error that is not only told beside a state or another finding.
    pub fn may_be_accepted(&self) -> bool {
        self.finding.severity == Severity::Error && !is_promise(self.finding.rule)
    }

    /// True if it fails a build.
    pub fn fails(&self) -> bool {
        self.finding.severity == Severity::Error && !matches!(self.cover, Cover::Accepted(_))
    }
}

/// What a contract is, beside its earlier forms.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The contract.
    pub contract: ContractName,
    /// The file.
    pub file: String,
    /// True if there is no earlier form: nobody can be hurt.
    pub is_new: bool,
    /// The newest earlier form, as messages call it; empty for a new contract.
    pub against: String,
    /// The verdict over all earlier forms, acceptances not counted.
    pub verdict: CompatVerdict,
    /// What the findings demand of the version.
    pub bump: Bump,
    /// The findings: errors first.
    pub findings: Vec<JudgedFinding>,
    /// The declared version of the newest earlier form, and the one now.
    pub versions: (Option<Version>, Option<Version>),
    /// An earlier form that cannot be read: its label and why.
    pub unreadable: Vec<(String, Unusable)>,
}

/// Compares a contract with its earlier forms.
pub fn judge(subject: &Subject<'_>, policy: &Policy, accepted: &List) -> Judged {
    let mut judged = Judged {
        contract: subject.contract.clone(),
        file: subject.file.to_owned(),
        is_new: subject.earlier.is_empty(),
        against: subject
            .earlier
            .first()
            .map_or_else(String::new, |earlier| earlier.label.clone()),
        verdict: CompatVerdict::None,
        bump: Bump::None,
        findings: Vec::new(),
        versions: (
            subject
                .earlier
                .first()
                .and_then(|earlier| declared_version(&earlier.document)),
            declared_version(subject.document),
        ),
        unreadable: Vec::new(),
    };
    let mut options = policy.options(subject.direction);
    let fixtures = subject.fixtures.iter().map(|fixture| &fixture.value);
    options.fixtures = fixtures.cloned().collect();
    let mut seen = BTreeSet::new();
    for earlier in &subject.earlier {
        if earlier.document == *subject.document {
            continue;
        }
        let compared = if subject.document.get("openapi").is_some() {
            compare_openapi(&earlier.document, subject.document, &options)
        } else {
            compare_schemas(&earlier.document, subject.document, &options)
        };
        let comparison: Comparison = match compared {
            Ok(comparison) => comparison,
            Err(unusable) => {
                let label = match unusable.document {
                    Document::Old => earlier.label.clone(),
                    Document::New => subject.file.to_owned(),
                };
                judged.unreadable.push((label, unusable));
                continue;
            }
        };
        judged.verdict = judged.verdict.max(comparison.verdict);
        judged.bump = judged.bump.max(comparison.bump);
        let version = declared_version(&earlier.document)
            .map_or_else(|| format!("v{}", subject.contract.major), |v| v.to_string());
        for finding in comparison.findings {
            // the same change against an older version is said once, for the newest
            if !seen.insert((finding.rule.id, finding.finding.clone())) {
                continue;
            }
            let cover = cover(&finding, &subject.contract, accepted, policy);
            judged.findings.push(JudgedFinding {
                finding,
                against: earlier.label.clone(),
                version: version.clone(),
                cover,
            });
        }
    }
    if let Some(newest) = subject.earlier.first() {
        let version = declared_version(&newest.document)
            .map_or_else(|| format!("v{}", subject.contract.major), |v| v.to_string());
        for finding in reserved(subject.document, &newest.document, &subject.released) {
            judged.verdict = CompatVerdict::Breaking;
            judged.bump = Bump::Major;
            judged.findings.push(JudgedFinding {
                cover: cover(&finding, &subject.contract, accepted, policy),
                finding,
                against: newest.label.clone(),
                version: version.clone(),
            });
        }
    }
    let refused = refused_fixtures(subject, &judged);
    judged.findings.extend(refused);
    judged
        .findings
        .sort_by_key(|judged| std::cmp::Reverse(judged.finding.severity));
    judged
}

/// The entry that covers exactly this finding.
fn cover(finding: &Finding, contract: &ContractName, accepted: &List, policy: &Policy) -> Cover {
    if finding.severity != Severity::Error {
        return Cover::Open;
    }
    let entries = accepted.entries.iter().map(|placed| &placed.entry);
    let entry = entries.into_iter().find(|entry| {
        entry.finding == finding.finding
            && entry.rule == finding.rule.id
            && entry.contract == contract.name
            && entry.at == finding.pointer
            && finding
                .places
                .iter()
                .any(|place| place.direction.name() == entry.direction)
    });
    match entry {
        None => Cover::Open,
        Some(entry) if policy.today.is_some_and(|today| today > entry.expires) => {
            Cover::Expired(entry.clone())
        }
        Some(entry) => Cover::Accepted(entry.clone()),
    }
}

impl Judged {
    /// Findings that fail a build as breaking or undecided; those of section 5.14 that have a state of their own, or only tell of
    /// another one, are not among them.
    pub fn failing(&self) -> impl Iterator<Item = &JudgedFinding> {
        self.findings
            .iter()
            .filter(|found| found.fails() && found.may_be_accepted())
    }
}

/// Entries that no finding of any contract needs any more.
pub fn spent<'l>(accepted: &'l List, judged: &[Judged]) -> Vec<&'l Placed> {
    let needed = |entry: &Entry| {
        judged
            .iter()
            .flat_map(|one| &one.findings)
            .any(|found| match &found.cover {
                Cover::Accepted(known) | Cover::Expired(known) => known == entry,
                Cover::Open => false,
            })
    };
    accepted
        .entries
        .iter()
        .filter(|placed| !needed(&placed.entry))
        .collect()
}
