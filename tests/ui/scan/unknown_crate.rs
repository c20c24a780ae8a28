//! A type of another crate whose form is not known.
use std::time::Instant;

use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub at: Instant,
}

fn main() {}
