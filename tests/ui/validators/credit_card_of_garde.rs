//! Numbers with a checksum.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(credit_card)]
    pub name: String,
}

fn main() {}
