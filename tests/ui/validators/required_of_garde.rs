//! An option that has to be there.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(required)]
    pub name: Option<String>,
}

fn main() {}
