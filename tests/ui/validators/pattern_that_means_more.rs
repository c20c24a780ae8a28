//! A shorthand that means more characters to the contract than to the regex crate.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(pattern(r"^\S+$"))]
    pub name: String,
}

fn main() {}
