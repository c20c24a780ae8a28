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
