//! One attempt: what it has, and what its contracts find (section 5.3).

use std::ffi::OsString;

use serde_json::json;

use super::events::Journal;
use super::feedback::variables;
use super::outcome::is_soft;
use super::values::value;
use crate::archive::Before;
use crate::checks::{self, Prepared, Scene};
use crate::clean::Secrets;
use crate::document::{Contract, OnFailure, Pipeline, Step};
use crate::preflight::{Plan, StepPlan};
use crate::process::Cancel;
use crate::root::{Refused, Root};
use crate::workspace::Ground;
use crate::{Options, RelPath, Violation};

/// Everything that stays the same during a run.
pub(crate) struct Frame<'a> {
    pub(crate) options: &'a Options,
    pub(crate) project: &'a Root,
    pub(crate) storage: &'a Root,
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) plan: &'a Plan,
    pub(crate) journal: &'a Journal<'a>,
    pub(crate) secrets: Secrets,
    /// Raised by `halt`: what runs is ended.
    pub(crate) stop: Cancel,
}

impl Frame<'_> {
    pub(crate) fn cancelled(&self) -> bool {
        self.options.cancel.is_cancelled() || self.stop.is_cancelled()
    }
}

/// What an attempt is about.
pub(crate) struct Attempt<'a> {
    pub(crate) step: &'a Step,
    pub(crate) plan: &'a StepPlan,
    pub(crate) workspace: &'a Root,
    pub(crate) number: u32,
    pub(crate) of: u32,
    /// Violations of the attempt before, and whether they repeat those before them.
    pub(crate) feedback: Option<(&'a [Violation], bool, bool)>,
}

/// What the contracts of an attempt found.
#[derive(Default)]
pub(crate) struct Checked {
    /// The contracts that failed.
    pub(crate) failed: Vec<(usize, Vec<Violation>)>,
    /// Violations outside of contracts.
    pub(crate) outside: Vec<Violation>,
    pub(crate) notes: Vec<Violation>,
    pub(crate) scores: Vec<(usize, f64)>,
}

impl Checked {
    /// All violations in the order of the report.
    pub(crate) fn violations(&self, step: &Step) -> Vec<Violation> {
        let mut out: Vec<Violation> = self.outside.clone();
        for (index, violations) in &self.failed {
            let soft = is_soft(&step.contracts[*index], violations);
            out.extend(violations.iter().cloned().map(|mut violation| {
                if soft {
                    violation.severity = crate::violation::Severity::Warning;
                }
                violation
            }));
        }
        crate::violation::sort(&mut out);
        out
    }
}

/// What was at the paths of the declared artifacts before the work.
pub(crate) fn before(attempt: &Attempt<'_>) -> Vec<Before> {
    attempt
        .plan
        .artifacts
        .iter()
        .map(|path| Before::of(attempt.workspace, path))
        .collect()
}

/// Looks at the declared artifacts and checks all contracts.
pub(crate) fn check(frame: &Frame<'_>, attempt: &Attempt<'_>, before: &[Before]) -> Checked {
    let step = attempt.step;
    let mut checked = Checked::default();
    let stale: Vec<&RelPath> = attempt
        .plan
        .artifacts
        .iter()
        .zip(before)
        .filter(|(path, before)| before.is_stale(attempt.workspace, path))
        .map(|(path, _)| path)
        .collect();
    for (artifact, path) in step.output_artifacts.iter().zip(&attempt.plan.artifacts) {
        let found = match attempt.workspace.file(path) {
            Err(Refused::NotFile) => attempt.workspace.folder(path).map(drop),
            other => other.map(drop),
        };
        if let Err(Refused::Escape(link)) = &found {
            let message =
                format!("the artifact `{path}` leads out of the workspace by the link `{link}`");
            checked.outside.push(
                Violation::new("path_escape", message)
                    .field("path")
                    .file(path.to_string()),
            );
            continue;
        }
        let is_source = attempt
            .plan
            .contracts
            .iter()
            .any(|prepared| prepared.source.as_ref() == Some(path));
        if artifact.required && (found.is_err() || stale.contains(&path)) && !is_source {
            let message = format!(
                "the artifact `{}` was not written to `{path}`",
                artifact.name
            );
            checked
                .outside
                .push(Violation::new("artifact_missing", message).file(path.to_string()));
        }
    }
    contracts(frame, attempt, &stale, &mut checked);
    // A link that leads out is reported once: by the contract that looks at it, if there is one.
    let seen: Vec<Option<String>> = checked
        .failed
        .iter()
        .flat_map(|(_, list)| list)
        .filter(|violation| violation.code == "path_escape")
        .map(|violation| violation.file.clone())
        .collect();
    checked
        .outside
        .retain(|violation| violation.code != "path_escape" || !seen.contains(&violation.file));
    checked
}

