//! Commands that are told of what happens (section 19.3). A hook gets the event as one line of JSON on standard input, in the project
//! folder, with the caller's environment. It only listens: whatever it does, the run takes its course; a hook that fails is told
//! of as an event of its own.

use std::time::Duration;

use serde_json::Value;

use crate::Options;
use crate::process::{Ended, Job, Program, run};

/// A hook is ended after this time.
const LIMIT: Duration = Duration::from_secs(10);

/// What a hook can listen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum HookEvent {
    /// A contract was checked, whatever came of it.
    ContractValidated,
    /// A step runs again.
    StepRetrying,
    /// A step failed.
    StepFailed,
    /// An artifact was kept for dependent steps.
    ArtifactCreated,
    /// An attempt has its workspace.
    WorkspaceCreated,
}

impl HookEvent {
    /// Every event, by the order of the enumeration.
    pub const ALL: [Self; 5] = [
        Self::ContractValidated,
        Self::StepRetrying,
        Self::StepFailed,
        Self::ArtifactCreated,
        Self::WorkspaceCreated,
    ];

    /// The name in settings and arguments.
    pub fn name(self) -> &'static str {
        match self {
            Self::ContractValidated => "contract_validated",
            Self::StepRetrying => "step_retrying",
            Self::StepFailed => "step_failed",
            Self::ArtifactCreated => "artifact_created",
            Self::WorkspaceCreated => "workspace_created",
        }
    }

    /// The event of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// The event that hooks know a state of the journal by.
    pub(crate) fn of_state(state: &str, of_a_step: bool) -> Option<Self> {
        Some(match state {
            "contract_passed" | "contract_failed" => Self::ContractValidated,
            "retrying" => Self::StepRetrying,
            "failed" if of_a_step => Self::StepFailed,
            "artifact_created" => Self::ArtifactCreated,
            "workspace_created" => Self::WorkspaceCreated,
            _ => return None,
        })
    }
}

/// Tells the hooks of an event; what went wrong with them is returned.
pub(crate) fn fire(options: &Options, event: HookEvent, document: &Value) -> Vec<String> {
    let listening = options.hooks.iter().filter(|(of, _)| *of == event);
    let mut failed = Vec::new();
    for (_, command) in listening {
        let mut own = vec![("WAVE_HOOK".to_owned(), event.name().into())];
        for (variable, key) in [("WAVE_RUN_ID", "run"), ("WAVE_STEP_ID", "step")] {
            if let Some(text) = document.get(key).and_then(Value::as_str) {
                own.push((variable.to_owned(), text.into()));
            }
        }
        let finished = run(Job {
            program: Program::Shell(command.clone()),
            folder: &options.project,
            environment: crate::environment::full(options, own),
            input: Some(format!("{document}\n").into_bytes()),
            limit: Some(LIMIT),
            keep_stdout: None,
            cancel: &[&options.cancel],
        });
        let why = match finished.ended {
            Ended::Exit(0) | Ended::Cancelled => continue,
            Ended::Exit(code) => format!("ended with status {code}"),
            Ended::Signal(signal) => format!("was ended by signal {signal}"),
            Ended::TimedOut => format!("was still running after {LIMIT:?}"),
            Ended::NotStarted(error) => format!("cannot be started: {error}"),
        };
        failed.push(format!("the hook of {} {why}", event.name()));
    }
    failed
}
