//! A function.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(custom(f))]
    pub name: String,
}

fn main() {}
