//@ scanned: max = 9 => max = 8
//! The table is of an older text: a constraint has another value.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    #[contract(max = 9)]
    pub level: u8,
}

fn main() {}
