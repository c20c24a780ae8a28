//! E15: recursion and generics. An instantiation becomes an entity by its use in an operation.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A tree.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Node {
    #[contract(pattern = "^[a-z]+$")]
    pub slug: String,
    #[serde(default)]
    pub children: Vec<Node>,
}

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    #[contract(max_items = 2)]
    pub items: Vec<T>,
    #[contract(nullable)]
    #[serde(
        bound(deserialize = "T: Deserialize<'de>"),
        deserialize_with = "Option::deserialize"
    )]
    pub next: Option<String>,
}

/// Trees, page by page.
#[contractual::api(version = 1)]
pub trait Trees {
    /// Plant a page of trees.
    #[post("/v1/trees")]
    #[responds(204)]
    async fn plant_trees(&self, body: Page<Node>) -> PlantTrees;
}
