//! E03 and E18: absent, null, default; patches.

use contractual::Contract;
use serde::{Deserialize, Deserializer, Serialize};

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

fn double<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    d: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

fn net() -> u16 {
    30
}

/// The presence forms.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    pub id: u32,
    pub memo: Option<String>,
    #[serde(default = "net")]
    pub net_days: u16,
    #[contract(nullable)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub approved_by: Option<String>,
    #[contract(optional)]
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub grace_days: Option<u16>,
    #[contract(tri_state)]
    #[serde(
        default,
        deserialize_with = "double",
        skip_serializing_if = "Option::is_none"
    )]
    pub discount: Option<Option<u8>>,
}

/// A merge patch.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, min_properties = 1)]
#[serde(deny_unknown_fields)]
pub struct JobPatch {
    #[contract(optional, min_length = 1)]
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    #[contract(tri_state)]
    #[serde(
        default,
        deserialize_with = "double",
        skip_serializing_if = "Option::is_none"
    )]
    pub note: Option<Option<String>>,
}
