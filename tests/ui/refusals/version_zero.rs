//! Versions are counted from one.
use contractual::Contract;

#[derive(Contract)]
#[contract(version = 0)]
pub struct Record {
    pub step: i32,
}

fn main() {}
