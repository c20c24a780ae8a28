//! A query is text: neither an object nor a tagged enum has one form there.
use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
pub struct Job {
    pub id: u32,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "by")]
pub enum Filter {
    Name { name: String },
    All,
}

/// Jobs.
#[contractual::api(version = 1)]
pub trait Jobs {
    /// Some.
    #[get("/v1/jobs")]
    #[responds(200 => Job)]
    async fn list_jobs(&self, like: Job, filter: Option<Filter>) -> ListJobs;
}

fn main() {}
