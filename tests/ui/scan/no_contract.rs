//! A field's type is no contract.
use contractual::Contract;

pub struct Plain {
    pub id: u64,
}

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    pub plain: Vec<Plain>,
}

fn main() {}
