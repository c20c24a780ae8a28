//! File, steps, artifacts and workspaces (sections 2, 7, 8 and 16.6).

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::contract::StepContract;

/// A pipeline: steps, and what the output of each must satisfy before the next one starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct HandoverPipeline {
    /// `WavePipeline`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PipelineKind>,
    /// Names the pipeline; without it the file's name does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// What is said about the one input text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Input>,
    /// The steps. Their order in the file is that of the report; `dependencies` say what runs first.
    #[contract(min_items = 1)]
    pub steps: Vec<Step>,
}

/// The kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase")]
pub enum PipelineKind {
    /// The only one.
    WavePipeline,
}

/// Names a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The name. Not blank.
    #[contract(pattern = "\\S")]
    pub name: String,
    /// For readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What is said about the input.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Where it comes from, such as `cli`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it must be; for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// An example, for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// One piece of work, done by a persona or by a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    rule(name = "one_work", expr = "exactly_one(exec, script)"),
    rule(name = "type_has_script", expr = "present(kind) => present(script)"),
    rule(
        name = "prompt_has_persona",
        expr = "exec.kind == \"prompt\" => present(persona)"
    ),
    example = {
        "id": "extract",
        "persona": "navigator",
        "exec": {"type": "prompt", "source": "Extract the prices from: {{ input }}"},
        "output_artifacts": [{"name": "prices", "path": ".wave/output/prices.json"}]
    }
)]
pub struct Step {
    /// Unique; one safe part of a path.
    pub id: StepId,
    /// The work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(example = {"type": "command", "source": "cargo build"})]
    pub exec: Option<Exec>,
    /// A shell command, instead of `exec`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(pattern = "\\S")]
    pub script: Option<String>,
    /// With `script`: another spelling of a command step.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CommandKind>,
    /// Who does the work. Required where it is a prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(pattern = "\\S")]
    pub persona: Option<String>,
    /// Steps that must be over first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dependencies: Option<Vec<String>>,
    /// What the step writes. Names are unique in the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_artifacts: Option<Vec<Artifact>>,
    /// What it gets from other steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// What its output must satisfy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// What its folder holds at the start; a worktree in a git project, else nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<Workspace>,
    /// What a retry does with the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_on_retry: Option<OnRetry>,
    /// The limit of the work, not of its contracts; 30 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 1)]
    pub timeout_minutes: Option<u32>,
    /// Retries of the step as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// A failure does not fail the run; what depends on the step is skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
    /// Runs only when a rework asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework_only: Option<bool>,
}

/// The id of a step or the name of an artifact: one safe part of a path. Not empty, not `.` or `..`, no separator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[contract(
    pattern = "^([^./\\\\\\u0000]|\\.[^./\\\\\\u0000]|\\.\\.[^/\\\\\\u0000])[^/\\\\\\u0000]*$",
    example = "extract",
    allow(
        loose_pattern,
        reason = "a line end is a letter like any other in the name of a file"
    )
)]
pub struct StepId(pub String);

/// The other spelling of a command step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum CommandKind {
    /// A shell command.
    Command,
}

/// The work of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    rule(
        name = "one_prompt",
        expr = "kind == \"prompt\" => exactly_one(source, source_path)"
    ),
    rule(
        name = "command_in_source",
        expr = "kind == \"command\" => (present(source) and not present(source_path))"
    )
)]
pub struct Exec {
    /// A text for the persona, or a shell command.
    #[serde(rename = "type")]
    pub kind: ExecKind,
    /// The text or the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The file that holds the text, relative to the project root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_path: Option<String>,
}

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ExecKind {
    /// A text for the persona.
    Prompt,
    /// A shell command, run in the workspace.
    Command,
}

/// A file that a step declares as its output, or what its work prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    rule(name = "file_has_path", expr = "not present(source) => present(path)"),
    rule(
        name = "written_file_has_path",
        expr = "source == \"file\" => present(path)"
    )
)]
pub struct Artifact {
    /// How other steps name it.
    pub name: StepId,
    /// Where the step writes it, in its workspace. Not blank; required unless `source` is `stdout`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(pattern = "\\S")]
    pub path: Option<String>,
    /// What it is; by the extension if it is not given.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ArtifactKind>,
    /// Its absence fails the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// A file, or standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ArtifactSource>,
}

