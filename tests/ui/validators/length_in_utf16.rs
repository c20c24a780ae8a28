//! No artifact counts code units.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(length(utf16, max = 8))]
    pub name: String,
}

fn main() {}
