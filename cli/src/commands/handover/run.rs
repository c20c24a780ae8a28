//! `run`, `validate` and `check`: options in, result out.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use contractual_handover::{
    Cancel, HookEvent, Observer, RunResult, check_contracts, check_only, report,
    run as run_pipeline, validate as validate_pipeline,
};

use super::args::{Check, Format, Project, Run, Validate};
use super::progress::{EventLines, Progress};
use super::settings::{Failed, options};
use super::{UNUSABLE, complain, print};

/// Larger pipeline files and inputs are refused.
const MAX_TEXT: u64 = 64 << 20;

pub(super) fn run(args: &Run) -> u8 {
    finish(&args.project, run_it(args))
}

pub(super) fn validate(args: &Validate) -> u8 {
    let result = options(&args.project).and_then(|options| {
        let text = read(&args.pipeline)?;
        Ok(validate_pipeline(
            &text,
            &shown(&args.pipeline),
            &options,
            false,
        ))
    });
    finish(&args.project, result)
}

pub(super) fn check(args: &Check) -> u8 {
    let result = options(&args.project).and_then(|options| {
        let text = read(&args.pipeline)?;
        let file = shown(&args.pipeline);
        match &args.step {
            Some(step) => Ok(check_only(&text, &file, &options, step, &args.workspace)),
            None => check_contracts(&text, &file, &options, &args.workspace).ok_or_else(|| {
                format!("error: `{file}` is no file of contracts alone\n  do: name the step of the pipeline: --step ID\n")
            }),
        }
    });
    finish(&args.project, result)
}

fn run_it(args: &Run) -> Result<RunResult, Failed> {
    let mut options = options(&args.project)?;
    let text = read(&args.pipeline)?;
    options.input = match (&args.input, &args.input_file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => {
            let mut text = read(file)?;
            if text.ends_with('\n') {
                text.pop();
                if text.ends_with('\r') {
                    text.pop();
                }
            }
            text
        }
        (None, None) => String::new(),
    };
    if let Some(command) = &args.persona_command {
        options.personas.default = Some(command.clone());
    }
    for entry in &args.persona {
        let (name, command) = entry
            .split_once('=')
            .ok_or_else(|| format!("error: --persona takes NAME=CMD, found `{entry}`\n"))?;
        options
            .personas
            .by_name
            .insert(name.to_owned(), command.to_owned());
    }
    if let Some(command) = &args.judge_command {
        options.judge_command = Some(command.clone());
    }
    options.keep_verdicts = !args.judge_again;
    for entry in &args.hook {
        options.hooks.push(hook(entry)?);
    }
    options.jobs = usize::from(args.jobs);
    options.env_passthrough.extend(args.env.iter().cloned());
    options.run_id = args.run_id.clone();
    options.resume = args.resume.clone();
    options.force = args.force;
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // A second signal ends the program at once.
        let again =
            signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&flag));
        again
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .map_err(|error| format!("error: cannot listen for signals: {error}\n"))?;
    }
    options.cancel = Cancel::from_flag(flag);
    let progress = (!args.quiet).then(Progress::new);
    let lines = match &args.events {
        Some(path) => Some(
            EventLines::create(path)
                .map_err(|error| format!("error: cannot write `{}`: {error}\n", path.display()))?,
        ),
        None => None,
    };
    let mut observers: Vec<&dyn Observer> = Vec::new();
    observers.extend(progress.as_ref().map(|progress| progress as &dyn Observer));
    observers.extend(lines.as_ref().map(|lines| lines as &dyn Observer));
    let result = run_pipeline(&text, &shown(&args.pipeline), &options, &observers);
    if let Some(progress) = &progress {
        progress.end(&result, &options.storage);
    }
    Ok(result)
}

fn hook(entry: &str) -> Result<(HookEvent, String), Failed> {
    let (name, command) = entry
        .split_once('=')
        .ok_or_else(|| format!("error: --hook takes EVENT=CMD, found `{entry}`\n"))?;
    let event = HookEvent::of(name).ok_or_else(|| {
        let names = HookEvent::ALL.map(HookEvent::name);
        let fix = match contractual_diag::nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the events are {}", names.join(", ")),
        };
        format!("error: there is no event `{name}` for hooks\n  do: {fix}\n")
    })?;
    Ok((event, command.to_owned()))
}

/// Writes a result in the form asked for.
pub(super) fn finish(args: &Project, result: Result<RunResult, Failed>) -> u8 {
    let result = match result {
        Ok(result) => result,
        Err(message) => {
            complain(&message);
            return UNUSABLE;
        }
    };
    let document = || {
        format!(
            "{}\n",
            serde_json::to_string_pretty(&result.to_json()).unwrap_or_default()
        )
    };
    if let Some(path) = &args.output
        && let Err(error) = std::fs::write(path, document())
    {
        complain(&format!(
            "error: cannot write `{}`: {error}\n",
            path.display()
        ));
        return UNUSABLE;
    }
    match args.format {
        Format::Text => print(&report::text(&result)),
        Format::Json => print(&document()),
        Format::Github => print(&report::github(&result)),
        Format::Junit => print(&report::junit(&result)),
        Format::Sarif => print(&report::sarif(&result)),
    }
    result.exit_status()
}

/// A file as text.
pub(super) fn read(path: &Path) -> Result<String, Failed> {
    let bad = |why: String| format!("error: cannot read `{}`: {why}\n", path.display());
    let size = std::fs::metadata(path)
        .map_err(|error| bad(error.to_string()))?
        .len();
    if size > MAX_TEXT {
        return Err(bad(format!("it has {size} bytes; the limit is {MAX_TEXT}")));
    }
    let bytes = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        bad(format!(
            "it is not UTF-8 at byte {}",
            error.utf8_error().valid_up_to()
        ))
    })
}

/// The name of a file in messages.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
