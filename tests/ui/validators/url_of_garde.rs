//! More than absolute URIs.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(url)]
    pub name: String,
}

fn main() {}
