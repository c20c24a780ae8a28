//! What is counted depends on a type that is not shown here.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(length(min = 1))]
    pub name: Name,
}

/// A name.
#[derive(Contract)]
pub struct Name(String);

fn main() {}
