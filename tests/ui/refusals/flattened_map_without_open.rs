//! The object is open, and does not say so.
use std::collections::BTreeMap;

use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    #[serde(flatten)]
    pub rest: BTreeMap<String, i32>,
}

fn main() {}
