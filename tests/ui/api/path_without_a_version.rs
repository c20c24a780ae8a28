//! The paths of an API start with its major version.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Job {
    pub id: u32,
}

/// Jobs.
#[contractual::api(version = 1)]
pub trait Jobs {
    /// One.
    #[get("/jobs")]
    #[responds(200 => Job)]
    async fn get_job(&self) -> GetJob;
}

fn main() {}
