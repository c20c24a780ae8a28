//! `replay` and `test`: contracts tried against what is kept, and against mutants of what passes.

use std::path::PathBuf;

use contractual_handover::{check_only, mutation_check};

use super::args::{Format, Replay, Test};
use super::run::{finish, read, shown};
use super::settings::options;
use super::{UNUSABLE, complain, print};

pub(super) fn replay(args: &Replay) -> u8 {
    let result = options(&args.project).and_then(|options| {
        let folder = options.storage.join(&args.run);
        let kept = folder.join("pipeline.yaml");
        let (text, name) = match &args.pipeline {
            Some(path) => (read(path)?, shown(path)),
            None => (read(&kept)?, shown(&kept)),
        };
        let nothing = || {
            format!(
                "error: the run `{}` has no workspace of a step `{}`\n",
                args.run, args.step
            )
        };
        // Ids of steps are safe parts of a path; another word names no step.
        if args.step.contains(['/', '\\']) {
            return Err(nothing());
        }
        let file = folder.join("steps").join(format!("{}.json", args.step));
        let state = read(&file).map_err(|_| nothing())?;
        let state: serde_json::Value = serde_json::from_str(&state)
            .map_err(|error| format!("error: {} cannot be read: {error}\n", file.display()))?;
        let workspace = state
            .get("workspace")
            .and_then(serde_json::Value::as_str)
            .map(PathBuf::from)
            .ok_or_else(nothing)?;
        Ok(check_only(&text, &name, &options, &args.step, &workspace))
    });
    finish(&args.project, result)
}

pub(super) fn test(args: &Test) -> u8 {
    let found = options(&args.project).and_then(|options| {
        let text = read(&args.pipeline)?;
        Ok(mutation_check(
            &text,
            &shown(&args.pipeline),
            &options,
            &args.step,
            &args.workspace,
        ))
    });
    let found = match found {
        Ok(found) => found,
        Err(message) => {
            complain(&message);
            return UNUSABLE;
        }
    };
    if let Some(message) = &found.refused {
        complain(&format!("error: {message}\n"));
        return UNUSABLE;
    }
    match args.project.format {
        Format::Json => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&found.to_json()).unwrap_or_default()
        )),
        Format::Text | Format::Github | Format::Junit | Format::Sarif => print(&found.text()),
    }
    u8::from(found.survivors() > 0)
}
