//! What templates stand for in a step (section 9).

use super::attempt::Frame;
use super::inject::archive_path;
use crate::checks::read_file;
use crate::document::{Pipeline, Step};

/// Values of templates in this step.
pub(crate) fn value(frame: &Frame<'_>, step: &Step, name: &str) -> Option<String> {
    let bare = name.strip_prefix("pipeline_context.").unwrap_or(name);
    Some(match bare {
        "input" => frame.options.input.clone(),
        "pipeline_id" | "run.id" => frame.plan.run.clone(),
        "pipeline_name" | "run.name" => frame.pipeline.name.clone(),
        "step_id" => step.id.clone(),
        "branch_name" => frame.plan.branch.clone(),
        "feature_num" => frame
            .plan
            .branch
            .chars()
            .take_while(char::is_ascii_digit)
            .collect(),
        _ => {
            if let Some(key) = bare.strip_prefix("project.") {
                return frame.options.project_value(key).map(str::to_owned);
            }
            if let Some(variable) = bare.strip_prefix("env.") {
                return frame
                    .options
                    .variable(variable)
                    .map(|value| value.to_string_lossy().into_owned());
            }
            if let Some((dependency, rest)) = bare.split_once(".out.")
                && frame
                    .pipeline
                    .steps
                    .iter()
                    .any(|step| step.id == dependency)
            {
                return content(frame, dependency, rest);
            }
            let below = bare
                .strip_prefix("artifacts.")
                .or_else(|| bare.strip_prefix("deps."))?;
            if step
                .inject_artifacts
                .iter()
                .any(|inject| inject.alias == below)
            {
                return Some(format!(".wave/artifacts/{below}"));
            }
            let (dependency, artifact) = below.split_once('.')?;
            let file = file_name(frame.pipeline, dependency, artifact)?;
            format!(".wave/artifacts/{dependency}/{file}")
        }
    })
}

fn file_name(pipeline: &Pipeline, step: &str, artifact: &str) -> Option<String> {
    let step = pipeline.step(step)?;
    let artifact = step
        .output_artifacts
        .iter()
        .find(|candidate| candidate.name == artifact)?;
    Some(
        artifact
            .path
            .rsplit('/')
            .next()
            .unwrap_or(&artifact.path)
            .to_owned(),
    )
}

/// The content of an artifact that was handed over, or of one of its members.
fn content(frame: &Frame<'_>, step: &str, rest: &str) -> Option<String> {
    let producer = frame.pipeline.step(step)?;
    let artifact = producer
        .output_artifacts
        .iter()
        .filter(|artifact| {
            rest == artifact.name || rest.starts_with(&format!("{}.", artifact.name))
        })
        .max_by_key(|artifact| artifact.name.len())?;
    let path = archive_path(step, &artifact.name);
    let text = read_file(frame.storage, &path, frame.options.limits.artifact_bytes)
        .ok()?
        .text;
    let Some(field) = rest.strip_prefix(&format!("{}.", artifact.name)) else {
        return Some(text);
    };
    let (doc, _) = crate::jsontext::scan(text).ok()?;
    let node = field
        .split('.')
        .try_fold(doc.root(), |node, part| match part.parse::<usize>() {
            Ok(index) if node.kind() == crate::jsontext::Kind::Array => node.items().nth(index),
            _ => node.get(part),
        })?;
    Some(if node.kind() == crate::jsontext::Kind::String {
        node.text().into_owned()
    } else {
        node.to_value().to_string()
    })
}