fn contracts(frame: &Frame<'_>, attempt: &Attempt<'_>, stale: &[&RelPath], checked: &mut Checked) {
    let step = attempt.step;
    let own = variables(frame, attempt);
    let base = match &attempt.plan.ground {
        Ground::Worktree { base, .. } => Some(base.as_str()),
        Ground::Empty | Ground::Mount(_) | Ground::Ref(_) => None,
    };
    let value = |name: &str| value(frame, step, name);
    let events = || frame.journal.of_step(&step.id);
    let cancel = [&frame.options.cancel, &frame.stop];
    let free =
        |(_, contract): &(usize, &Contract)| contract.kind.is_none_or(|kind| !kind.is_paid());
    let (cheap, paid): (Vec<_>, Vec<_>) = step.contracts.iter().enumerate().partition(free);
    for (index, contract) in cheap.into_iter().chain(paid) {
        let is_paid = contract
            .kind
            .is_some_and(crate::document::ContractType::is_paid);
        if is_paid && !checked.failed.is_empty() {
            continue;
        }
        let prepared = &attempt.plan.contracts[index];
        let source = prepared.source.as_ref().map(ToString::to_string);
        let environment = |named: &[String], more: Vec<(String, OsString)>| {
            let mut all = own.clone();
            if let Some(source) = &source {
                all.retain(|(name, _)| name != "WAVE_SOURCE");
                all.push(("WAVE_SOURCE".into(), source.into()));
            }
            all.extend(more);
            crate::environment::restricted(frame.options, named, all)
        };
        let scene = Scene {
            options: frame.options,
            project: frame.project,
            workspace: attempt.workspace,
            step,
            base,
            environment: &environment,
            value: &value,
            events: &events,
            cancel: &cancel,
        };
        let about = json!({"contract": contract.type_text, "index": index, "name": contract.name, "source": source});
        frame.journal.tell(
            Some(&step.id),
            "validating",
            Some(attempt.number),
            format!("checking {}", contract.label()),
            about.clone(),
        );
        let started = std::time::Instant::now();
        let mut verdict = one(&scene, contract, index, prepared, stale);
        if let Some(score) = verdict.score {
            checked.scores.push((index, score));
        }
        checked.notes.append(&mut verdict.notes);
        let mut about = about;
        about["duration_ms"] =
            json!(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        if verdict.violations.is_empty() {
            about["result"] = json!("passed");
            frame.journal.tell(
                Some(&step.id),
                "contract_passed",
                Some(attempt.number),
                contract.label().to_owned(),
                about,
            );
            continue;
        }
        about["result"] = json!("failed");
        about["violations"] = verdict.violations.iter().map(Violation::to_json).collect();
        let soft = is_soft(contract, &verdict.violations);
        let first = verdict.violations[0].line_text();
        frame.journal.tell(
            Some(&step.id),
            "contract_failed",
            Some(attempt.number),
            first.clone(),
            about.clone(),
        );
        if soft {
            let state = match contract.policy() {
                OnFailure::Warn => "contract_warning",
                OnFailure::Skip => "contract_skip",
                _ => "contract_soft_failure",
            };
            frame
                .journal
                .tell(Some(&step.id), state, Some(attempt.number), first, about);
        }
        checked.failed.push((index, verdict.violations));
        if soft && contract.policy() == OnFailure::Skip {
            break;
        }
        if frame.cancelled() {
            break;
        }
    }
    checked.failed.sort_by_key(|(index, _)| *index);
}

fn one(
    scene: &Scene<'_>,
    contract: &Contract,
    index: usize,
    prepared: &Prepared,
    stale: &[&RelPath],
) -> checks::Verdict {
    if let Some(source) = prepared
        .source
        .as_ref()
        .filter(|source| stale.contains(source))
    {
        let message =
            format!("`{source}` was there before the work, and this attempt did not write it");
        let mut violation = Violation::new("source_missing", message).file(source.to_string());
        violation.contract = Some(contract.type_text.clone());
        violation.name = contract.name.clone();
        violation.index = Some(index);
        return checks::Verdict {
            violations: vec![violation],
            ..checks::Verdict::default()
        };
    }
    checks::check(scene, contract, index, prepared)
}
