//! Binding files: how guardrails reach the software that enforces them (specification 19.1).

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

use super::RenderContext;

/// How guardrails reach one piece of software.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(name = "AgentBinding", version = 1, entity, open)]
pub struct Binding {
    /// The software.
    pub software: String,
    /// The version of the language.
    #[contract(const = 1)]
    pub version: u64,
    /// A binding file that this one builds on.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// How guardrails are checked, by guardrail.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrail_impl: Option<BTreeMap<String, Implementation>>,
    /// Files that are generated, by name.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<BTreeMap<String, BindingOutput>>,
    /// Files that are rendered.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renders: Option<Vec<BindingRender>>,
    /// How breaches are reported.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reporting: Option<Reporting>,
}

/// How one guardrail is checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
pub struct Implementation {
    /// Its checks.
    pub checks: Vec<Check>,
}

/// One check of a guardrail. What else is written in it is for templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Check {
    /// What it looks for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matcher: Option<Matcher>,
    /// The script that checks.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// What is said of a breach.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a check looks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Matcher {
    /// Commands.
    CommandRegex(CommandRegex),
    /// Contents of files.
    ContentRegex(ContentRegex),
    /// Files.
    FileGlob(FileGlob),
}

/// Commands that a regular expression matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct CommandRegex {
    /// The regular expression.
    pub pattern: String,
}

/// Contents of files that a regular expression matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct ContentRegex {
    /// The regular expression.
    pub pattern: String,
    /// Only in these files.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_glob: Option<String>,
    /// Not in these files.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_glob: Option<String>,
}

/// Files of some names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct FileGlob {
    /// The names.
    pub pattern: String,
    /// Not these files.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_glob: Option<String>,
}

/// Files that are generated from the checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct BindingOutput {
    /// The file, or the folder if there is `group_by`; `{name}` stands for a path variable.
    pub target: String,
    /// The template file.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The template itself.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_template: Option<String>,
    /// A file that is copied.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether the file is ours.
    #[serde(default)]
    pub mode: OutputMode,
    /// What the file holds, for patches.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<OutputFormat>,
    /// How a patch is put in.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch_strategy: Option<PatchStrategy>,
    /// The key that makes two list items the same.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array_merge_key: Option<String>,
    /// The key of the checks that makes one file per value.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// The file is a program.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executable: Option<bool>,
    /// A blank result is no file.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_empty: Option<bool>,
}

/// Whether a generated file is ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum OutputMode {
    /// It is written as a whole.
    #[default]
    Write,
    /// Something is merged into it.
    Patch,
}

/// What a patched file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum OutputFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// Text: the patch is appended.
    Text,
}

/// How a patch is put into data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum PatchStrategy {
    /// Maps are merged.
    DeepMerge,
    /// A list gets more items.
    Append,
}

/// Files that are rendered from one template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct BindingRender {
    /// The template file.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The template itself.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_template: Option<String>,
    /// What it is rendered for.
    pub context: RenderContext,
    /// The file; `{agent.id}` and its like stand for the id.
    pub output: String,
    /// Only these ids.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<Vec<String>>,
    /// All but these ids.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Vec<String>>,
    /// A blank result is no file.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_empty: Option<bool>,
    /// The files are programs.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executable: Option<bool>,
}

/// How breaches are reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Reporting {
    /// Commands that report, by name.
    pub commands: BTreeMap<String, String>,
    /// Work goes on if a report fails.
    #[serde(default = "yes")]
    pub fail_open: bool,
    /// How long a report may take, in milliseconds.
    #[serde(default = "five_seconds")]
    pub timeout_ms: f64,
}

fn yes() -> bool {
    true
}

fn five_seconds() -> f64 {
    5000.0
}
