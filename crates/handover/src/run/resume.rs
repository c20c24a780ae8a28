//! What is remembered of a run, and what a continued run need not do again (section 19.4).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::attempt::Frame;
use super::inject::archive_path;
use super::result::{StepReport, StepStatus};
use super::state::{RunState, StepState};
use crate::archive::digest;
use crate::load::Loaded;
use crate::root::Root;
use crate::{Options, Violation};

/// The steps of an earlier run that need not be done again: their artifacts are there with their recorded digests.
pub(super) fn resumed(
    storage: &Root,
    now: &RunState,
    options: &Options,
    loaded: &Loaded,
) -> Result<BTreeMap<String, StepState>, String> {
    let before = RunState::read(storage)?;
    if !options.force {
        if before.pipeline_digest != now.pipeline_digest {
            return Err(
                "the pipeline has changed since this run; start a new one, or use --force".into(),
            );
        }
        if before.input_digest != now.input_digest {
            return Err(
                "the input differs from the one of this run; start a new one, or use --force"
                    .into(),
            );
        }
    }
    let mut steps = before.steps;
    for step in &loaded.pipeline.steps {
        let Some(kept) = steps.get_mut(&step.id) else {
            continue;
        };
        let ready = step.dependencies.iter().all(|dependency| {
            options.force
                || loaded
                    .pipeline
                    .steps
                    .iter()
                    .any(|other| &other.id == dependency)
        });
        let sound = options.force
            || kept.artifacts.iter().all(|(name, (wanted, _))| {
                digest(storage, &archive_path(&step.id, name)).is_ok_and(|found| &found == wanted)
            });
        if kept.done().is_none() || !sound || !ready {
            // Its finished attempts count; one that was cut off does not use up a retry.
            if kept.status != "running" || !sound {
                *kept = StepState::default();
            }
            kept.status = "running".into();
        }
    }
    // What rests on a step that is done again is done again.
    loop {
        let redo: Vec<String> = loaded
            .pipeline
            .steps
            .iter()
            .filter(|step| {
                steps
                    .get(&step.id)
                    .is_some_and(|state| state.done().is_some())
            })
            .filter(|step| {
                step.dependencies.iter().any(|dependency| {
                    steps
                        .get(dependency)
                        .is_none_or(|state| state.done().is_none())
                })
            })
            .map(|step| step.id.clone())
            .collect();
        if redo.is_empty() {
            return Ok(steps);
        }
        for id in redo {
            steps.insert(
                id,
                StepState {
                    status: "running".into(),
                    ..StepState::default()
                },
            );
        }
    }
}

/// Writes down what a step has come to.
pub(super) fn remember(
    state: &Mutex<RunState>,
    frame: &Frame<'_>,
    report: &StepReport,
    status: &str,
    workspace: Option<String>,
) {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let mut violations: Value = report.violations.iter().map(Violation::to_json).collect();
    frame.secrets.mask_value(&mut violations);
    let entry = StepState {
        status: status.to_owned(),
        attempts: report.attempts,
        duration_ms: report.duration_ms,
        history: report.history.clone(),
        artifacts: report
            .artifacts
            .iter()
            .map(|(name, digest, checked)| (name.clone(), (digest.clone(), *checked)))
            .collect(),
        violations: violations.as_array().cloned().unwrap_or_default(),
        workspace,
    };
    state.steps.insert(report.id.clone(), entry);
    // Where the state cannot be written, the run goes on: it cannot be resumed, but its result holds.
    let _ = state.write_step(frame.storage, &report.id);
}

/// A finished step of an earlier run.
pub(super) fn from_state(id: &str, state: &StepState, status: StepStatus) -> StepReport {
    let mut report = StepReport::skipped(id, None);
    report.status = status;
    report.attempts = state.attempts;
    report.duration_ms = state.duration_ms;
    report.history = state.history.clone();
    report.artifacts = state
        .artifacts
        .iter()
        .map(|(name, (digest, checked))| (name.clone(), digest.clone(), *checked))
        .collect();
    report.violations = state
        .violations
        .iter()
        .filter_map(Violation::from_json)
        .collect();
    report
}
