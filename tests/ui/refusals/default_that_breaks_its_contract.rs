//! What stands in for an absent member is a value of the contract.
use contractual::Contract;
use serde::{Deserialize, Serialize};

fn zero() -> u8 {
    0
}

#[derive(Serialize, Deserialize, Contract)]
pub struct Record {
    #[contract(min = 1)]
    #[serde(default = "zero")]
    pub step: u8,
}

fn main() {}
