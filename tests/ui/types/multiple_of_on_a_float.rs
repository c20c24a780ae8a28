//! 19.99 is a multiple of 0.01 for some validators and not for others.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    #[contract(multiple_of = 0.01)]
    pub price: f64,
}

fn main() {}
