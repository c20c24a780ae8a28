//@ error: level: `Record.level` was an integer of 64 bits and is one of 8 now
//! A breaking finding stands on the field.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    pub level: u8,
}

fn main() {}
