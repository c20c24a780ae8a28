//! Names that are words of other languages, aliases, skipped fields.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Somebody.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Also known by an older name.
    #[serde(alias = "surname")]
    pub family_name: String,
    /// A keyword of Python.
    #[serde(rename = "class")]
    pub tier: u8,
    /// A private name of Python.
    #[serde(rename = "_links")]
    pub links: Option<u8>,
    /// An attribute of every Pydantic model.
    pub schema: u8,
    /// Never on the wire.
    #[serde(skip)]
    pub cache: u8,
}
