//! E04, E11 and E12: numbers, sequences, maps.

use std::collections::{BTreeMap, BTreeSet};

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Numbers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub channel: i8,
    #[contract(max = 9007199254740991)]
    pub sequence: u64,
    #[contract(exclusive_min = 0, max = 1)]
    pub share: f64,
    #[contract(multiple_of = 5)]
    pub step: i32,
    #[contract(one_of(1, 2, 4))]
    pub width: u8,
}

/// Sequences, sets, arrays, tuples.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Basket {
    pub skus: BTreeSet<String>,
    pub rgb: [u8; 3],
    pub at: (f64, f64),
    #[contract(max_items = 2, unique)]
    pub extra: Vec<serde_json::Value>,
}

/// How goods are counted.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Box,
    Pallet,
}

/// Maps.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    #[contract(
        max_properties = 2,
        key(pattern = "^[a-z]{1,8}$"),
        value(max_length = 4)
    )]
    pub labels: BTreeMap<String, String>,
    pub by_shelf: Option<BTreeMap<u8, u32>>,
    pub by_unit: Option<BTreeMap<Unit, u32>>,
}
