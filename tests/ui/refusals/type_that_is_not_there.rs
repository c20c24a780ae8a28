//! A typing error.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub step: Stepp,
}

fn main() {}
