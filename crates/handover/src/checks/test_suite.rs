//! `test_suite`: a command's exit status (section 10).

use super::output::{self, facts};
use super::{Dir, Prepared, Scene, Verdict, limit};
use crate::Violation;
use crate::clean::cut;
use crate::document::Contract;
use crate::process::{Ended, Finished, Job, Program, run};
use crate::root::{Refused, Root, read_limited};
use crate::template::fill_command;

/// The limit where the contract says nothing.
const LIMIT_SECONDS: u64 = 600;

pub(super) fn check(scene: &Scene<'_>, contract: &Contract, prepared: &Prepared) -> Verdict {
    let Some(command) = &contract.command else {
        return Verdict::default();
    };
    let (folder, shown_dir) = match folder(scene, prepared) {
        Ok(found) => found,
        Err(violation) => return Verdict::one(*violation),
    };
    let (program, shown, variables) = program(scene, contract, command);
    let own = variables
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let limit = limit(contract, LIMIT_SECONDS);
    let finished = run(Job {
        program,
        folder: folder.path(),
        environment: (scene.environment)(&contract.env, own),
        input: None,
        limit,
        keep_stdout: None,
        cancel: scene.cancel,
    });
    let secrets = scene.options.secrets();
    let shown = secrets.mask(&shown);
    let mut verdict = Verdict::default();
    if finished.background {
        let message = format!(
            "`{}` left a background process behind, which was ended",
            cut(&shown, 200)
        );
        verdict.note(Violation::new("timeout", message).with("note", "background_process"));
    }
    let Some(violation) = violation(
        &finished,
        &shown,
        limit,
        contract.command_args.is_none(),
        &folder,
    ) else {
        return verdict;
    };
    let mut failures = output::failures(&format!(
        "{}\n{}",
        finished.stdout.text(),
        finished.stderr.text()
    ));
    if let Some(report) = contract
        .report
        .as_ref()
        .and_then(|report| report_text(scene, report))
    {
        failures = output::junit(&report);
    }
    let mut violation = facts(violation, &finished, &secrets)
        .with("command", shown)
        .with("dir", shown_dir)
        .with("background_process", finished.background);
    let first = failures.iter().find(|failure| failure.file.is_some());
    if let Some(first) = first {
        violation.file = first.file.clone();
        violation.line = first.line;
        violation.column = first.column;
    }
    if !failures.is_empty() {
        violation
            .more
            .insert("failures".into(), output::listed(&failures));
        violation.hint = Some(
            failures
                .iter()
                .take(5)
                .map(|failure| secrets.mask(&failure.message))
                .collect::<Vec<_>>()
                .join("; "),
        );
    }
    verdict.violations.push(violation);
    verdict
}

fn folder(scene: &Scene<'_>, prepared: &Prepared) -> Result<(Root, String), Box<Violation>> {
    let (root, path) = match &prepared.dir {
        Dir::Workspace => (scene.workspace, crate::RelPath::base()),
        Dir::Project => (scene.project, crate::RelPath::base()),
        Dir::Below(path) => (scene.workspace, path.clone()),
    };
    let shown = match prepared.dir {
        Dir::Project => "project_root".to_owned(),
        Dir::Workspace | Dir::Below(_) => path.to_string(),
    };
    root.folder(&path)
        .map(|folder| (folder, shown.clone()))
        .map_err(|refused| {
            Box::new(match refused {
                Refused::Escape(link) => Violation::new(
                    "path_escape",
                    format!("`{shown}` leads out of the workspace by the link `{link}`"),
                )
                .field("dir"),
                Refused::Io(error) => Violation::new(
                    "dir_missing",
                    format!("the folder `{shown}` cannot be opened: {error}"),
                ),
                Refused::Missing | Refused::NotFile | Refused::NotFolder | Refused::Loop => {
                    Violation::new(
                        "dir_missing",
                        format!("the folder `{shown}` does not exist in the workspace"),
                    )
                    .field("dir")
                }
            })
        })
}

