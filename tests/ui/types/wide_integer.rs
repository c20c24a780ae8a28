//! No JSON number for most readers.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u128,
}

fn main() {}
