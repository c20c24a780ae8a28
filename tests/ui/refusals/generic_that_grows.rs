//! Each instance holds a larger one.
use contractual::Contract;

#[derive(Contract)]
pub struct Grows<T> {
    pub next: Option<Box<Grows<Vec<T>>>>,
    pub value: T,
}

#[derive(Contract)]
pub struct Record {
    pub first: Grows<u8>,
}

fn main() {}
