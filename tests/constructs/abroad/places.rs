//! Places.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Where something goes.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    #[contract(min_length = 1, max_length = 20)]
    pub street: String,
    /// A code.
    #[serde(alias = "postcode")]
    pub zip: Option<String>,
}
