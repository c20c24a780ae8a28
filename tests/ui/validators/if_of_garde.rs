//! Rules on a condition.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[garde(if(cond = true, length(chars, min = 1)))]
    pub name: String,
}

fn main() {}
