//! Absent, null, or both?
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub step: Option<Option<i32>>,
}

fn main() {}
