//! Contract types of another crate.

use std::collections::BTreeMap;

use contractual::Contract;
use job_api::{JobId, JobState as State, Timestamp};
use serde::{Deserialize, Serialize};

/// A watch over jobs of another service.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, rule(name = "window", expr = "since <= until"))]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Which jobs.
    #[contract(max_items = 2)]
    pub jobs: Vec<JobId>,
    /// The state that is waited for.
    pub state: State,
    /// What came of each.
    #[serde(default)]
    #[contract(key(pattern = "^[a-z]$"))]
    pub answers: BTreeMap<String, job_api::JobResponse>,
    /// From.
    pub since: Option<Timestamp>,
    /// Until.
    pub until: Option<Timestamp>,
}
