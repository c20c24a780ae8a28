//! One contract with all fields of the format (section 3).

use std::time::Duration;

/// What a contract checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContractType {
    /// A command's exit status.
    TestSuite,
    /// A JSON file against a JSON Schema.
    JsonSchema,
    /// A TypeScript file compiles, or a JSON value fits a TypeScript type.
    TypescriptInterface,
    /// Structure of a Markdown file.
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

impl ContractType {
    /// The words of the format.
    pub const NAMES: [(&'static str, Self); 12] = [
        ("test_suite", Self::TestSuite),
        ("json_schema", Self::JsonSchema),
        ("typescript_interface", Self::TypescriptInterface),
        ("markdown_spec", Self::MarkdownSpec),
        ("non_empty_file", Self::NonEmptyFile),
        ("format", Self::Format),
        ("source_diff", Self::SourceDiff),
        ("test_diff", Self::TestDiff),
        ("test_count_baseline", Self::TestCountBaseline),
        ("event_contains", Self::EventContains),
        ("llm_judge", Self::LlmJudge),
        ("agent_review", Self::AgentReview),
    ];

    /// The word of the format.
    pub fn word(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(word, _)| word)
    }

    /// True for types that look at one file of the workspace.
    pub fn has_source(self) -> bool {
        match self {
            Self::JsonSchema
            | Self::TypescriptInterface
            | Self::MarkdownSpec
            | Self::NonEmptyFile
            | Self::Format
            | Self::LlmJudge => true,
            Self::TestSuite
            | Self::SourceDiff
            | Self::TestDiff
            | Self::TestCountBaseline
            | Self::EventContains
            | Self::AgentReview => false,
        }
    }

    /// True for types that cost money: they run only when every cheaper one passed.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::LlmJudge | Self::AgentReview)
    }
}

/// What a failing contract leads to (section 15.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// The step runs again.
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

impl OnFailure {
    /// The words of the format.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("retry", Self::Retry),
        ("halt", Self::Halt),
        ("fail", Self::Fail),
        ("continue", Self::Continue),
        ("warn", Self::Warn),
        ("skip", Self::Skip),
        ("rework", Self::Rework),
        ("rejected", Self::Rejected),
    ];

    /// The word of the format.
    pub fn word(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, value)| *value == self)
            .map_or("", |(word, _)| word)
    }

    /// True if it makes a failure soft whatever `must_pass` is.
    pub fn is_soft(self) -> bool {
        matches!(self, Self::Continue | Self::Warn | Self::Skip)
    }
}

/// How much of a bent JSON text is repaired (section 11.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecoveryLevel {
    /// Fences, prose, comments, trailing commas.
    #[default]
    Conservative,
    /// And bare names, single quotes, missing commas, Python words.
    Progressive,
    /// And unclosed ends.
    Aggressive,
}

impl RecoveryLevel {
    /// The words of the format.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("conservative", Self::Conservative),
        ("progressive", Self::Progressive),
        ("aggressive", Self::Aggressive),
    ];
}

