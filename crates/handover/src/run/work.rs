//! The work of an attempt: the prompt to a persona, or a command (section 5.3).

use std::time::Duration;

use super::attempt::{Attempt, Frame};
use super::feedback::{feedback_file, variables};
use super::values::value;
use crate::Violation;
use crate::checks::tail_of;
use crate::clean::Secrets;
use crate::document::{ArtifactSource, Exec};
use crate::process::{Ended, Environment, Finished, Job, Program, run};
use crate::prompt::{self, Feedback};
use crate::template;

/// How the work ended.
pub(crate) enum Work {
    Done { background: bool },
    Failed(Box<Violation>),
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
                format!("cannot keep the standard output: {refused}"),
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
