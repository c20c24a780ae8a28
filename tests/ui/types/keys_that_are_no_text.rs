//! The names of members are text.
use std::collections::BTreeMap;

use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    pub by_pair: BTreeMap<(u8, u8), bool>,
    pub by_list: BTreeMap<Vec<u8>, bool>,
    pub by_option: BTreeMap<Option<String>, bool>,
}

fn main() {}
