//! A text without control characters.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(non_control_character)]
    pub name: String,
}

fn main() {}
