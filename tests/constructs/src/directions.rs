//! What is read and what is written differ.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// An account of a user.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Read under one name, written under another.
    #[serde(rename(serialize = "fullName", deserialize = "name"))]
    pub name: String,
    /// Only read.
    #[serde(skip_serializing)]
    #[contract(min_length = 2)]
    pub secret: String,
    /// Only written.
    #[serde(skip_deserializing)]
    pub visits: u32,
    /// An older name is read, too.
    #[serde(default, alias = "lang", alias = "locale")]
    pub language: Option<String>,
    /// Two older names of a required member.
    #[serde(alias = "mail", alias = "e-mail")]
    pub email: String,
    /// Left out when it is zero.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub retries: u8,
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}

/// Every member has a default.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(default, deny_unknown_fields, rename_all = "SCREAMING-KEBAB-CASE")]
pub struct Settings {
    /// How often.
    #[contract(min = 1)]
    pub retry_count: u8,
    /// Where.
    pub base_path: String,
    /// Whether.
    pub is_dry: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retry_count: 3,
            base_path: "/".to_owned(),
            is_dry: false,
        }
    }
}
