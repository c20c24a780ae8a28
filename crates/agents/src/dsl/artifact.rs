//! Artifacts, tools and validations (specification 3.6 to 3.8).

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// What is worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Artifact {
    /// What it is: `code`, `document`, `config`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// What it holds.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The agent that answers for it.
    pub owner: String,
    /// Agents that make it.
    pub producers: Vec<String>,
    /// Agents that change it.
    pub editors: Vec<String>,
    /// Agents that use it.
    pub consumers: Vec<String>,
    /// The states that it goes through.
    pub states: Vec<String>,
    /// Validations that it must pass.
    #[serde(default)]
    pub required_validations: Vec<String>,
    /// Who may see it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<String>,
    /// Guardrails that hold for it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrails: Option<Vec<String>>,
}

/// What agents work with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Tool {
    /// What it is: `cli`, `service`, ...
    pub kind: String,
    /// What it does.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Artifacts that it reads.
    #[serde(default)]
    pub input_artifacts: Vec<String>,
    /// Artifacts that it writes.
    #[serde(default)]
    pub output_artifacts: Vec<String>,
    /// Agents that may run it.
    pub invokable_by: Vec<String>,
    /// What else it changes.
    #[serde(default)]
    pub side_effects: Vec<String>,
    /// Its commands.
    #[serde(default)]
    pub commands: Vec<ToolCommand>,
    /// Guardrails that hold for it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrails: Option<Vec<String>>,
}

/// A command of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
pub struct ToolCommand {
    /// The command line.
    pub command: String,
    /// What it is for: `test`, `build`, ...
    pub category: String,
    /// Artifacts that it reads.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Artifacts that it writes.
    #[serde(default)]
    pub writes: Vec<String>,
    /// What it does.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// How an artifact is checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Validation {
    /// The artifact.
    pub target_artifact: String,
    /// What kind of check it is.
    pub kind: ValidationKind,
    /// Who runs it.
    pub executor_type: ExecutorType,
    /// The tool or the agent that runs it.
    pub executor: String,
    /// Nothing goes on before it passes.
    pub blocking: bool,
    /// What it leaves as evidence.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub produces_evidence: Option<String>,
}

/// What kind of check a validation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ValidationKind {
    /// Its form.
    Schema,
    /// What a program can decide.
    Mechanical,
    /// Its meaning.
    Semantic,
    /// Somebody agrees.
    Approval,
    /// Where it is from.
    Provenance,
    /// What it goes back to.
    Traceability,
    /// Whether it says what its source says.
    Fidelity,
}

/// Who runs a validation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ExecutorType {
    /// A tool.
    Tool,
    /// An agent.
    Agent,
}
