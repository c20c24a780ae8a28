//! The pattern is not shown.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(pattern(PATTERN))]
    pub name: String,
}

fn main() {}
