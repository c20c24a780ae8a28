//! Maps by text, integer and enum.

use std::collections::{BTreeMap, HashMap};

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

/// A key with a written form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Contract)]
#[contract(pattern = "^k[0-9]$")]
pub struct TextKey(pub String);

/// A key that is a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Contract)]
#[contract(max = 20)]
pub struct NumberKey(pub u8);

/// A key around a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Contract)]
pub struct OuterKey(pub NumberKey);

/// Maps by everything that is text on the wire.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// By truth value.
    #[serde(default)]
    pub by_truth: BTreeMap<bool, u8>,
    /// By one code point.
    #[serde(default)]
    pub by_char: BTreeMap<char, u8>,
    /// By a number that may be negative.
    #[serde(default)]
    pub by_offset: BTreeMap<i8, bool>,
    /// By a wide number.
    #[serde(default)]
    #[contract(allow(wide_integer, reason = "keys are text, in JavaScript too"))]
    pub by_id: HashMap<u64, bool>,
    /// By text with a form.
    #[serde(default)]
    pub by_key: BTreeMap<TextKey, u8>,
    /// By a number with a limit.
    #[serde(default)]
    pub by_number: BTreeMap<NumberKey, u8>,
    /// By a name for that.
    #[serde(default)]
    pub by_outer: BTreeMap<OuterKey, u8>,
    /// By name, then by unit.
    #[serde(default)]
    pub deep: BTreeMap<String, BTreeMap<Unit, Vec<u16>>>,
}
