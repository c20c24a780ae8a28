//! No value ends.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub inner: Box<Record>,
}

fn main() {}
