//! What follows the key is not separated from it.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(min 1)]
    pub step: u32,
}

fn main() {}
