//! Which of the two is meant?
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(min = 1, min = 2)]
    pub step: i32,
}

fn main() {}
