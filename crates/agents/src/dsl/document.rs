//! The document itself (specification 3.1, 3.2, 3.17).

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

use super::{
    Agent, Artifact, Extension, Guardrail, GuardrailPolicy, HandoffType, Import, Policy, Task,
    TeamInterface, Tool, Validation, Workflow,
};

/// A multi-agent system: who does what, with what, in which order and under which rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(name = "AgentDocument", version = 1, entity, open)]
pub struct Document {
    /// The version of the language.
    #[contract(const = 1)]
    pub version: u64,
    /// A document that this one builds on: a path beginning with `./` or `../`, or a package.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// What the system is called, and the order of its workflows.
    pub system: System,
    /// Who works, by id.
    #[serde(default)]
    pub agents: BTreeMap<String, Agent>,
    /// What agents can be asked to do, by id.
    #[serde(default)]
    pub tasks: BTreeMap<String, Task>,
    /// What is worked on, by id.
    #[serde(default)]
    pub artifacts: BTreeMap<String, Artifact>,
    /// What agents work with, by id.
    #[serde(default)]
    pub tools: BTreeMap<String, Tool>,
    /// How artifacts are checked, by id.
    #[serde(default)]
    pub validations: BTreeMap<String, Validation>,
    /// What agents tell each other, by id.
    #[serde(default)]
    pub handoff_types: BTreeMap<String, HandoffType>,
    /// What other teams may ask of this one.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_interface: Option<TeamInterface>,
    /// Interfaces of other teams, by team.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imports: Option<BTreeMap<String, Import>>,
    /// Phases of the work, by id.
    #[serde(default)]
    pub workflow: BTreeMap<String, Workflow>,
    /// What artifacts need, by id.
    #[serde(default)]
    pub policies: BTreeMap<String, Policy>,
    /// What must not happen, by id.
    #[serde(default)]
    pub guardrails: BTreeMap<String, Guardrail>,
    /// How guardrails are enforced, by id.
    #[serde(default)]
    pub guardrail_policies: BTreeMap<String, GuardrailPolicy>,
    /// Parts for references.
    #[serde(default)]
    pub components: Components,
    /// The `x-` keys of this document, by name.
    #[serde(default)]
    pub extensions: BTreeMap<String, Extension>,
    /// An `x-` key that is not declared is an error.
    #[serde(default)]
    pub extensions_strict: bool,
}

/// What the system is called, and the order of its workflows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct System {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The workflows in the order in which they run.
    pub default_workflow_order: Vec<String>,
}

/// Parts for references.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Components {
    /// JSON Schemas, by name.
    #[serde(default)]
    pub schemas: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
}
