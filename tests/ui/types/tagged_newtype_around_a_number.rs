//! serde compiles it and fails at run time.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
#[serde(tag = "kind")]
pub enum Value {
    Count(u64),
    Nothing,
}

fn main() {}