/// One contract.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    /// `type` as it stands in the file.
    pub type_text: String,
    /// `type`, if it is known.
    pub kind: Option<ContractType>,
    /// A label for reports.
    pub name: Option<String>,
    /// A failure fails the step; true where nothing is said.
    pub must_pass: Option<bool>,
    /// What a failure leads to.
    pub on_failure: Option<OnFailure>,
    /// Runs after the first.
    pub max_retries: u32,
    /// The file to check.
    pub source: Option<String>,
    /// A schema, a TypeScript file, or what the type calls so.
    pub schema_path: Option<String>,
    /// An inline schema, as JSON.
    pub schema: Option<serde_json::Value>,
    /// The text of an inline schema that is no JSON, and the pointer where it stands.
    pub schema_text: Option<String>,
    /// A shell command, or a program if there are arguments.
    pub command: Option<String>,
    /// Arguments: `command` is then a program.
    pub command_args: Option<Vec<String>>,
    /// The folder to run in.
    pub dir: Option<String>,
    /// The limit.
    pub timeout: Option<Duration>,
    /// Variables that the command gets from outside.
    pub env: Vec<String>,
    /// A JUnit report that the command writes.
    pub report: Option<String>,
    /// False switches recovery off.
    pub allow_recovery: Option<bool>,
    /// How much is repaired.
    pub recovery_level: Option<RecoveryLevel>,
    /// The TypeScript type to fit.
    pub interface: Option<String>,
    /// Members that the type does not name are fine.
    pub allow_extra: bool,
    /// Without a compiler the contract fails.
    pub require_compiler: bool,
    /// Rules for a Markdown file.
    pub rules: Option<Rules>,
    /// Where the JSON form of a Markdown file is written.
    pub emit: Option<String>,
    /// The kind of document that `format` judges.
    pub format: Option<String>,
    /// Files that count.
    pub glob: Option<String>,
    /// Files that do not.
    pub exclude: Vec<String>,
    /// How many must have changed.
    pub min_files: Option<u64>,
    /// How many tests may go on balance.
    pub max_test_deletions: u64,
    /// Files that hold tests.
    pub test_file_pattern: Vec<String>,
    /// Lines that begin a test.
    pub test_func_pattern: Option<String>,
    /// The commit to compare with.
    pub base_ref: Option<String>,
    /// Events that must have happened.
    pub events: Vec<EventPattern>,
    /// What a judge judges.
    pub criteria: Vec<String>,
    /// The least share of criteria.
    pub threshold: f64,
    /// The judge's model.
    pub model: Option<String>,
    /// The reviewer.
    pub persona: Option<String>,
    /// The reviewer's criteria.
    pub criteria_path: Option<String>,
    /// What the reviewer is shown.
    pub context: Vec<ReviewContext>,
    /// The reviewer's budget.
    pub token_budget: Option<u64>,
    /// The step that repairs.
    pub rework_step: Option<String>,
    /// Rounds looked at for progress.
    pub convergence_window: u32,
    /// The least progress.
    pub convergence_min_improvement: f64,
    /// An envelope of the engine's own errors is opened.
    pub wrapper_detection: bool,
    /// The JSON pointer of the contract in its file.
    pub at: String,
}

impl Contract {
    /// `on_failure`, with its default (section 15.3).
    pub fn policy(&self) -> OnFailure {
        self.on_failure.unwrap_or(if self.max_retries > 0 {
            OnFailure::Retry
        } else {
            OnFailure::Fail
        })
    }

    /// True if a failure of this contract is only reported (section 15.5).
    pub fn is_soft(&self) -> bool {
        self.must_pass == Some(false) || self.policy().is_soft()
    }

    /// The label in reports.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.type_text)
    }
}

/// `{state, contains}`.
#[derive(Debug, Clone)]
pub struct EventPattern {
    /// The state of the event; any if absent.
    pub state: Option<String>,
    /// A text in its message.
    pub contains: Option<String>,
}

/// What a reviewer is shown.
#[derive(Debug, Clone)]
pub enum ReviewContext {
    /// The changes of the workspace.
    GitDiff {
        /// Against this revision.
        base: Option<String>,
        /// At most this many bytes.
        max_size: usize,
    },
    /// An artifact of the step.
    Artifact(String),
}

/// Rules for a Markdown file (section 13.3).
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Required sections.
    pub headings: Vec<HeadingRule>,
    /// Whether their order counts.
    pub order: Order,
    /// Other headings are refused.
    pub forbid_extra: bool,
    /// Required tables.
    pub tables: Vec<TableRule>,
    /// Languages that every fence must be one of.
    pub code_languages: Option<Vec<String>>,
    /// What links must lead to.
    pub links: Links,
    /// Words that must not appear.
    pub placeholders: Vec<String>,
    /// The deepest level.
    pub max_level: Option<u8>,
    /// Keys of the front matter.
    pub front_matter: Option<Vec<String>>,
}

/// Whether the order of sections counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// It does not.
    #[default]
    Any,
    /// It does.
    Strict,
}

/// One entry of `rules.headings`.
#[derive(Debug, Clone, Default)]
pub struct HeadingRule {
    /// Its level; any if absent.
    pub level: Option<u8>,
    /// A regular expression for its text.
    pub pattern: Option<String>,
    /// Its text, compared without case.
    pub text: Option<String>,
    /// Its absence is fine.
    pub optional: bool,
    /// The fewest words of its section.
    pub min_words: Option<u64>,
    /// The JSON pointer of the entry in its file.
    pub at: String,
}

/// One entry of `rules.tables`.
#[derive(Debug, Clone, Default)]
pub struct TableRule {
    /// The heading of its section.
    pub under: String,
    /// Columns that it must have.
    pub columns: Vec<String>,
    /// The fewest rows.
    pub min_rows: u64,
}

/// What links must lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Links {
    /// Relative targets must exist.
    pub relative_must_exist: bool,
}
