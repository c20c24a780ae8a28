//! The engines disagree on look-around.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(pattern("^(?!x)"))]
    pub name: String,
}

fn main() {}
