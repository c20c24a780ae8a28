//! Two patterns for one value.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(pattern("^a"))]
    #[contract(pattern = "b$")]
    pub name: String,
}

fn main() {}
