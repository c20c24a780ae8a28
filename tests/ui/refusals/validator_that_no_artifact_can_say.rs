//! A function of the user's runs in Rust only.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(custom(function = "is_even"))]
    pub step: u32,
}

fn main() {}
