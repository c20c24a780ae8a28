//! Nothing to read.
use contractual::Contract;

mod absent;

#[derive(Contract)]
pub struct Record {
    pub step: u32,
}

fn main() {}
