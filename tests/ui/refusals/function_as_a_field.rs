//! No JSON form.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub step: fn(u8) -> u8,
}

fn main() {}
