//! Tasks (specification 3.4, 3.5).

use contractual::Contract;
use serde::{Deserialize, Serialize};

use super::{EscalationCriterion, Rule};

/// What an agent can be asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Task {
    /// What is to be done.
    pub description: String,
    /// The agent that does it.
    pub target_agent: String,
    /// The agents that may ask.
    pub allowed_from_agents: Vec<String>,
    /// The workflow it belongs to.
    pub workflow: String,
    /// Artifacts that it starts from.
    pub input_artifacts: Vec<String>,
    /// The handoff that it is asked with.
    pub invocation_handoff: String,
    /// The handoff that it is answered with.
    pub result_handoff: String,
    /// How urgent it is.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_priority: Option<String>,
    /// What it answers for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsibilities: Option<Vec<String>>,
    /// What it must not do.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Vec<String>>,
    /// How it is done.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_steps: Option<Vec<ExecutionStep>>,
    /// When it is done.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_criteria: Option<Vec<String>>,
    /// Rules that it follows.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<Rule>>,
    /// What goes wrong easily.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anti_patterns: Option<Vec<String>>,
    /// When the agent must stop.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalation_criteria: Option<Vec<EscalationCriterion>>,
    /// Validations that its result passes.
    #[serde(default)]
    pub validations: Vec<String>,
    /// Guardrails that hold for it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrails: Option<Vec<String>>,
}

/// One step of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct ExecutionStep {
    /// Its id.
    pub id: String,
    /// What is done.
    pub action: String,
    /// More about it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The step may not be left out.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The task ends if the step fails.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abort_on_failure: Option<bool>,
    /// The tool that it runs.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses_tool: Option<String>,
    /// The artifact that it writes.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub produces_artifact: Option<String>,
    /// The artifact that it reads.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads_artifact: Option<String>,
    /// Steps that come first.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Vec<String>>,
    /// When it is left out.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_condition: Option<String>,
    /// It waits until somebody agrees.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_for_approval: Option<bool>,
}
