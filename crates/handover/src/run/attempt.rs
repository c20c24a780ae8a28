//! One attempt: workspace, injection, prompt, work, artifacts, contracts (section 5.3).

use std::ffi::OsString;
use std::time::Duration;

use serde_json::{Value, json};

use super::events::Journal;
use super::outcome::is_soft;
use crate::archive::Before;
use crate::checks::{self, Prepared, Scene, check_input, read_file, tail_of};
use crate::clean::Secrets;
use crate::document::{ArtifactSource, Contract, Exec, OnFailure, Pipeline, Step};
use crate::preflight::{Plan, StepPlan};
use crate::process::{Cancel, Ended, Environment, Finished, Job, Program, run};
use crate::prompt::{self, Feedback};
use crate::root::{Refused, Root};
use crate::template::{self, variable_part};
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

/// How the work ended.
pub(crate) enum Work {
    Done { background: bool },
    Failed(Box<Violation>),
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
    let step = pipeline
        .steps
        .iter()
        .find(|candidate| candidate.id == step)?;
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
    let producer = frame
        .pipeline
        .steps
        .iter()
        .find(|candidate| candidate.id == step)?;
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
        let Some(producer) = frame
            .pipeline
            .steps
            .iter()
            .find(|candidate| &candidate.id == dependency)
        else {
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
        .map_err(|refused| format!("{refused:?}"))
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
        let Some(producer) = frame
            .pipeline
            .steps
            .iter()
            .find(|candidate| &candidate.id == dependency)
        else {
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

fn feedback_file(attempt: u32) -> String {
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

/// The prompt of an attempt.
fn prompt_text(frame: &Frame<'_>, attempt: &Attempt<'_>) -> String {
    let mut out = String::new();
    if let Some((violations, same, keeps)) = attempt.feedback {
        out.push_str(&prompt::feedback(&Feedback {
            attempt: attempt.number,
            of: attempt.of,
            violations,
            same,
            keeps_workspace: keeps,
            file: feedback_file(attempt.number - 1),
        }));
    }
    out.push_str(&template::fill(&attempt.plan.text, &|name| {
        value(frame, attempt.step, name)
    }));
    let (guidance, files) = prompt::guidance(
        attempt.step,
        &attempt.plan.contracts,
        &attempt.plan.artifacts,
        &|name| value(frame, attempt.step, name),
    );
    for (path, text) in files {
        let _ = attempt.workspace.write(&path, text.as_bytes(), 0o444);
    }
    out.push_str(&guidance);
    out
}

/// Does the work.
pub(crate) fn work(frame: &Frame<'_>, attempt: &Attempt<'_>) -> Work {
    let step = attempt.step;
    let own = variables(frame, attempt);
    let (program, shown, environment, input): (_, String, Environment, _) = match &step.exec {
        Exec::Command(_) => {
            let (text, more) =
                template::fill_command(&attempt.plan.text, &|name| value(frame, step, name));
            let own = own
                .into_iter()
                .chain(more.into_iter().map(|(name, value)| (name, value.into())))
                .collect();
            (
                Program::Shell(text.clone()),
                text,
                crate::environment::restricted(frame.options, &[], own),
                None,
            )
        }
        Exec::Prompt(_) | Exec::PromptFile(_) => {
            let persona = step.persona.clone().unwrap_or_default();
            let Some(command) = frame.options.personas.command(&persona) else {
                let message = format!("nothing says how to ask the persona `{persona}`");
                return Work::Failed(Box::new(
                    Violation::new("step_failed", message).with("retry", false),
                ));
            };
            let text = prompt_text(frame, attempt);
            (
                Program::Shell(command.to_owned()),
                command.to_owned(),
                crate::environment::full(frame.options, own),
                Some(text.into_bytes()),
            )
        }
    };
    let wants_stdout = step
        .output_artifacts
        .iter()
        .any(|artifact| artifact.source == ArtifactSource::Stdout);
    let finished = run(Job {
        program,
        folder: attempt.workspace.path(),
        environment,
        input,
        limit: Some(step.timeout),
        keep_stdout: wants_stdout.then_some(frame.options.limits.stdout_bytes),
        cancel: &[&frame.options.cancel, &frame.stop],
    });
    if let Some(violation) = work_violation(
        &finished,
        &frame.secrets.mask(&shown),
        step.timeout,
        &frame.secrets,
    ) {
        return Work::Failed(Box::new(violation));
    }
    if let Err(violation) = keep_stdout(frame, attempt, &finished) {
        return Work::Failed(violation);
    }
    Work::Done {
        background: finished.background,
    }
}

fn keep_stdout(
    frame: &Frame<'_>,
    attempt: &Attempt<'_>,
    finished: &Finished,
) -> Result<(), Box<Violation>> {
    for (artifact, path) in attempt
        .step
        .output_artifacts
        .iter()
        .zip(&attempt.plan.artifacts)
    {
        if artifact.source != ArtifactSource::Stdout {
            continue;
        }
        let Some(bytes) = &finished.stdout.whole else {
            let limit = frame.options.limits.stdout_bytes;
            let message = format!(
                "the work printed {} bytes; an artifact from standard output has at most {limit}",
                finished.stdout.total
            );
            return Err(Box::new(
                Violation::new("source_too_large", message)
                    .with("size", finished.stdout.total)
                    .with("limit", limit),
            ));
        };
        if let Err(refused) = attempt.workspace.write(path, bytes, 0o644) {
            return Err(Box::new(Violation::new(
                "workspace_failed",
                format!("cannot keep the standard output: {refused:?}"),
            )));
        }
    }
    Ok(())
}

fn work_violation(
    finished: &Finished,
    shown: &str,
    limit: Duration,
    secrets: &Secrets,
) -> Option<Violation> {
    let command = crate::clean::cut(shown, 200);
    let violation = match &finished.ended {
        Ended::Exit(0) => return None,
        Ended::Exit(code) => {
            let violation = Violation::new(
                "step_failed",
                format!("the work ended with status {code}: `{command}`"),
            )
            .with("exit_code", *code);
            match code {
                127 => violation
                    .with("retry", false)
                    .hint("a program in this command was not found"),
                126 => violation
                    .with("retry", false)
                    .hint("a program in this command may not be run"),
                _ => violation,
            }
        }
        Ended::Signal(signal) => Violation::new(
            "step_failed",
            format!("the work was ended by signal {signal}: `{command}`"),
        )
        .with("signal", *signal),
        Ended::TimedOut => Violation::new(
            "step_timeout",
            format!(
                "the work was still running after {limit:?} and was ended with all its children"
            ),
        )
        .with(
            "limit_ms",
            u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        ),
        Ended::Cancelled => Violation::new("cancelled", "the work was interrupted"),
        Ended::NotStarted(error) => Violation::new(
            "step_failed",
            format!("the work cannot be started: {error}"),
        )
        .with("retry", false),
    };
    let output = tail_of(finished, secrets, 4000);
    Some(if output.is_empty() {
        violation
    } else {
        violation.with("output", output)
    })
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
