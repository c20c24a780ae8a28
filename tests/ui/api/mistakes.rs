//! Paths, parameters and responses.
use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
pub struct Job {
    pub id: u64,
}

#[contractual::api(version = 1)]
pub trait Jobs {
    /// No method.
    async fn lost(&self) -> Lost;
    /// The path names what the method does not have.
    #[get("/v1/jobs/{job_id}")]
    #[responds(200 => Job)]
    async fn get_job(&self, id: u64) -> GetJob;
    /// No response.
    #[delete("/v1/jobs/{job_id}")]
    async fn delete_job(&self, job_id: u64) -> DeleteJob;
}

fn main() {}
