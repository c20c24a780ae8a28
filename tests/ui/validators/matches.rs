//! Two fields that are equal.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(matches(other))]
    pub name: String,
}

fn main() {}
