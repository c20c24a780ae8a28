//! What an attempt is told: the engine's variables, and what earlier attempts did wrong (sections 16.3 and 18.2).

use std::ffi::OsString;

use serde_json::{Value, json};

use super::attempt::{Attempt, Frame};
use crate::RelPath;
use crate::clean::Secrets;
use crate::root::Root;
use crate::template::variable_part;

/// The engine's own variables (section 18.2).
pub(crate) fn variables(frame: &Frame<'_>, attempt: &Attempt<'_>) -> Vec<(String, OsString)> {
    let step = attempt.step;
    let workspace = attempt.workspace.path();
    let mut out: Vec<(String, OsString)> = vec![
        ("WAVE_RUN_ID".into(), frame.plan.run.clone().into()),
        ("WAVE_PIPELINE".into(), frame.pipeline.name.clone().into()),
        ("WAVE_STEP_ID".into(), step.id.clone().into()),
        ("WAVE_ATTEMPT".into(), attempt.number.to_string().into()),
        ("WAVE_MAX_ATTEMPTS".into(), attempt.of.to_string().into()),
        ("WAVE_INPUT".into(), frame.options.input.clone().into()),
        ("WAVE_WORKSPACE".into(), workspace.into()),
        ("WAVE_PROJECT_ROOT".into(), frame.project.path().into()),
        (
            "WAVE_DEPS_DIR".into(),
            workspace.join(".wave/artifacts").into(),
        ),
    ];
    if let Some(parent) = workspace.parent() {
        // Tools that look upwards must not find a repository that is not the step's.
        out.push(("GIT_CEILING_DIRECTORIES".into(), parent.into()));
    }
    if let Some(persona) = &step.persona {
        out.push(("WAVE_PERSONA".into(), persona.into()));
    }
    if let Some(path) = attempt.plan.artifacts.first() {
        out.push(("WAVE_SOURCE".into(), path.to_string().into()));
    }
    if attempt.feedback.is_some() {
        out.push((
            "WAVE_FEEDBACK_FILE".into(),
            feedback_file(attempt.number - 1).into(),
        ));
    }
    if step.retry.as_ref().is_some_and(|retry| !retry.no_escalate) {
        let tier = ["cheapest", "balanced", "strongest"]
            [(attempt.number.saturating_sub(1) as usize).min(2)];
        out.push(("WAVE_MODEL_TIER".into(), tier.into()));
    }
    for dependency in &step.dependencies {
        let Some(producer) = frame.pipeline.step(dependency) else {
            continue;
        };
        for artifact in &producer.output_artifacts {
            let file = artifact.path.rsplit('/').next().unwrap_or(&artifact.name);
            let name = format!(
                "WAVE_DEP_{}_{}",
                variable_part(dependency),
                variable_part(&artifact.name)
            );
            out.push((
                name,
                workspace
                    .join(".wave/artifacts")
                    .join(dependency)
                    .join(file)
                    .into(),
            ));
        }
    }
    out
}

pub(super) fn feedback_file(attempt: u32) -> String {
    format!(".wave/feedback/attempt-{attempt}.json")
}

/// Writes what earlier attempts did wrong into the workspace.
pub(crate) fn write_feedback(
    workspace: &Root,
    history: &[Value],
    secrets: &Secrets,
    artifacts: &[(RelPath, Vec<u8>)],
) {
    for (at, entry) in history.iter().enumerate() {
        let number = entry
            .get("attempt")
            .and_then(Value::as_u64)
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(1);
        let mut document = json!({
            "attempt": number,
            "violations": entry.get("violations").cloned().unwrap_or_default(),
            "earlier": history[..at].to_vec(),
        });
        secrets.mask_value(&mut document);
        let text = serde_json::to_string_pretty(&document).unwrap_or_default();
        if let Ok(path) = RelPath::parse(&feedback_file(number)) {
            let _ = workspace.write(&path, text.as_bytes(), 0o444);
        }
        if at + 1 == history.len() {
            for (path, bytes) in artifacts {
                if let Ok(target) =
                    RelPath::parse(&format!(".wave/feedback/attempt-{number}/{path}"))
                {
                    let _ = workspace.write(&target, bytes, 0o444);
                }
            }
        }
    }
}
