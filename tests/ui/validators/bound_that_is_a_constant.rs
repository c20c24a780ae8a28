//! The value of a constant is not read.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(length(max = LONGEST))]
    pub name: String,
}

fn main() {}
