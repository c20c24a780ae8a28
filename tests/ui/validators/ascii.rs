//! Text of ASCII.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(ascii)]
    pub name: String,
}

fn main() {}
