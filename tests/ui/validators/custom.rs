//! A function.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(custom(function = "f"))]
    pub name: String,
}

fn main() {}
