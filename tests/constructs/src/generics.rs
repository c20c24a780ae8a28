//! Generic and recursive types.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A node of a tree.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its name in addresses.
    #[contract(pattern = "^[a-z]+$")]
    pub slug: String,
    /// What is below it.
    #[serde(default)]
    pub children: Vec<Node>,
}

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    /// What is on it.
    #[contract(max_items = 2)]
    pub items: Vec<T>,
    /// Where the next page starts; null on the last.
    #[contract(nullable)]
    #[serde(
        bound(deserialize = "T: Deserialize<'de>"),
        deserialize_with = "Option::deserialize"
    )]
    pub next: Option<String>,
}

/// Two pages of different things.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    /// Trees.
    pub trees: Page<Node>,
    /// Words, or nothing.
    pub words: Option<Page<Vec<Option<String>>>>,
}
