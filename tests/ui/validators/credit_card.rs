//! Digits with a sum are beyond every schema.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(credit_card)]
    pub card: String,
}

fn main() {}
