//! A search for a part is no constraint.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(contains(pattern = "a"))]
    pub name: String,
}

fn main() {}
