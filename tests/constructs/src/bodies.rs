//! Sequences, sets, arrays, tuples, free values.

use std::collections::BTreeSet;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A palette.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// Names without repeats.
    pub names: BTreeSet<String>,
    /// Red, green, blue.
    pub accent: [u8; 3],
    /// Where it hangs.
    pub position: (f64, f64),
    /// Anything, at most two, without repeats.
    #[contract(max_items = 2, unique)]
    pub notes: Vec<serde_json::Value>,
    /// One code point.
    pub initial: char,
    /// Always null.
    pub nothing: (),
    /// Boxes do not show.
    pub boxed: Box<bool>,
}
