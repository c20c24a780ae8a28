//! A number has no members.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    #[serde(flatten)]
    pub step: i32,
}

fn main() {}
