//! A key is text: no pattern says what it is a multiple of.
use std::collections::BTreeMap;

use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    #[contract(key(multiple_of = 5))]
    pub by_step: BTreeMap<u32, bool>,
}

fn main() {}
