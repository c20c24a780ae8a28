//! An operator of the regex crate in a class.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(pattern("^[a-z&&b]$"))]
    pub name: String,
}

fn main() {}
