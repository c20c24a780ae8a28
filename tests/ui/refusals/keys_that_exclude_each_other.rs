//! One value and several.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(const = 1, one_of(1, 2))]
    pub step: i32,
}

fn main() {}