/// What an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
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

/// Where an artifact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactSource {
    /// A file that the step writes.
    File,
    /// What the work prints.
    Stdout,
}

/// What a step knows of other steps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Nothing but what is injected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// Artifacts of other steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inject_artifacts: Option<Vec<Inject>>,
}

/// How a step's memory begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Empty.
    Fresh,
}

/// An artifact of another step, as a read-only file below `.wave/artifacts/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    /// The step, which must run before.
    #[contract(pattern = "\\S")]
    pub step: String,
    /// The artifact's name there.
    #[contract(pattern = "\\S")]
    pub artifact: String,
    /// Its name here; the artifact's own if it is not given.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Its absence is no failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
    /// A schema that it must satisfy before the work starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_path: Option<String>,
    /// The type that it must be declared with.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ArtifactKind>,
}

/// What a step's output must satisfy: one contract, or several.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(rule(name = "one_of_the_two", expr = "at_most_one(contract, contracts)"))]
pub struct Handover {
    /// One contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(example = {"type": "test_suite", "command": "npm test"})]
    pub contract: Option<StepContract>,
    /// Several, checked in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(example = [{"type": "non_empty_file"}, {"type": "test_suite", "command": "npm test"}])]
    pub contracts: Option<Vec<StepContract>>,
    /// What a retry does with the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_on_retry: Option<OnRetry>,
}

/// What a retry does with the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum OnRetry {
    /// A new folder.
    Fresh,
    /// The same folder, without the declared outputs.
    Keep,
}

/// What the folder of a step holds at the start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// Nothing, or the project at a commit.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<WorkspaceKind>,
    /// The branch that the step's commits go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The commit that a worktree begins at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Copies of project folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mount: Option<Vec<Mount>>,
    /// The step whose folder is shared.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
}

/// A kind of workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceKind {
    /// Nothing.
    Empty,
    /// The project at a commit.
    Worktree,
}

/// A copy of a project folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Mount {
    /// Relative to the project root. Not blank.
    #[contract(pattern = "\\S")]
    pub source: String,
    /// Relative to the workspace; as `source` if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Whether it may be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<MountMode>,
}

/// Whether a copy may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum MountMode {
    /// It may not.
    Readonly,
    /// It may.
    Readwrite,
    /// It may not.
    Ro,
    /// It may.
    Rw,
}

/// Retries of a step as a whole, for failed work and for contracts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// A preset; explicit keys win.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<RetryPolicy>,
    /// Attempts in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 1)]
    pub max_attempts: Option<u32>,
    /// How the delay grows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<Backoff>,
    /// The unit of the delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_delay: Option<WaitingTime>,
    /// The longest delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_delay: Option<WaitingTime>,
    /// What happens when the attempts are used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<UsedUp>,
    /// The step that repairs, with `on_failure: rework`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework_step: Option<String>,
    /// Keep the model tier on a retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_escalate: Option<bool>,
    /// Accepted, without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adapt_prompt: Option<Value>,
}

/// A preset of retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum RetryPolicy {
    /// One attempt.
    None,
    /// 3 attempts, 1 s doubling up to 30 s.
    Standard,
    /// 5 attempts, 200 ms doubling up to 30 s.
    Aggressive,
    /// 3 attempts, 5 s doubling up to 90 s.
    Patient,
}

/// How a delay grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Backoff {
    /// Not at all.
    Fixed,
    /// With the attempt.
    Linear,
    /// Doubled with each attempt.
    Exponential,
}

/// What happens when a step's attempts are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
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

/// A time above zero, such as `500ms`, `2s`, `1m30s` or `2h`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[contract(
    pattern = "^([1-9][0-9]*([.][0-9]+)?|0[.][0-9]*[1-9][0-9]*)(ns|us|µs|ms|s|m|h)([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))*$",
    example = "2s"
)]
pub struct WaitingTime(pub String);
