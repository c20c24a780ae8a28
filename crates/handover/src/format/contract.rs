//! One contract of a step (sections 3 and 13.3).

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::pipeline::{OnRetry, WaitingTime};

/// One contract. Which of the keys mean something depends on `type`; the others are warned about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    rule(
        name = "suite_has_command",
        expr = "kind == \"test_suite\" => present(command)"
    ),
    rule(
        name = "one_schema",
        expr = "kind == \"json_schema\" => exactly_one(schema_path, schema)"
    ),
    rule(
        name = "events_are_named",
        expr = "kind == \"event_contains\" => present(events)"
    ),
    rule(
        name = "judge_has_criteria",
        expr = "kind == \"llm_judge\" => present(criteria)"
    ),
    rule(
        name = "review_has_reviewer",
        expr = "kind == \"agent_review\" => (present(persona) and present(criteria_path))"
    ),
    example = {
        "type": "json_schema",
        "source": ".wave/output/prices.json",
        "schema_path": ".wave/contracts/prices.schema.json"
    }
)]
pub struct StepContract {
    /// What is checked.
    #[serde(rename = "type")]
    pub kind: ContractKind,
    /// A failure fails the step; true if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_pass: Option<bool>,
    /// What a failure leads to; `retry` if `max_retries` is more than 0, else `fail`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<OnFailure>,
    /// Runs after the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u32>,
    /// Accepted, without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validate: Option<bool>,
    /// A label for reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The step that repairs, with `on_failure: rework`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework_step: Option<String>,
    /// What a retry does with the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_on_retry: Option<OnRetry>,
    /// Rounds looked at for progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 1)]
    pub convergence_window: Option<u32>,
    /// The least progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 0, max = 1)]
    pub convergence_min_improvement: Option<f64>,
    /// The file to check; the first of `output_artifacts` if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// json_schema: a schema file; typescript_interface: the file with the type; markdown_spec: a schema of the document's JSON form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_path: Option<String>,
    /// json_schema: a schema, as JSON text or as a mapping, or `rust:Name` for a Rust contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaText>,
    /// test_suite: a shell command, or a program if there are `command_args`. Not blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(pattern = "\\S")]
    pub command: Option<String>,
    /// test_suite: arguments; no shell is used then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_args: Option<Vec<String>>,
    /// test_suite: the folder to run in; `project_root` names the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dir: Option<String>,
    /// test_suite: variables that the command gets from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<Vec<String>>,
    /// test_suite: a JUnit report that the command writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The limit of the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<WaitingTime>,
    /// json_schema: false switches recovery off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_recovery: Option<bool>,
    /// json_schema: how much of a bent JSON text is repaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_level: Option<Recovery>,
    /// Accepted, without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progressive_validation: Option<bool>,
    /// Accepted, without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_on_recovery: Option<bool>,
    /// Accepted, without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debug_mode: Option<bool>,
    /// json_schema: false opens an envelope of the engine's own errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_wrapper_detection: Option<bool>,
    /// typescript_interface: the type that a JSON value must fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// typescript_interface: members that the type does not name are fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_extra: Option<bool>,
    /// typescript_interface: without a compiler the contract fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_compiler: Option<bool>,
    /// markdown_spec: rules for the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<MarkdownRules>,
    /// markdown_spec: where the JSON form of the document is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emit: Option<String>,
    /// format: the kind of document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// source_diff: files that count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glob: Option<String>,
    /// source_diff: files that do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Vec<String>>,
    /// source_diff: how many must have changed; 1 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(allow(wide_integer, reason = "counts beyond 2^53 do not occur"))]
    pub min_files: Option<u64>,
    /// test_diff, test_count_baseline: how many tests may go on balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(allow(wide_integer, reason = "counts beyond 2^53 do not occur"))]
    pub max_test_deletions: Option<u64>,
    /// test_diff, test_count_baseline: files that hold tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_file_pattern: Option<Vec<String>>,
    /// test_diff, test_count_baseline: lines that begin a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_func_pattern: Option<String>,
    /// test_count_baseline: the commit to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_ref: Option<String>,
    /// event_contains: events that must have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min_items = 1)]
    pub events: Option<Vec<EventPattern>>,
    /// llm_judge: what is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min_items = 1)]
    pub criteria: Option<Vec<String>>,
    /// llm_judge: the least share of criteria; 1 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 0, max = 1)]
    pub threshold: Option<f64>,
    /// llm_judge, agent_review: the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// agent_review: the reviewer, another persona than the step's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<String>,
    /// agent_review: a file with the reviewer's criteria.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria_path: Option<String>,
    /// agent_review: what the reviewer is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Vec<ReviewContext>>,
    /// agent_review: the reviewer's budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(
        min = 1,
        allow(wide_integer, reason = "budgets beyond 2^53 do not occur")
    )]
    pub token_budget: Option<u64>,
    /// Of a type that is not available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec_artifact: Option<Value>,
    /// Of a type that is not available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_persona: Option<Value>,
    /// Of a type that is not available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation_step: Option<Value>,
}

