//! The contract of a job service. Change a field, run `cargo build -p job-api`, and see what follows from it.

mod jobs;
mod types;

pub use jobs::*;
pub use types::*;
