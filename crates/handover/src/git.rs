//! The few questions asked of git, by its own program; no answer is ever guessed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Options;
use crate::process::{Ended, Job, Program, run};
use crate::root::Root;

/// A git call takes at most this long.
const LIMIT: Duration = Duration::from_secs(120);
/// More output than this is not read.
const MAX_OUTPUT: usize = 32 << 20;

/// A repository and the folder in it that is looked at.
#[derive(Clone)]
pub(crate) struct Git<'a> {
    folder: PathBuf,
    options: &'a Options,
}

impl<'a> Git<'a> {
    /// The repository that holds a folder.
    pub(crate) fn find(root: &Root, options: &'a Options) -> Option<Self> {
        let git = Self {
            folder: root.path().to_path_buf(),
            options,
        };
        (git.text(&["rev-parse", "--is-inside-work-tree"])?.trim() == "true").then_some(git)
    }

    /// The repository whose work tree begins at, or above but below `limit`, a folder.
    pub(crate) fn at(folder: &Path, options: &'a Options) -> Self {
        Self {
            folder: folder.to_path_buf(),
            options,
        }
    }

    /// Runs git; its standard output if it succeeded.
    pub(crate) fn text(&self, arguments: &[&str]) -> Option<String> {
        self.run(arguments).ok()
    }

    /// Runs git; its standard output, or what it says is wrong.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let own = [
            ("GIT_TERMINAL_PROMPT", "0"),
            ("LC_ALL", "C"),
            ("GIT_OPTIONAL_LOCKS", "0"),
        ];
        let mut environment = crate::environment::restricted(
            self.options,
            &[],
            own.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).into()))
                .collect(),
        );
        environment.set.retain(|(name, _)| name != "CI");
        let finished = run(Job {
            program: Program::Exec(
                "git".into(),
                arguments
                    .iter()
                    .map(|argument| (*argument).into())
                    .collect(),
            ),
            folder: &self.folder,
            environment,
            input: None,
            limit: Some(LIMIT),
            keep_stdout: Some(MAX_OUTPUT),
            cancel: &[&self.options.cancel],
        });
        match finished.ended {
            Ended::Exit(0) => match finished.stdout.whole {
                Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
                None => Err(format!(
                    "git {} printed more than {MAX_OUTPUT} bytes",
                    arguments.first().unwrap_or(&"")
                )),
            },
            Ended::Exit(_) => Err(finished.stderr.text().trim().to_owned()),
            Ended::Signal(signal) => Err(format!("git was ended by signal {signal}")),
            Ended::TimedOut => Err(format!("git took longer than {LIMIT:?}")),
            Ended::Cancelled => Err("git was interrupted".into()),
            Ended::NotStarted(error) => Err(format!("git cannot be started: {error}")),
        }
    }

    /// The commit of the work tree.
    pub(crate) fn head(&self) -> Option<String> {
        self.commit("HEAD")
    }

    /// The commit that a revision names.
    pub(crate) fn commit(&self, revision: &str) -> Option<String> {
        if revision.starts_with('-') {
            return None;
        }
        let wanted = format!("{revision}^{{commit}}");
        self.text(&["rev-parse", "--verify", "--quiet", &wanted])
            .map(|text| text.trim().to_owned())
    }

    /// The current branch.
    pub(crate) fn branch(&self) -> Option<String> {
        self.text(&["symbolic-ref", "--short", "--quiet", "HEAD"])
            .map(|text| text.trim().to_owned())
    }

    /// True if files differ from the commit, or are unknown to it.
    pub(crate) fn has_changes(&self) -> bool {
        self.text(&["status", "--porcelain", "--", "."])
            .is_some_and(|text| !text.trim().is_empty())
    }
}
