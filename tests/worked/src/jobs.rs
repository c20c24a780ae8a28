//! E01: a whole entity.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A request to run a job.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "not_before_deadline", expr = "run_after <= deadline")
)]
#[serde(deny_unknown_fields)]
pub struct JobSubmitRequest {
    #[contract(const = "1.0.0")]
    pub schema_version: String,
    #[contract(min_length = 1, max_length = 80)]
    pub name: String,
    #[contract(min_items = 1, unique)]
    #[serde(default = "outputs")]
    pub outputs: Vec<Output>,
    #[contract(min = 1, max = 8)]
    #[serde(default = "one")]
    pub attempts: u8,
    pub run_after: Option<Timestamp>,
    pub deadline: Option<Timestamp>,
}

fn outputs() -> Vec<Output> {
    vec![Output::Log]
}

fn one() -> u8 {
    1
}

/// What a job can be asked to produce.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    Log,
    CoverageReport,
}

/// An instant.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "timestamp")]
pub struct Timestamp(pub String);
