//@ scanned: u8 => u16
//! The table is of an older text: a field has another type.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    pub level: u8,
}

fn main() {}
