//! Examples are valid values.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(max = 9, example = 10)]
    pub step: u32,
}

fn main() {}
