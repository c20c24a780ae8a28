//! E13 and E14: flattened members.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Who and when.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Audit {
    pub by: String,
    pub at: u32,
}

/// Where.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Geo {
    pub lat: f64,
    pub lon: f64,
}

/// How far.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum State {
    Open,
    Shipped { carrier: String },
}

/// A struct, an optional struct and a tagged enum.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Parcel {
    pub id: u32,
    #[serde(flatten)]
    pub audit: Audit,
    #[serde(flatten)]
    pub geo: Option<Geo>,
    #[serde(flatten)]
    pub state: State,
}

/// A map.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct Counters {
    pub name: String,
    #[serde(flatten)]
    pub rest: BTreeMap<String, i32>,
}
