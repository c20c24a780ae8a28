//! How a text begins.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(prefix("a"))]
    pub name: String,
}

fn main() {}
