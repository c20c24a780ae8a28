//! A text with another text in it.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(contains("a"))]
    pub name: String,
}

fn main() {}
