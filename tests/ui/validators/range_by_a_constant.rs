//! The value of a constant is not read.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(range(max = LARGEST))]
    pub size: u32,
}

fn main() {}
