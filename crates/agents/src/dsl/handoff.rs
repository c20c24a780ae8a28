//! What agents and teams tell each other (specification 3.9 to 3.11).

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// What one agent tells another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct HandoffType {
    /// Its version.
    pub version: f64,
    /// What it is for.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its JSON Schema (draft-07), or `rust: Name` for that of a Rust contract.
    pub schema: serde_json::Map<String, serde_json::Value>,
    /// A value of it.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<serde_json::Map<String, serde_json::Value>>,
}

/// What other teams may ask of this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct TeamInterface {
    /// Its version.
    pub version: f64,
    /// What the team does.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the team takes.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Accepts>,
    /// What the team shows.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposes: Option<Exposes>,
    /// What others must keep.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Vec<String>>,
}

/// What a team takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Accepts {
    /// Workflows that others may start, by public name.
    pub workflows: BTreeMap<String, AcceptedWorkflow>,
}

/// A workflow that other teams may start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct AcceptedWorkflow {
    /// Its name in this document; the public name if it is left out.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_workflow: Option<String>,
    /// The handoff that it is started with.
    pub input_handoff: String,
    /// The handoff that it is answered with.
    pub output_handoff: String,
    /// What it does.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What a team shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Exposes {
    /// Artifacts that others may read.
    pub artifacts: Vec<String>,
}

/// The interface of another team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Import {
    /// Path of its interface file.
    pub interface: String,
    /// The version that is expected.
    #[contract(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}
