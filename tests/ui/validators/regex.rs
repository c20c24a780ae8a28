//! The expression is a value.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(regex(path = *RE))]
    pub name: String,
}

fn main() {}
