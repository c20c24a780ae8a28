//! serde gives a flattened map the members of an internally tagged enum, too.
use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "state")]
pub enum State {
    Open,
    Sent { by: String },
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(open)]
pub struct Record {
    pub id: u32,
    #[serde(flatten)]
    pub state: State,
    #[serde(flatten)]
    pub counts: BTreeMap<String, u32>,
}

fn main() {}
