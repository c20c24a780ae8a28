//! Addresses of both kinds.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(ip)]
    pub name: String,
}

fn main() {}