fn program(
    scene: &Scene<'_>,
    contract: &Contract,
    command: &str,
) -> (Program, String, Vec<(String, String)>) {
    match &contract.command_args {
        None => {
            let (text, variables) = fill_command(command, scene.value);
            (Program::Shell(text.clone()), text, variables)
        }
        Some(arguments) => {
            // No shell: a value is an argument, whatever it holds.
            let fill = |text: &str| crate::template::fill(text, scene.value);
            let command = fill(command);
            let arguments: Vec<String> = arguments.iter().map(|argument| fill(argument)).collect();
            let shown = format!("{command} {}", arguments.join(" "));
            (
                Program::Exec(
                    command.into(),
                    arguments.into_iter().map(Into::into).collect(),
                ),
                shown,
                Vec::new(),
            )
        }
    }
}

/// How the command ended, as a violation (section 10.4).
fn violation(
    finished: &Finished,
    shown: &str,
    limit: Option<std::time::Duration>,
    shell: bool,
    folder: &Root,
) -> Option<Violation> {
    let command = cut(shown, 200);
    Some(match &finished.ended {
        Ended::Exit(0) => return None,
        Ended::Exit(code @ (126 | 127)) if shell => not_started(finished, shown, *code, folder),
        Ended::Exit(code) => Violation::new(
            "exit_nonzero",
            format!("`{command}` ended with status {code}, expected 0"),
        )
        .with("exit_code", *code),
        Ended::Signal(signal) => Violation::new(
            "killed_by_signal",
            format!("`{command}` was ended by signal {signal}"),
        )
        .with("signal", *signal),
        Ended::TimedOut => {
            let limit = limit.unwrap_or_default();
            Violation::new("timeout", format!("`{command}` was still running after {limit:?} and was ended with all its children"))
                .with("limit_ms", u64::try_from(limit.as_millis()).unwrap_or(u64::MAX))
        }
        Ended::Cancelled => Violation::new("cancelled", format!("`{command}` was interrupted")),
        Ended::NotStarted(error) => {
            let first = shown.split_whitespace().next().unwrap_or_default();
            let (code, what) = match error.kind() {
                std::io::ErrorKind::PermissionDenied => {
                    ("command_not_executable", "may not be run")
                }
                _ => ("command_not_found", "was not found"),
            };
            Violation::new(code, format!("the program `{first}` {what}: {error}"))
                .with("retry", first.contains('/'))
        }
    })
}

/// Status 126 or 127 of a shell. It names the word that failed; where that word is a path, the step may still create it.
fn not_started(finished: &Finished, shown: &str, code: i32, folder: &Root) -> Violation {
    let printed = finished.stderr.text();
    let first = first_word(shown);
    let named = printed.lines().rev().find_map(|line| {
        let (before, _) = line
            .rsplit_once(": not found")
            .or_else(|| line.rsplit_once(": command not found"))?;
        Some(before.rsplit(": ").next()?.trim().to_owned())
    });
    let word = named.unwrap_or(first);
    if code == 127 && !word.contains('/') {
        return Violation::new(
            "command_not_found",
            format!("the program `{word}` was not found"),
        )
        .with("exit_code", code)
        .with("retry", false)
        .hint(format!("install `{word}`, or correct the command"));
    }
    if code == 127 {
        // The step may have to create it.
        return Violation::new(
            "command_not_found",
            format!("the program `{word}` does not exist in {}", place(folder)),
        )
        .with("exit_code", code)
        .with("retry", true);
    }
    Violation::new(
        "command_not_executable",
        format!("`{word}` is there but may not be run"),
    )
    .with("exit_code", code)
    .hint(format!("chmod +x {word}"))
}

fn place(_folder: &Root) -> &'static str {
    "the folder of the command"
}

/// The first word of a shell text that can be a program: variables set in front of it are passed over.
fn first_word(text: &str) -> String {
    let mut words = text.split_whitespace();
    let word = words.find(|word| {
        let name = word.split('=').next().unwrap_or_default();
        !(word.contains('=')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    });
    word.unwrap_or_default()
        .trim_matches(['"', '\'', '(', ')', ';', '{', '}'])
        .to_owned()
}

fn report_text(scene: &Scene<'_>, report: &str) -> Option<String> {
    let path = crate::RelPath::parse(report).ok()?;
    let file = scene.workspace.file(&path).ok()?;
    let bytes = read_limited(file, 16 << 20).ok()??;
    String::from_utf8(bytes).ok()
}
