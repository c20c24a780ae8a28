//! Two fields that are equal are a rule.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub first: String,
    #[validate(must_match(other = "first"))]
    pub second: String,
}

fn main() {}
