//! Absent, null, default.

use contractual::Contract;
use serde::{Deserialize, Deserializer, Serialize};

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

fn double<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

fn thirty() -> u16 {
    30
}

/// Every way to be there or not.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    /// Always there.
    pub id: u32,
    /// Absent, null or text.
    pub memo: Option<String>,
    /// 30 when it is absent.
    #[serde(default = "thirty")]
    pub net_days: u16,
    /// Always there, may be null.
    #[contract(nullable)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub approved_by: Option<String>,
    /// May be absent, never null.
    #[contract(optional)]
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub grace_days: Option<u16>,
    /// Absent, null and a number are three things.
    #[contract(tri_state)]
    #[serde(
        default,
        deserialize_with = "double",
        skip_serializing_if = "Option::is_none"
    )]
    pub discount: Option<Option<u8>>,
}

/// A change of some fields; an empty one says nothing and is refused.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, min_properties = 1)]
#[serde(deny_unknown_fields)]
pub struct TermsPatch {
    /// The new name.
    #[contract(optional, min_length = 1)]
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<String>,
    /// The new note; null takes it away.
    #[contract(tri_state)]
    #[serde(
        default,
        deserialize_with = "double",
        skip_serializing_if = "Option::is_none"
    )]
    pub note: Option<Option<String>>,
}
