//! Findings brought into the list of problems: which states a contract is in, and what of freshness still counts.

use std::collections::HashMap;

use super::judge::{Cover, Judged, JudgedFinding};
use super::policy::Policy;
use super::promises::of_problems;
use super::version::required_version;
use crate::compat::{Bump, CompatVerdict, Question, Severity};
use crate::states::{
    Acceptance, Additive, Break, Claim, ContractName, Fix, Problem, Reconciled, Undecided, Witness,
    problem_order,
};
use crate::versions::accepted::Entry;
use contractual_diag::SourceLoc;
use contractual_model::json::to_line;

/// Where findings stand in the sources.
pub type FindingPlaces<'a> = dyn Fn(&Judged, &JudgedFinding) -> Option<SourceLoc> + 'a;

/// Adds what was judged to what is stale, and takes back what no longer holds: a change that breaks somebody is not "out of
/// date", and files that follow from it are not written either.
pub fn settle(
    reconciled: &mut Reconciled,
    claims: &[Claim],
    judged: &mut [Judged],
    (baseline, policy): (&str, &Policy),
    places: &FindingPlaces<'_>,
) {
    let mut promised: Vec<Vec<JudgedFinding>> = Vec::new();
    let all = &*judged;
    let mut stopped: Vec<ContractName> = Vec::new();
    for one in all {
        let mut added = Vec::new();
        for (label, unusable) in &one.unreadable {
            added.push(Problem::BaselineUnavailable {
                baseline: baseline.to_owned(),
                reason: format!(
                    "{} at {label} cannot be read: {}{}",
                    one.file,
                    match unusable.pointer.as_str() {
                        "" => String::new(),
                        at => format!("{at}: "),
                    },
                    unusable.message
                ),
            });
        }
        let failing: Vec<&JudgedFinding> = one.failing().collect();
        let (open, expired): (Vec<&JudgedFinding>, Vec<&JudgedFinding>) = failing
            .into_iter()
            .partition(|found| matches!(found.cover, Cover::Open));
        for found in &expired {
            if let Cover::Expired(entry) = &found.cover {
                added.push(Problem::AcceptanceExpired {
                    entry: acceptance(entry),
                    next: one.contract.major + 1,
                    contract: one.contract.clone(),
                });
            }
        }
        let (undecided, breaking): (Vec<&JudgedFinding>, Vec<&JudgedFinding>) = open
            .into_iter()
            .partition(|found| found.finding.rule.id == "undecided");
        if !breaking.is_empty() {
            added.push(Problem::Breaking {
                contract: one.contract.clone(),
                baseline: baseline.to_owned(),
                breaks: breaking
                    .iter()
                    .map(|found| broken(one, found, policy, places))
                    .collect(),
                until: policy.until(),
            });
        }
        for found in &undecided {
            added.push(Problem::Undecided(Box::new(undecidable(
                one, found, policy,
            ))));
        }
        let accepted: Vec<Acceptance> = one
            .findings
            .iter()
            .filter_map(|found| match &found.cover {
                Cover::Accepted(entry) => Some(acceptance(entry)),
                Cover::Open | Cover::Expired(_) => None,
            })
            .collect();
        added.extend(frozen(one, all));
        if breaking.is_empty() && undecided.is_empty() && expired.is_empty() {
            added.extend(versions(one));
            if !accepted.is_empty() {
                added.push(Problem::Accepted {
                    contract: one.contract.clone(),
                    findings: accepted,
                });
            }
        }
        let mut own = of_problems(one, &added);
        own.extend(of_problems(one, &reconciled.problems));
        promised.push(own);
        if added.iter().any(|problem| problem.state().stops_writing()) {
            stopped.push(one.contract.clone());
        } else {
            restate(reconciled, one, baseline);
        }
        reconciled.problems.append(&mut added);
    }
    for (one, mut found) in judged.iter_mut().zip(promised) {
        one.findings.append(&mut found);
        one.findings
            .sort_by_key(|found| std::cmp::Reverse(found.finding.severity));
    }
    // nothing is written for a contract that stops the build, so its stale files are not "to be written"
    if !stopped.is_empty() {
        let by_file: HashMap<&str, &Claim> = claims
            .iter()
            .map(|claim| (claim.file.as_str(), claim))
            .collect();
        reconciled.problems.retain(|problem| {
            let writes = matches!(problem.fix(), Fix::Write | Fix::Delete);
            let claim = problem.file().and_then(|file| by_file.get(file));
            let contract =
                claim.map_or_else(|| problem.contract(), |claim| claim.contract.as_ref());
            let bytes_only = matches!(problem, Problem::Equivalent { .. });
            !(writes && (bytes_only || contract.is_none_or(|contract| stopped.contains(contract))))
        });
    }
    reconciled.problems.sort_by_cached_key(problem_order);
}

