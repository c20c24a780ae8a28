//! Agents (specification 3.3).

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Who works: what it is for, and what it may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Agent {
    /// The name of the role.
    pub role_name: String,
    /// What the agent is for.
    pub purpose: String,
    /// Artifacts that it may read.
    #[serde(default)]
    pub can_read_artifacts: Vec<String>,
    /// Artifacts that it may write.
    #[serde(default)]
    pub can_write_artifacts: Vec<String>,
    /// Tools that it may run.
    #[serde(default)]
    pub can_execute_tools: Vec<String>,
    /// Validations that it may perform.
    #[serde(default)]
    pub can_perform_validations: Vec<String>,
    /// Agents that it may start.
    #[serde(default)]
    pub can_invoke_agents: Vec<String>,
    /// Handoffs that it may answer with.
    #[serde(default)]
    pub can_return_handoffs: Vec<String>,
    /// The agent only starts others: no task is for it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispatch_only: Option<bool>,
    /// Whether the agent may write at all.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<AgentMode>,
    /// What it answers for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsibilities: Option<Vec<String>>,
    /// What it must not do.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Vec<String>>,
    /// Rules that it follows.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<Rule>>,
    /// What goes wrong easily.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anti_patterns: Option<Vec<String>>,
    /// When it must stop.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation_criteria: Option<Vec<EscalationCriterion>>,
    /// Further parts of its prompt.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<Section>>,
    /// What it must do first.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prerequisites: Option<Vec<Prerequisite>>,
    /// Guardrails that hold for it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrails: Option<Vec<String>>,
}

/// Whether an agent may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case")]
pub enum AgentMode {
    /// It reads only.
    ReadOnly,
    /// It reads and writes.
    ReadWrite,
}

/// A rule that an agent or a task follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its name.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it says.
    pub description: String,
    /// How much it binds.
    pub severity: RuleSeverity,
    /// How a breach is found.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detection_method: Option<String>,
    /// What happens then.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation: Option<String>,
    /// Where it is from.
    #[serde(rename = "ref")]
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// How much a rule binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum RuleSeverity {
    /// Always.
    Mandatory,
    /// Unless there is a reason.
    Recommended,
    /// If it helps.
    Optional,
}

/// When an agent must stop, and what it does then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct EscalationCriterion {
    /// When.
    pub condition: String,
    /// What it does.
    pub action: EscalationAction,
}

/// What an agent does when it must stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum EscalationAction {
    /// It stops and says why.
    StopAndReport,
    /// It asks the architect.
    ReportToArchitect,
    /// It waits until somebody agrees.
    WaitForApproval,
}

/// A further part of an agent's prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its text.
    pub content: String,
}

/// What an agent must do before it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Prerequisite {
    /// What it does.
    pub action: PrerequisiteAction,
    /// What with.
    pub target: String,
    /// It cannot begin without.
    pub required: bool,
}

/// What an agent does before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum PrerequisiteAction {
    /// It reads an artifact.
    Read,
    /// It runs a tool.
    Execute,
}
