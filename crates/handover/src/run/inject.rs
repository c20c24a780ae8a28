//! Artifacts of other steps, put in place before the work (section 8.4).

use super::attempt::{Attempt, Frame};
use crate::checks::{check_input, read_file};
use crate::root::Root;
use crate::{RelPath, Violation};

/// Where an artifact is kept.
pub(crate) fn archive_path(step: &str, name: &str) -> RelPath {
    RelPath::parse(&format!("artifacts/{step}/{name}")).unwrap_or_default()
}

/// Puts the artifacts of other steps in place and checks their input schemas.
pub(crate) fn inject(frame: &Frame<'_>, attempt: &Attempt<'_>) -> Result<(), Box<Violation>> {
    let step = attempt.step;
    for (inject, (alias, schema)) in step.inject_artifacts.iter().zip(&attempt.plan.inject) {
        let kept = archive_path(&inject.step, &inject.artifact);
        if !frame.storage.exists(&kept) {
            if inject.optional {
                continue;
            }
            let message = format!(
                "the step `{}` handed over no artifact `{}`",
                inject.step, inject.artifact
            );
            return Err(Box::new(
                Violation::new("injection_missing", message)
                    .with("step", inject.step.clone())
                    .with("artifact", inject.artifact.clone()),
            ));
        }
        let target = RelPath::parse(&format!(".wave/artifacts/{alias}")).unwrap_or_default();
        if let Some(schema) = schema {
            let shown = target.to_string();
            let text = match read_file(frame.storage, &kept, frame.options.limits.artifact_bytes) {
                Ok(file) => file.text,
                Err(violation) => {
                    let message = format!(
                        "the injected `{shown}` cannot be checked: {}",
                        violation.message
                    );
                    return Err(Box::new(
                        Violation::new("input_schema_violation", message).file(shown),
                    ));
                }
            };
            if let Some(first) = check_input(text, schema, &shown).into_iter().next() {
                return Err(Box::new(first.with("producer", inject.step.clone())));
            }
        }
        copy_in(frame, attempt.workspace, &kept, &target)?;
    }
    // Everything that direct dependencies handed over is there as well, under their names.
    for dependency in &step.dependencies {
        let Some(producer) = frame.pipeline.step(dependency) else {
            continue;
        };
        for artifact in &producer.output_artifacts {
            let kept = archive_path(dependency, &artifact.name);
            let file = artifact
                .path
                .rsplit('/')
                .find(|part| !part.is_empty())
                .unwrap_or(&artifact.name);
            let target =
                RelPath::parse(&format!(".wave/artifacts/{dependency}/{file}")).unwrap_or_default();
            if frame.storage.exists(&kept) && !attempt.workspace.exists(&target) {
                // An injected artifact may have taken the folder's name; it was asked for, this was not.
                let _ = copy_in(frame, attempt.workspace, &kept, &target);
            }
        }
    }
    Ok(())
}

fn copy_in(
    frame: &Frame<'_>,
    workspace: &Root,
    kept: &RelPath,
    target: &RelPath,
) -> Result<(), Box<Violation>> {
    let mut left = 200_000;
    workspace
        .remove(target)
        .map_err(|refused| format!("{refused}"))
        .and_then(|()| {
            crate::workspace::copy_tree(frame.storage, kept, workspace, target, true, &mut left)
        })
        .map_err(|why| {
            Box::new(Violation::new(
                "workspace_failed",
                format!("cannot put `{target}` in place: {why}"),
            ))
        })
}
