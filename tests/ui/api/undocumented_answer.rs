//! An answer that the contract does not name does not compile.
use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
pub struct Job {
    pub id: u64,
}

#[contractual::api(version = 1)]
pub trait Jobs {
    /// Read a job.
    #[get("/v1/jobs/{job_id}")]
    #[responds(200 => Job, 404 => Job)]
    async fn get_job(&self, job_id: u64) -> GetJob;
}

struct Service;

impl Jobs for Service {
    async fn get_job(&self, _: u64) -> GetJob {
        GetJob::Conflict(Job { id: 1 })
    }
}

fn main() {
    let _ = Service;
}
