//! E17: rules over several fields.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Where it stands.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    Running,
    Failed,
}

/// A report.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "failure", expr = "state == \"failed\" <=> present(reason)"),
    rule(name = "one_contact", expr = "exactly_one(email, phone)"),
    rule(name = "order", expr = "low <= high")
)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub state: Progress,
    pub reason: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub low: i32,
    pub high: i32,
}
