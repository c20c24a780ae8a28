//! Integers and floats with bounds and steps.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A measurement.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Which sensor.
    pub channel: i8,
    /// Which one of its readings, exact in every language.
    #[contract(max = 9007199254740991)]
    pub sequence: u64,
    /// More than nothing, at most everything.
    #[contract(exclusive_min = 0, max = 1)]
    pub share: f64,
    /// In steps of five.
    #[contract(multiple_of = 5)]
    pub step: i32,
    /// A power of two.
    #[contract(one_of(1, 2, 4))]
    pub width: u8,
}
