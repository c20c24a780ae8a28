//! Rules of another module.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(adapt(rules), length(chars, min = 1))]
    pub name: String,
}

fn main() {}
