//! It takes more than absolute addresses.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[validate(url)]
    pub link: String,
}

fn main() {}
