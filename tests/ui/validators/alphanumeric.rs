//! Letters and digits of all scripts.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(alphanumeric)]
    pub name: String,
}

fn main() {}
