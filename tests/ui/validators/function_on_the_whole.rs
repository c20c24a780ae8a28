//! A function over all fields runs in Rust only.
use contractual::Contract;

#[derive(Contract)]
#[validate(schema(function = "is_in_order"))]
pub struct Record {
    pub low: u32,
    pub high: u32,
}

fn main() {}
