//! The value stands in no source.
use contractual::Contract;
use serde::Deserialize;

fn compute() -> u32 {
    std::process::id()
}

#[derive(Deserialize, Contract)]
pub struct Record {
    #[serde(default = "compute")]
    pub step: u32,
}

fn main() {}
