//! Members merged into the object around them.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Trail {
    /// Who.
    pub by: String,
    /// When, in seconds.
    pub at: u32,
}

/// Where.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Place {
    /// North.
    pub lat: f64,
    /// East.
    pub lon: f64,
}

/// How far.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Progress {
    /// Not yet sent.
    Open,
    /// Sent.
    Sent {
        /// By whom.
        carrier: String,
    },
}

/// A struct, an optional struct and a tagged enum, flattened.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Parcel {
    /// Its number.
    pub id: u32,
    /// Who touched it.
    #[serde(flatten)]
    pub trail: Trail,
    /// Where it is, if that is known.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// How far it is.
    #[serde(flatten)]
    pub progress: Progress,
}

/// A flattened map opens the object, so it has to be asked for.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct Counters {
    /// Whose.
    pub name: String,
    /// All others.
    #[serde(flatten)]
    pub rest: BTreeMap<String, i32>,
}

/// What carries a member of its own and members of others.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Stamp {
    /// Who touched it.
    #[serde(flatten)]
    pub trail: Trail,
    /// With what.
    #[serde(rename = "tool")]
    pub tool_name: Option<String>,
}

/// How it is sent.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// On the road.
    Road {
        /// How fast.
        speed: u8,
    },
    /// In the air.
    Air(u16),
}

/// What it costs.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "cost", content = "cents", rename_all = "lowercase")]
pub enum Cost {
    /// Nothing.
    Free,
    /// So much.
    Fixed(u32),
}

/// Flattened twice, with enums of two more representations.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Shipment {
    /// Two levels.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Externally tagged.
    #[serde(flatten)]
    pub way: Way,
    /// Adjacently tagged.
    #[serde(flatten)]
    pub cost: Cost,
}
