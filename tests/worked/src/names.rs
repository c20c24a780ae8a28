//! E16: names, aliases, skipped fields.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Somebody.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    #[serde(alias = "surname")]
    pub family_name: String,
    #[serde(rename = "class")]
    pub tier: u8,
    #[serde(rename = "_links")]
    pub links: Option<u8>,
    #[contract(allow(awkward_name, reason = "the example has it"))]
    #[serde(rename = "$ref")]
    pub reference: Option<u8>,
    pub schema: u8,
    #[serde(skip)]
    pub cache: u8,
}
