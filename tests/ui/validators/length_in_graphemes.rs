//! Length in what people see as one character.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(length(graphemes, max = 3))]
    pub name: String,
}

fn main() {}
