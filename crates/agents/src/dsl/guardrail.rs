//! Policies, guardrails and extensions (specification 3.14 to 3.18).

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// What artifacts of a kind need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Policy {
    /// Which artifacts.
    pub when: PolicyCondition,
    /// Validations that they need.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_validations: Option<Vec<String>>,
    /// What else they need.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires: Option<Vec<String>>,
}

/// Which artifacts a policy is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct PolicyCondition {
    /// Artifacts of this type.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Artifacts of this workflow.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
}

/// What must not happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Guardrail {
    /// What it says.
    pub description: String,
    /// Where it holds.
    pub scope: GuardrailScope,
    /// Why.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it does not hold.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exemptions: Option<Vec<String>>,
}

/// Where a guardrail holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct GuardrailScope {
    /// For these agents.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agents: Option<Vec<String>>,
    /// For these tasks.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<String>>,
    /// For these tools.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<String>>,
    /// For these artifacts.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifacts: Option<Vec<String>>,
    /// In these workflows.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflows: Option<Vec<String>>,
}

/// How guardrails are enforced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct GuardrailPolicy {
    /// What the policy is for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its rules.
    pub rules: Vec<PolicyRule>,
}

/// How one guardrail is enforced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct PolicyRule {
    /// The guardrail.
    pub guardrail: String,
    /// How bad a breach is.
    pub severity: PolicySeverity,
    /// What a breach leads to.
    pub action: PolicyAction,
    /// A person may let a breach pass.
    #[serde(default)]
    pub allow_override: bool,
    /// What that takes.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_requires: Option<Vec<String>>,
    /// Who is told.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation: Option<Escalation>,
}

/// How bad a breach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum PolicySeverity {
    /// It may do harm.
    Critical,
    /// It must not be.
    Mandatory,
    /// It should not be.
    Warning,
    /// It is worth knowing.
    Info,
}

/// What a breach leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum PolicyAction {
    /// It is stopped.
    Block,
    /// It is reported.
    Warn,
    /// It is recorded only.
    Shadow,
    /// It is mentioned.
    Info,
}

/// Who is told of a breach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Escalation {
    /// Who.
    pub target: String,
    /// When.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// The declaration of an `x-` key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
pub struct Extension {
    /// What it holds, in words.
    #[serde(rename = "type")]
    pub kind: String,
    /// What its items are, in words.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// What it is for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it may stand; anywhere if it is left out.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Vec<NodeType>>,
    /// The JSON Schema (draft-07) of its value.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<serde_json::Map<String, serde_json::Value>>,
    /// It must be there.
    #[serde(default)]
    pub required: bool,
}

/// Where an `x-` key may stand, in the order in which a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum NodeType {
    /// The document.
    Root,
    /// `system`.
    System,
    /// An agent.
    Agent,
    /// A task.
    Task,
    /// A step of a task.
    ExecutionStep,
    /// An artifact.
    Artifact,
    /// A tool.
    Tool,
    /// A command of a tool.
    ToolCommand,
    /// A validation.
    Validation,
    /// A handoff type.
    HandoffType,
    /// A workflow.
    Workflow,
    /// A step of a workflow.
    WorkflowStep,
    /// A policy.
    Policy,
    /// A guardrail.
    Guardrail,
    /// A guardrail policy.
    GuardrailPolicy,
    /// A rule of an agent.
    Rule,
    /// An escalation criterion of an agent.
    EscalationCriterion,
    /// A prerequisite of an agent.
    Prerequisite,
}