/// The stale document of a contract that breaks nobody: additive, or the same contract.
fn restate(reconciled: &mut Reconciled, one: &Judged, baseline: &str) {
    if one.is_new {
        return;
    }
    for problem in &mut reconciled.problems {
        let Problem::Drifted(drifted) = problem else {
            continue;
        };
        if drifted.file != one.file {
            continue;
        }
        let told: Vec<(String, String, String)> = one
            .findings
            .iter()
            .filter(|found| found.finding.bump >= Bump::Minor)
            .filter(|found| found.finding.severity != Severity::Error)
            .map(|found| {
                let finding = &found.finding;
                (
                    finding.rule.id.to_owned(),
                    finding.pointer.clone(),
                    finding.message.clone(),
                )
            })
            .collect();
        if !told.is_empty() {
            let (old, new) = one.versions;
            drifted.additive = Some(Additive {
                findings: told,
                versions: old.zip(new).map(|(old, new)| {
                    let raised = new.max(old.bumped(Bump::Minor));
                    (old.to_string(), raised.to_string())
                }),
            });
        } else if one.verdict == CompatVerdict::None {
            *problem = Problem::Equivalent {
                contract: drifted.contract.clone(),
                file: drifted.file.clone(),
                what: format!("compared with {baseline} nothing changes for anybody"),
            };
        }
    }
}

fn acceptance(entry: &Entry) -> Acceptance {
    Acceptance {
        rule: entry.rule.clone(),
        pointer: entry.at.clone(),
        expires: entry.expires.to_string(),
        reason: entry.reason.clone(),
        by: entry.by.clone(),
    }
}

fn broken(
    one: &Judged,
    found: &JudgedFinding,
    policy: &Policy,
    places: &FindingPlaces<'_>,
) -> Break {
    let finding = &found.finding;
    Break {
        rule: finding.rule.id.to_owned(),
        pointer: finding.pointer.clone(),
        direction: finding.direction.name().to_owned(),
        message: finding.message.clone(),
        place: places(one, found),
        witness: finding.witness.as_ref().map(|witness| Witness {
            json: to_line(&witness.value),
            old_version: found.version.clone(),
            reason: witness.reason.clone(),
            response: finding.direction == Question::Response,
        }),
        no_witness: finding.no_witness.clone(),
        fix: policy.advice(finding.rule.id, &finding.fix),
        finding: finding.finding.clone(),
    }
}

fn undecidable(one: &Judged, found: &JudgedFinding, policy: &Policy) -> Undecided {
    let finding = &found.finding;
    Undecided {
        contract: one.contract.clone(),
        pointer: finding.pointer.clone(),
        reason: finding.reason.clone().unwrap_or_default(),
        old: finding.old.clone(),
        new: finding.new.clone(),
        tried: finding.tried,
        finding: finding.finding.clone(),
        until: policy.until(),
    }
}

/// A version whose successor is in the baseline: its document changes no more, but for the announcement of its end and what was
/// accepted.
fn frozen(one: &Judged, judged: &[Judged]) -> Option<Problem> {
    const ANNOUNCEMENTS: [&str; 3] = [
        "deprecated-added",
        "operation-deprecated",
        "sunset-moved-later",
    ];
    let announces = |found: &JudgedFinding| {
        let (rule, at) = (found.finding.rule.id, &found.finding.pointer);
        ANNOUNCEMENTS.contains(&rule)
            || (rule == "response-header-added" && at.ends_with("/Sunset"))
    };
    let next = judged
        .iter()
        .filter(|other| other.contract.name == one.contract.name && !other.is_new)
        .map(|other| other.contract.major)
        .filter(|major| *major > one.contract.major)
        .min()?;
    let differs = one.findings.iter().any(|found| {
        found.finding.bump >= Bump::Minor
            && !announces(found)
            && !matches!(found.cover, Cover::Accepted(_))
    });
    differs.then(|| Problem::Frozen {
        contract: one.contract.clone(),
        next,
        file: one.file.clone(),
    })
}

/// The version policy: a declared version must rise with what the findings demand, and never falls. A document that still is
/// at `N.0.0` on both sides does not count minor versions.
fn versions(one: &Judged) -> Option<Problem> {
    let (old, new) = (one.versions.0?, one.versions.1?);
    let counts = |version: super::Version| version.minor > 0 || version.patch > 0;
    if !counts(old) && !counts(new) {
        return None;
    }
    let (bump, required) = if new < old {
        (Bump::Patch, old)
    } else {
        let demanded = one.bump.min(Bump::Minor);
        (demanded, required_version(old, new, demanded)?)
    };
    let findings = one
        .findings
        .iter()
        .filter(|found| found.finding.bump >= bump)
        .map(|found| {
            (
                found.finding.rule.id.to_owned(),
                found.finding.pointer.clone(),
            )
        })
        .chain((new < old).then(|| ("version-lowered".to_owned(), "/info/version".to_owned())))
        .collect();
    Some(Problem::VersionPolicy {
        contract: one.contract.clone(),
        bump: bump.name().to_owned(),
        old: old.to_string(),
        new: new.to_string(),
        findings,
        required: required.to_string(),
    })
}
