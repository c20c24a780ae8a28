//! The four representations of an enum, and text enums.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// How a parcel travels.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "kebab-case")]
pub enum Courier {
    /// The night bus.
    NightBUSLine,
    /// On foot.
    Walker2,
    /// By its registered name.
    #[serde(rename = "XPS")]
    Express,
}

/// Externally tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Handover {
    /// Fetched by the customer.
    PickUp,
    /// Brought by a courier.
    ByCourier {
        /// The courier's own number.
        tracking_code: String,
        /// Whether it is insured.
        insured: Option<bool>,
    },
    /// Left in a box: number and wing.
    Box(#[contract(max = 99)] u8, String),
    /// Flown over so many kilometres.
    Drone(f64),
}

/// An account.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its number.
    pub number: String,
}

/// Internally tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(
    tag = "method",
    rename_all = "snake_case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Payment {
    /// From an account, once.
    WireTransfer(Account),
    /// From an account, every month.
    DirectDebit(Account),
    /// With a voucher.
    Voucher {
        /// What is printed on it.
        code_text: String,
    },
    /// Later.
    OnAccount,
}

/// Adjacently tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "kind", content = "data", rename_all = "lowercase")]
pub enum Offer {
    /// So much off.
    Share(f64),
    /// Several for one.
    Pack {
        /// What.
        sku: String,
        /// How many are free.
        free: u8,
    },
    /// Nothing to pay.
    Present,
    /// Two numbers.
    Pair(u8, u8),
}

/// A code of two characters or more.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(min_length = 2)]
pub struct Code(pub String);

/// A small number of pieces.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Few {
    /// How many.
    #[contract(max = 9)]
    pub count: u8,
}

/// Any number of pieces.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Many {
    /// How many.
    #[contract(allow(wide_integer, reason = "the whole range is part of the cases"))]
    pub count: i64,
    /// Of what.
    pub unit: Option<String>,
}

/// Untagged: a value that is a `Few` for serde but breaks its maximum may still be a `Many`.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    allow(
        untagged_objects,
        reason = "two objects without a tag are part of the cases"
    )
)]
#[serde(untagged)]
pub enum Amount {
    /// Yes or no.
    Flag(bool),
    /// By code.
    Code(Code),
    /// A few.
    Few(Few),
    /// Many.
    Many(Many),
}

/// Known colours, and all others.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Colour {
    /// Like blood.
    DarkRed,
    /// Like grass.
    #[serde(alias = "LAWN")]
    Green,
    /// Any other.
    #[serde(other)]
    Other,
}

/// Attributes of variants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub enum Command {
    /// Nothing to say.
    #[serde(rename = "noop", alias = "nothing")]
    Nothing,
    /// With names of its own.
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    Move {
        /// East.
        by_x: i8,
        /// North.
        #[serde(default)]
        by_y: i8,
    },
    /// By position.
    Jump(u8, #[contract(min_length = 1)] String),
    /// An object of no members.
    Wait {},
    /// An array of no items.
    Stop(),
    /// Never on the wire.
    #[serde(skip)]
    Internal,
    /// A text among the rest.
    #[serde(untagged)]
    Free(#[contract(pattern = "^[0-9]+$")] String),
}

/// A tag inside a tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "family", rename_all = "snake_case")]
pub enum Event {
    /// One of the payments.
    Paid(Payment),
    /// A map beside the tag.
    #[contract(max_properties = 3)]
    Labels(std::collections::BTreeMap<String, String>),
    /// Members of its own.
    #[serde(rename_all = "camelCase")]
    Moved {
        /// From.
        from_place: Spot,
        /// To.
        to_place: Option<Spot>,
    },
    /// Any other.
    #[serde(other)]
    Unknown,
}

/// A place, adjacently tagged inside an internally tagged one.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
pub enum Spot {
    /// By name.
    Named(String),
    /// By coordinates.
    At {
        /// North.
        lat: f64,
        /// East.
        lon: f64,
    },
    /// Not known.
    Nowhere,
}

/// Scalars, lists and null without a tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum Loose {
    /// Nothing.
    Null,
    /// A small number.
    Small(#[contract(max = 9)] u8),
    /// Any number.
    Number(f64),
    /// Two of them.
    Pair(u8, u8),
    /// A list.
    List(#[contract(max_items = 3)] Vec<String>),
    /// A member.
    Object {
        /// Whose.
        key: bool,
    },
    /// A text.
    Text(String),
}
