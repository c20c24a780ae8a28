//! Workflows and their steps (specification 3.12, 3.13).

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A phase of the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Workflow {
    /// What it is for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What must hold before it begins.
    #[serde(default)]
    pub entry_conditions: Vec<String>,
    /// What starts it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// Its steps in order.
    pub steps: Vec<Step>,
    /// Who takes part from outside.
    #[serde(default)]
    pub external_participants: Vec<Participant>,
}

/// Somebody who takes part in a workflow from outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
pub struct Participant {
    /// Its id.
    pub id: String,
    /// How diagrams draw it.
    pub kind: ParticipantKind,
    /// Its name in diagrams.
    pub label: String,
    /// Who it is.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// How diagrams draw somebody from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum ParticipantKind {
    /// As a person.
    Actor,
    /// As a box.
    Participant,
}

/// A step of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    /// An agent asks another to do a task.
    Delegate(DelegateStep),
    /// Somebody must agree.
    Gate(GateStep),
    /// A handoff is passed on (older form of `delegate`).
    Handoff(HandoffStep),
    /// A validation is run.
    Validation(ValidationStep),
    /// The work goes one way or another.
    Decision(DecisionStep),
    /// Another team does a part.
    TeamTask(TeamTaskStep),
}

/// An agent asks another to do a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct DelegateStep {
    /// What happens.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The task.
    pub task: String,
    /// The agent that asks.
    pub from_agent: String,
    /// Steps in a row with the same group run side by side.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How often it is tried again.
    #[contract(optional, max = 9_007_199_254_740_991)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u64>,
    /// How often the agent may ask back.
    #[contract(optional, max = 9_007_199_254_740_991)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_follow_ups: Option<u64>,
    /// What happens if it fails.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
}

/// Somebody must agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct GateStep {
    /// What happens.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The handoff that is agreed to.
    pub gate_kind: String,
    /// Steps in a row with the same group run side by side.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// A handoff is passed on (older form of `delegate`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct HandoffStep {
    /// What happens.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The handoff.
    pub handoff_kind: String,
    /// The task that it starts.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The agent that passes it on.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_agent: Option<String>,
    /// Steps in a row with the same group run side by side.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What happens if it fails.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
}

/// A validation is run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct ValidationStep {
    /// What happens.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The validation.
    pub validation: String,
    /// Steps in a row with the same group run side by side.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// The work goes one way or another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct DecisionStep {
    /// What happens.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Older name of `routing_key`.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// What the decision looks at: `HANDOFF.FIELD`.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_key: Option<String>,
    /// What follows, by value.
    pub branches: BTreeMap<String, Vec<String>>,
    /// Steps in a row with the same group run side by side.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// Another team does a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct TeamTaskStep {
    /// What happens.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The team.
    pub to_team: String,
    /// The workflow of that team.
    pub workflow: String,
    /// The handoff that it is started with.
    pub handoff: String,
    /// The handoff that is expected back.
    pub expects: String,
    /// Steps in a row with the same group run side by side.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// What happens if a step fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
pub struct Retry {
    /// When.
    pub condition: String,
    /// The task that mends it.
    pub fix_task: String,
    /// The task that checks again.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revalidate_task: Option<String>,
}
