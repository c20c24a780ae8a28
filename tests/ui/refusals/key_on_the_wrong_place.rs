//! The key says something of a whole type.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(entity)]
    pub step: i32,
}

fn main() {}
