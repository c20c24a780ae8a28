//! Without `chars` garde counts bytes.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(length(max = 8))]
    pub name: String,
}

fn main() {}
