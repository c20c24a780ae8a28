//! serde fails at run time: a tag can only stand beside members.
use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind")]
pub enum Event {
    Named(String),
    Listed(Vec<u8>),
    Maybe(Option<Detail>),
}

#[derive(Serialize, Deserialize, Contract)]
pub struct Detail {
    pub size: u8,
}

fn main() {}
