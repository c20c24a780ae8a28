//! A key that neither crate has.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(range(minimum = 1))]
    pub size: u32,
}

fn main() {}
