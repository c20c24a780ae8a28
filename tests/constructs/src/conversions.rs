//! The JSON form where the Rust type does not show it.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A level, sent as a number.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(min = 1, max = 3)]
#[serde(try_from = "u8", into = "u8")]
pub enum Level {
    /// One.
    Low,
    /// Two.
    Middle,
    /// Three.
    High,
}

impl TryFrom<u8> for Level {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::Low),
            2 => Ok(Self::Middle),
            3 => Ok(Self::High),
            _ => Err("no level"),
        }
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => 1,
            Level::Middle => 2,
            Level::High => 3,
        }
    }
}

/// What a box is sent as.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Wide.
    pub width: u16,
    /// High.
    pub height: u16,
}

/// A box that knows its area.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(from = "Sides", into = "Sides")]
pub struct Boxed {
    /// Wide.
    pub width: u16,
    /// High.
    pub height: u16,
    /// Both.
    pub area: u32,
}

impl From<Sides> for Boxed {
    fn from(sides: Sides) -> Self {
        let area = u32::from(sides.width) * u32::from(sides.height);
        Self {
            width: sides.width,
            height: sides.height,
            area,
        }
    }
}

impl From<Boxed> for Sides {
    fn from(boxed: Boxed) -> Self {
        Self {
            width: boxed.width,
            height: boxed.height,
        }
    }
}

/// A name that is checked when it is read, and written as what it wraps.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]{1,8}$")]
#[serde(try_from = "String")]
pub struct Slug(String);

impl TryFrom<String> for Slug {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
        fits.then_some(Self(text)).ok_or("no slug")
    }
}

/// A release: read from text, written with its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[0-9]{1,3}[.][0-9]{1,3}$")]
#[serde(try_from = "String")]
pub struct Release {
    /// Counts what breaks.
    pub major: u16,
    /// Counts what is new.
    pub minor: u16,
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

/// How far it is: read from a number, written by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[contract(max = 100)]
#[serde(from = "u8", rename_all = "lowercase")]
pub enum Advance {
    /// Not yet done.
    Begun {
        /// Per cent.
        share: u8,
    },
    /// Done.
    Done,
}

impl From<u8> for Advance {
    fn from(share: u8) -> Self {
        match share {
            100 => Self::Done,
            share => Self::Begun { share },
        }
    }
}

/// A price: read with its parts, written as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(into = "String", deny_unknown_fields)]
pub struct Price {
    /// How much.
    #[contract(max = 999)]
    pub cents: u16,
    /// In what.
    #[contract(pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

impl From<Price> for String {
    fn from(price: Price) -> Self {
        format!("{} {}", price.cents, price.currency)
    }
}

/// Only read, from a number.
#[derive(Debug, Deserialize, Contract)]
#[serde(from = "u32")]
pub struct Doubles {
    /// Twice the number.
    #[contract(allow(wide_integer, reason = "it is read from 32 bits"))]
    pub twice: u64,
}

impl From<u32> for Doubles {
    fn from(number: u32) -> Self {
        Self {
            twice: u64::from(number) * 2,
        }
    }
}

/// Conversions in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// Text that is read.
    pub release: Release,
    /// A number that is read.
    pub advance: Option<Advance>,
    /// An object that is read.
    pub price: Option<Price>,
}

/// What is never written.
#[derive(Debug, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Numbers.
    #[contract(max_items = 2)]
    pub doubles: Vec<Doubles>,
}

/// Text around one field.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(transparent)]
pub struct Note {
    /// What it says.
    #[contract(max_length = 5)]
    pub text: String,
    /// Not there.
    #[serde(skip)]
    pub seen: bool,
}

/// Somebody else's type.
#[derive(Debug)]
pub struct Point {
    /// East.
    pub x: i32,
    /// North.
    pub y: i32,
}

/// The form of somebody else's type.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(remote = "Point", deny_unknown_fields)]
pub struct PointForm {
    /// East.
    pub x: i32,
    /// North.
    #[contract(min = 0)]
    pub y: i32,
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &u16, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{number:04x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
        let text = String::deserialize(from)?;
        u16::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

/// All of them.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Converted {
    /// By number.
    pub level: Level,
    /// Without its area.
    pub boxed: Boxed,
    /// Checked.
    pub slug: Slug,
    /// Bare.
    pub note: Note,
    /// In the form of a stand-in.
    #[contract(wire = "PointForm")]
    #[serde(with = "PointForm")]
    pub point: Point,
    /// Four digits.
    #[contract(wire = "String", pattern = "^[0-9a-f]{4}$")]
    #[serde(with = "hex")]
    pub color: u16,
}
