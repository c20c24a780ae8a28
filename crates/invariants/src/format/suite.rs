//! File, groups and checks.

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::step::Step;

/// A suite: what must always hold of a running system.
///
/// Further keys are allowed where they can do no harm (file, group, check); begin keys of your own with `x-`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(version = 1, open)]
pub struct InvariantSuite {
    /// The version of the format: 1.
    #[contract(const = 1)]
    pub version: u32,
    /// What the suite is about. Not blank.
    #[contract(pattern = "\\S")]
    pub feature: String,
    /// For readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub description: Option<String>,
    /// The groups of checks.
    #[contract(min_items = 1)]
    pub contracts: Vec<Group>,
}

/// A named group of checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open, rule(name = "unique_ids", expr = "unique_by(checks, id)"))]
pub struct Group {
    /// The name. Not blank; need not be unique.
    #[contract(pattern = "\\S")]
    pub name: String,
    /// For readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub description: Option<String>,
    /// The checks. Each has its own id.
    #[contract(min_items = 1)]
    pub checks: Vec<Check>,
    /// Steps before each check of the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub setup: Option<Vec<Step>>,
    /// Steps after each check of the group, whatever happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub teardown: Option<Vec<Step>>,
}

/// One promise. Every step runs, also after one that failed; any failed step fails the check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Check {
    /// Names the check in reports. Not blank, unique within its group.
    #[contract(pattern = "\\S")]
    pub id: String,
    /// The work item that the promise belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub work_item: Option<WorkItem>,
    /// What must never drift, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub says: Option<String>,
    /// Where to read more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub links: Option<Vec<String>>,
    /// The steps, in order.
    #[contract(min_items = 1)]
    pub steps: Vec<Step>,
    /// For `--tag` and `--skip-tag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub tags: Option<Vec<String>>,
    /// What a failure means for the run; `error` if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub severity: Option<Severity>,
    /// Not run until a day; from the next day on the check fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub skip: Option<Skip>,
    /// Steps before the check's own. If one fails, the check's own are not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub setup: Option<Vec<Step>>,
    /// Steps after the check's own, whatever happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub teardown: Option<Vec<Step>>,
    /// A table: one check per row, whose values the steps use as `{{name}}`. A row's `name` is shown in the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min_items = 1)]
    pub cases: Option<Vec<Map<String, Value>>>,
}

/// A work item: its key, or its key with more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum WorkItem {
    /// The key.
    Key(String),
    /// The key, and what wins over the check's own `says` and `links`.
    Details(WorkItemDetails),
}

/// A work item with more than its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct WorkItemDetails {
    /// The key.
    pub key: String,
    /// Wins over the check's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub says: Option<String>,
    /// Wins over the check's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub links: Option<Vec<String>>,
}

/// What a failing check does to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It fails the run.
    Error,
    /// It is reported, and does not fail the run.
    Warn,
}

/// A check that is not run for now. Both keys are required: a skip without an end would be green for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// Why. Not blank.
    #[contract(pattern = "\\S")]
    pub reason: String,
    /// The last day of the skip (UTC).
    #[contract(format = "date")]
    pub until: String,
}
