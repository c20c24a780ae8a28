//! Numbers that are looked up.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(phone_number)]
    pub name: String,
}

fn main() {}
