//! Rules over several fields.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Where work stands.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// At work.
    Running,
    /// Given up.
    Failed,
}

/// A moment.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "timestamp")]
pub struct Moment(pub String);

/// A report with relations between its fields.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "failure", expr = "state == \"failed\" <=> present(reason)"),
    rule(name = "one_contact", expr = "exactly_one(email, phone)"),
    rule(name = "order", expr = "low <= high"),
    rule(name = "time_order", expr = "started <= ended")
)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Where it stands.
    pub state: Stage,
    /// Why it failed.
    pub reason: Option<String>,
    /// One way to answer.
    pub email: Option<String>,
    /// The other way.
    pub phone: Option<String>,
    /// At least.
    pub low: i32,
    /// At most.
    pub high: i32,
    /// From.
    pub started: Option<Moment>,
    /// Until.
    pub ended: Option<Moment>,
}
