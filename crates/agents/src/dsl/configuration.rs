//! The configuration file (specification 2). Unknown keys are ignored.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Which documents there are, and what is made of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(name = "AgentConfiguration", version = 1, entity, open)]
pub struct Configuration {
    /// The document; not together with `teams`.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dsl: Option<String>,
    /// Several documents, by team; `_defaults` holds what all have.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teams: Option<BTreeMap<String, Team>>,
    /// What `${vars.NAME}` stands for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vars: Option<BTreeMap<String, String>>,
    /// Files that are rendered.
    #[serde(default)]
    pub renders: Vec<RenderTarget>,
    /// Binding files.
    #[serde(default)]
    pub bindings: Vec<String>,
    /// The guardrail policy that is in force.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_guardrail_policy: Option<String>,
    /// What `{name}` stands for in paths of bindings.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<BTreeMap<String, String>>,
    /// Rules beyond those that existing projects know run, too.
    #[serde(default)]
    pub extra_rules: bool,
    /// Severities of lint rules, by rule.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lint_rules: Option<BTreeMap<String, LintLevel>>,
    /// Findings that are accepted.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waivers: Option<Vec<Waiver>>,
    /// The file that remembers what was written last; with it, generated files are tracked as artifacts.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
}

/// One team of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Team {
    /// Its document.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dsl: Option<String>,
    /// Its binding files.
    #[serde(default)]
    pub bindings: Vec<String>,
    /// What `${vars.NAME}` stands for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vars: Option<BTreeMap<String, String>>,
    /// What `{name}` stands for in paths of bindings.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<BTreeMap<String, String>>,
    /// The guardrail policy that is in force.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_guardrail_policy: Option<String>,
    /// Where its interface is written.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface_output: Option<String>,
}

/// Files that are rendered from one template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct RenderTarget {
    /// The template file.
    pub template: String,
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
}

/// What a template is rendered for: once per entity of a section, or once for the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum RenderContext {
    /// Each agent.
    Agent,
    /// Each task.
    Task,
    /// Each artifact.
    Artifact,
    /// Each tool.
    Tool,
    /// Each validation.
    Validation,
    /// Each handoff type.
    HandoffType,
    /// Each workflow.
    Workflow,
    /// Each policy.
    Policy,
    /// Each guardrail.
    Guardrail,
    /// Each guardrail policy.
    GuardrailPolicy,
    /// The whole system.
    System,
}

/// How bad a finding of a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum LintLevel {
    /// It is not reported.
    Off,
    /// It is worth knowing.
    Info,
    /// It should be looked at.
    Warning,
    /// It fails the command.
    Error,
}

/// A finding that is accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// The path of the finding; a `*` at its end stands for anything.
    pub path: String,
    /// Why it is accepted.
    pub reason: String,
}
