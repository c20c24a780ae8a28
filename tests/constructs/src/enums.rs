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
