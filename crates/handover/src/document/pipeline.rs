//! Pipeline, step and artifact (sections 2, 7 and 8).

use std::time::Duration;

use super::Contract;

/// A pipeline file.
#[derive(Debug, Clone, Default)]
pub struct Pipeline {
    /// `metadata.name`, or the file's name.
    pub name: String,
    /// Shown to people.
    pub description: String,
    /// What is said about the input.
    pub input: Option<InputInfo>,
    /// The steps, in file order.
    pub steps: Vec<Step>,
}

impl Pipeline {
    /// The step of an id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}

/// Information about the one input text.
#[derive(Debug, Clone, Default)]
pub struct InputInfo {
    /// Where it comes from.
    pub source: Option<String>,
    /// An example, for people.
    pub example: Option<String>,
}

/// One piece of work.
#[derive(Debug, Clone)]
pub struct Step {
    /// Unique; one safe path component.
    pub id: String,
    /// Who does the work.
    pub persona: Option<String>,
    /// Steps that must be over first.
    pub dependencies: Vec<String>,
    /// The work.
    pub exec: Exec,
    /// What the step writes.
    pub output_artifacts: Vec<Artifact>,
    /// What it gets from other steps.
    pub inject_artifacts: Vec<Inject>,
    /// What its output must satisfy, in order.
    pub contracts: Vec<Contract>,
    /// What its folder holds at the start.
    pub workspace: Workspace,
    /// What a retry does with the folder.
    pub workspace_on_retry: OnRetry,
    /// The limit of the work.
    pub timeout: Duration,
    /// Retries of failed work.
    pub retry: Option<StepRetry>,
    /// A failure does not fail the run.
    pub optional: bool,
    /// Runs only when a rework asks for it.
    pub rework_only: bool,
    /// The JSON pointer of the step in its file.
    pub at: String,
}

/// The work of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exec {
    /// A text for the persona.
    Prompt(String),
    /// A file with the text, relative to the project root.
    PromptFile(String),
    /// A shell command.
    Command(String),
}

/// What a retry does with the folder (section 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnRetry {
    /// A new folder.
    #[default]
    Fresh,
    /// The same folder, without the declared outputs.
    Keep,
}

/// What the folder of a step holds at the start (section 7.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Workspace {
    /// As a worktree in a git project, else empty.
    #[default]
    Default,
    /// Nothing.
    Empty,
    /// The project at a commit.
    Worktree {
        /// The branch that the step's commits go to.
        branch: Option<String>,
        /// Where it starts.
        base: Option<String>,
    },
    /// Copies of project folders.
    Mount(Vec<Mount>),
    /// The folder of another step.
    Ref(String),
}

/// A copy of a project folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Relative to the project root.
    pub source: String,
    /// Relative to the workspace.
    pub target: String,
    /// Nothing below may be written.
    pub read_only: bool,
}

/// A file that a step declares as its output.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Unique in the step.
    pub name: String,
    /// Where the step writes it.
    pub path: String,
    /// What it is.
    pub kind: ArtifactType,
    /// Its absence fails the attempt.
    pub required: bool,
    /// Where it comes from.
    pub source: ArtifactSource,
}

/// Where an artifact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArtifactSource {
    /// A file that the step writes.
    #[default]
    File,
    /// What the work prints.
    Stdout,
}

/// What an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArtifactType {
    /// JSON.
    Json,
    /// Markdown.
    Markdown,
    /// Text.
    Text,
    /// Any file.
    File,
    /// A folder.
    Directory,
    /// Any bytes.
    Binary,
}

impl ArtifactType {
    /// The words of the format.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("text", Self::Text),
        ("file", Self::File),
        ("directory", Self::Directory),
        ("binary", Self::Binary),
    ];

    /// The word of the format.
    pub fn word(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("file", |(word, _)| word)
    }

    /// The type that an extension says.
    pub fn by_extension(path: &str) -> Self {
        match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("json") => Self::Json,
            Some("md" | "markdown") => Self::Markdown,
            Some("txt" | "log") => Self::Text,
            _ => Self::File,
        }
    }
}

/// An artifact that a step gets.
#[derive(Debug, Clone)]
pub struct Inject {
    /// The step that declares it.
    pub step: String,
    /// Its name there.
    pub artifact: String,
    /// Its name here, below `.wave/artifacts/`.
    pub alias: String,
    /// Its absence is no failure.
    pub optional: bool,
    /// A schema that it must satisfy before the work starts.
    pub schema_path: Option<String>,
    /// The type that it must be declared with.
    pub kind: Option<ArtifactType>,
    /// The JSON pointer of the entry in its file.
    pub at: String,
}

/// Retries of a step as a whole (section 16.6).
#[derive(Debug, Clone)]
pub struct StepRetry {
    /// Attempts in all.
    pub max_attempts: u32,
    /// How the delay grows.
    pub backoff: Backoff,
    /// The unit of the delay.
    pub base_delay: Duration,
    /// The longest delay.
    pub max_delay: Duration,
    /// What happens when the attempts are used up.
    pub on_failure: Option<UsedUp>,
    /// The step that repairs.
    pub rework_step: Option<String>,
    /// Keep the model tier on a retry.
    pub no_escalate: bool,
}

/// How a delay grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backoff {
    /// Always the base.
    Fixed,
    /// The base times the attempt.
    Linear,
    /// Doubled with each attempt.
    Exponential,
}

/// What happens when a step's attempts are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedUp {
    /// The step fails.
    Fail,
    /// The step is skipped.
    Skip,
    /// The step ends soft.
    Continue,
    /// Another step repairs.
    Rework,
}

impl Step {
    /// True if a persona does the work.
    pub fn exec_is_prompt(&self) -> bool {
        matches!(self.exec, Exec::Prompt(_) | Exec::PromptFile(_))
    }
}
