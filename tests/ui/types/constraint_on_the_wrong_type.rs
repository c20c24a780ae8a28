//! Each constraint speaks of one kind of value.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(min_length = 1)]
    pub level: u8,
    #[contract(multiple_of = 2)]
    pub share: f64,
    #[contract(max = 300)]
    pub step: i8,
}

fn main() {}
