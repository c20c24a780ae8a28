//! Goods, as a crate of their own that others depend on.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

pub mod places;

pub use places::Address;

/// A parcel on its way.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(version = 1, rule(name = "insured", expr = "fragile => present(worth)"))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Parcel {
    /// Grams.
    pub net_weight: Weight,
    /// Where it goes.
    pub to: Address,
    /// Whether it breaks.
    pub fragile: bool,
    /// In cents.
    pub worth: Option<u32>,
    /// What is written on it.
    #[serde(default)]
    pub labels: Labels,
    /// Smaller ones inside.
    #[serde(default)]
    pub inside: Vec<Parcel>,
    /// Some of several.
    pub page: Option<Page<Weight>>,
}

/// Grams.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(min = 1, max = 30000)]
pub struct Weight(pub u32);

/// Words.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Contract)]
#[contract(max_items = 3, unique, items(pattern = "^[a-z]+$"))]
pub struct Labels(pub Vec<String>);

/// Numbers by door.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(max_properties = 2)]
pub struct Doors(pub BTreeMap<Door, u16>);

/// How a door is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// Open.
    WideOpen,
    /// Closed.
    Closed,
}

/// What happened to it.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// It was sent.
    Sent,
    /// It came to a place.
    Came {
        /// Which.
        place: Address,
    },
    /// It was weighed again.
    Weighed(Scale),
}

/// What a scale says.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Grams.
    pub grams: Weight,
}

/// A number or a word.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum Size {
    /// Litres.
    Litres(u8),
    /// A word.
    Word(Letter),
}

/// One of three.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(one_of("S", "M", "L"))]
pub struct Letter(pub String);

/// Some of several.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    /// These.
    #[contract(max_items = 2)]
    pub items: Vec<T>,
    /// Whether there are more.
    pub more: bool,
}

/// A release: read from text, written with its parts.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[0-9]{1,3}[.][0-9]{1,3}$")]
#[serde(try_from = "String", into = "String")]
pub struct Release {
    major: u16,
    minor: u16,
}

impl TryFrom<String> for Release {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let parts = text.split_once('.').ok_or("no release")?;
        match (parts.0.parse(), parts.1.parse()) {
            (Ok(major), Ok(minor)) => Ok(Self { major, minor }),
            _ => Err("no release"),
        }
    }
}

impl From<Release> for String {
    fn from(release: Release) -> Self {
        format!("{}.{}", release.major, release.minor)
    }
}
