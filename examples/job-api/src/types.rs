use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A request to run a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    version = 1,
    rule(name = "not_before_deadline", expr = "run_after <= deadline")
)]
pub struct JobSubmitRequest {
    #[contract(const = "1.0.0")]
    pub schema_version: String,
    #[contract(min_length = 1, max_length = 80)]
    pub name: String,
    #[serde(default = "outputs")]
    #[contract(min_items = 1, unique)]
    pub outputs: Vec<Output>,
    #[serde(default = "one")]
    #[contract(min = 1, max = 8)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    Log,
    CoverageReport,
}

/// An instant, with the offset it was written with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(format = "timestamp")]
pub struct Timestamp(pub String);

/// The job's identifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(pattern = "^job_[0-9a-z]{4}$")]
pub struct JobId(pub String);

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Succeeded,
    Failed,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct JobResponse {
    pub job_id: JobId,
    pub state: JobState,
    pub error: Option<ErrorResponse>,
}

/// Where the job's artifacts can be fetched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct ArtifactLinksResponse {
    pub job_id: JobId,
    #[contract(min_items = 1, unique, items(pattern = "^https://[!-~]+$"))]
    pub links: Vec<String>,
}

/// Why a request was not served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct ErrorResponse {
    #[contract(pattern = "^[A-Z][A-Z0-9_]+$")]
    pub code: String,
    #[contract(min_length = 1)]
    pub message: String,
    pub retryable: bool,
}
