//! `tsc`, where it is there (section 12.2, item 3).

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use fancy_regex::Regex;

use crate::process::{Cancel, Ended, Environment, Job, Program, run};
use crate::root::Root;
use crate::{RelPath, Violation};

/// One line of `tsc --pretty false`.
static DIAGNOSTIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$")
        .expect("a literal pattern, compiled in the tests")
});

/// Where a compiler was found.
#[derive(Debug, Clone)]
pub(crate) struct Compiler(PathBuf);

/// The compiler of the workspace, else of the project, else of the path.
pub(crate) fn find(
    workspace: &Root,
    project: &Root,
    path_variable: Option<&std::ffi::OsStr>,
) -> Option<Compiler> {
    let local = |root: &Root| {
        let file = root.path().join("node_modules/.bin/tsc");
        is_program(&file).then_some(file)
    };
    local(workspace)
        .or_else(|| local(project))
        .or_else(|| {
            std::env::split_paths(path_variable?)
                .map(|folder| folder.join("tsc"))
                .find(|file| is_program(file))
        })
        .map(Compiler)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// What became of a compiler run.
pub(crate) enum Compiled {
    /// The diagnostics; none means that the types are right.
    Checked(Vec<Violation>),
    /// It did not work, and why.
    Unusable(String),
}

impl Compiler {
    /// Checks one file of the workspace.
    pub(crate) fn check(
        &self,
        workspace: &Root,
        source: &RelPath,
        limit: Option<Duration>,
        environment: Environment,
        cancel: &[&Cancel],
    ) -> Compiled {
        let mut arguments: Vec<String> = Vec::new();
        let config = nearest_config(workspace, source);
        let generated = RelPath::parse(".wave/tsconfig.handover.json").unwrap_or_default();
        let source_text = source.to_string();
        if let Some(config) = &config {
            let text = serde_json::json!({
                "extends": format!("../{config}"),
                "compilerOptions": {"noEmit": true, "strict": true, "skipLibCheck": true, "composite": false, "incremental": false},
                "files": [format!("../{source_text}")],
                "include": [],
            });
            if workspace
                .write(&generated, text.to_string().as_bytes(), 0o644)
                .is_err()
            {
                return Compiled::Unusable("its settings cannot be written".into());
            }
            arguments.extend([
                "--pretty".into(),
                "false".into(),
                "-p".into(),
                generated.to_string(),
            ]);
        } else {
            arguments.extend(
                [
                    "--noEmit",
                    "--strict",
                    "--skipLibCheck",
                    "--pretty",
                    "false",
                ]
                .map(String::from),
            );
            arguments.push(format!("./{source_text}"));
        }
        let finished = run(Job {
            program: Program::Exec(
                self.0.clone().into(),
                arguments.into_iter().map(Into::into).collect(),
            ),
            folder: workspace.path(),
            environment,
            input: None,
            limit,
            keep_stdout: Some(4 << 20),
            cancel,
        });
        if config.is_some() {
            let _ = workspace.remove(&generated);
        }
        let printed = finished
            .stdout
            .whole
            .as_deref()
            .map_or_else(|| finished.stdout.text(), crate::clean::output_text);
        let found: Vec<Violation> = printed
            .lines()
            .filter_map(|line| diagnostic(line, &source_text))
            .take(50)
            .collect();
        match finished.ended {
            Ended::Exit(0) => Compiled::Checked(Vec::new()),
            Ended::Exit(_) if !found.is_empty() => Compiled::Checked(found),
            Ended::Exit(status) => {
                Compiled::Unusable(format!("it ended with status {status} and no diagnostic"))
            }
            Ended::Signal(signal) => Compiled::Unusable(format!("it was ended by signal {signal}")),
            Ended::TimedOut => {
                let message = format!(
                    "the TypeScript compiler was still running after {:?}",
                    limit.unwrap_or_default()
                );
                Compiled::Checked(vec![Violation::new("timeout", message)])
            }
            Ended::Cancelled => Compiled::Checked(vec![Violation::new(
                "cancelled",
                "the TypeScript compiler was interrupted",
            )]),
            Ended::NotStarted(error) => {
                Compiled::Unusable(format!("it cannot be started: {error}"))
            }
        }
    }
}

fn diagnostic(line: &str, source: &str) -> Option<Violation> {
    let captures = DIAGNOSTIC.captures(line).ok()??;
    let group = |at: usize| captures.get(at).map(|group| group.as_str().to_owned());
    let violation = Violation::new("ts_type", group(5)?).with("ts_code", group(4)?);
    let file = group(1).map_or_else(
        || source.to_owned(),
        |file| file.trim_start_matches("./").to_owned(),
    );
    let violation = violation.file(file);
    Some(
        match (
            group(2).and_then(|line| line.parse().ok()),
            group(3).and_then(|column| column.parse().ok()),
        ) {
            (Some(line), Some(column)) => violation.at(line, column),
            _ => violation,
        },
    )
}

fn nearest_config(workspace: &Root, source: &RelPath) -> Option<RelPath> {
    let mut folder = source.parent();
    loop {
        let config = folder.join("tsconfig.json").ok()?;
        if workspace.file(&config).is_ok() {
            return Some(config);
        }
        if folder.is_base() {
            return None;
        }
        folder = folder.parent();
    }
}
