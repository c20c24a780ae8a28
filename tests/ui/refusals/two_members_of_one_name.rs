//! A reader could not tell which is meant.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    pub first: u8,
    #[serde(rename = "first")]
    pub second: u8,
}

fn main() {}
