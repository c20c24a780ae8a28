//! How a text ends.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(suffix("a"))]
    pub name: String,
}

fn main() {}