/// What a contract checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ContractKind {
    /// A command's exit status.
    TestSuite,
    /// A JSON file against a JSON Schema.
    JsonSchema,
    /// A TypeScript file compiles, or a JSON value fits a TypeScript type.
    TypescriptInterface,
    /// The structure of a Markdown file.
    MarkdownSpec,
    /// A file exists and has content.
    NonEmptyFile,
    /// House rules for issue, pull request, result and analysis documents.
    Format,
    /// The step changed enough source files.
    SourceDiff,
    /// The step did not remove tests on balance (working tree).
    TestDiff,
    /// The same, between two commits.
    TestCountBaseline,
    /// Certain events happened during the step.
    EventContains,
    /// A model judges criteria.
    LlmJudge,
    /// Another persona reviews.
    AgentReview,
}

/// What a failing contract leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// The step runs again, in a fresh workspace.
    Retry,
    /// The run stops at once.
    Halt,
    /// The step fails, no new step starts.
    Fail,
    /// Reported, softly.
    Continue,
    /// Reported as a warning.
    Warn,
    /// Like continue; the remaining contracts are not checked.
    Skip,
    /// Another step repairs.
    Rework,
    /// The run stops with a valid negative answer.
    Rejected,
}

/// How much of a bent JSON text is repaired; each level includes the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// Fences, prose, comments, trailing commas.
    Conservative,
    /// And bare names, single quotes, missing commas, Python words.
    Progressive,
    /// And unclosed ends.
    Aggressive,
}

/// A JSON Schema: as JSON text (or `rust:Name`), or as a mapping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum SchemaText {
    /// JSON text, or `rust:Name` for the schema of a Rust contract.
    Text(String),
    /// The schema that accepts everything, or nothing.
    All(bool),
    /// The schema.
    Schema(Map<String, Value>),
}

/// An event that must have happened during the step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(rule(name = "says_something", expr = "at_least_one(state, contains)"))]
pub struct EventPattern {
    /// The state of the event; any if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A text in its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}

/// What a reviewer is shown: the changes of the workspace, or an artifact of the step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(rule(
    name = "shows_something",
    expr = "at_least_one(source, git_diff, artifact)"
))]
pub struct ReviewContext {
    /// `git_diff`: the changes of the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ContextSource>,
    /// Another spelling of `source: git_diff`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git_diff: Option<Value>,
    /// An artifact of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// The revision that changes are counted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff_base: Option<String>,
    /// At most this many bytes; 51200 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(
        min = 1,
        allow(wide_integer, reason = "sizes beyond 2^53 do not occur")
    )]
    pub max_size: Option<u64>,
}

/// Where a reviewer's context comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ContextSource {
    /// The changes of the workspace.
    GitDiff,
}

/// Rules for a Markdown document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct MarkdownRules {
    /// Sections that must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headings: Option<Vec<HeadingRule>>,
    /// Whether their order counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<HeadingOrder>,
    /// Whether other headings are fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_headings: Option<ExtraHeadings>,
    /// Tables that must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<Vec<TableRule>>,
    /// Languages that every fence must be one of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_languages: Option<Vec<String>>,
    /// What links must lead to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<LinkRule>,
    /// Words that must not appear in text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholders: Option<Vec<String>>,
    /// The deepest level of a heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 1, max = 6)]
    pub max_level: Option<u8>,
    /// Keys of the front matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front_matter: Option<FrontMatter>,
}

/// A section that must be there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    rule(name = "one_text", expr = "at_most_one(pattern, text)"),
    rule(name = "names_something", expr = "at_least_one(level, pattern, text)")
)]
pub struct HeadingRule {
    /// Its level; any if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(min = 1, max = 6)]
    pub level: Option<u8>,
    /// A regular expression for its text.
    #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Its text, compared without case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its absence is fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
    /// The fewest words of its section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(allow(wide_integer, reason = "counts beyond 2^53 do not occur"))]
    pub min_words: Option<u64>,
}

/// Whether the order of sections counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum HeadingOrder {
    /// It does not.
    Any,
    /// It does.
    Strict,
}

/// Whether other headings are fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ExtraHeadings {
    /// They are.
    Allow,
    /// They are not.
    Forbid,
}

/// A table that must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct TableRule {
    /// The heading of its section. Not blank.
    #[contract(pattern = "\\S")]
    pub under: String,
    /// Columns that it must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// The fewest rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(allow(wide_integer, reason = "counts beyond 2^53 do not occur"))]
    pub min_rows: Option<u64>,
}

/// What links must lead to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct LinkRule {
    /// Whether relative targets must exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_targets: Option<RelativeTargets>,
    /// Links to other hosts are never followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<ExternalLinks>,
}

/// Whether relative targets must exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum RelativeTargets {
    /// They must.
    MustExist,
    /// They need not.
    Ignore,
}

/// What is done with links to other hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ExternalLinks {
    /// Nothing.
    Ignore,
}

/// Keys of the front matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// Keys that must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Vec<String>>,
}
