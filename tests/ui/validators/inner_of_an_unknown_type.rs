//! The elements are not shown.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(inner(range(max = 9)))]
    pub size: u32,
}

fn main() {}
