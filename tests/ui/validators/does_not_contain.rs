//! A text without another text.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(does_not_contain(pattern = "a"))]
    pub name: String,
}

fn main() {}
