//! No value is left.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(min = 9, max = 3)]
    pub step: i32,
}

fn main() {}
