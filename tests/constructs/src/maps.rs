//! Maps by text, integer and enum.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// How goods are counted.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// One box.
    Box,
    /// One pallet.
    Pallet,
}

/// What is there.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Free labels.
    #[contract(
        max_properties = 2,
        key(pattern = "^[a-z]{1,8}$"),
        value(max_length = 4)
    )]
    pub labels: BTreeMap<String, String>,
    /// By shelf.
    pub by_shelf: Option<BTreeMap<u8, u32>>,
    /// By unit.
    pub by_unit: Option<BTreeMap<Unit, u32>>,
}
