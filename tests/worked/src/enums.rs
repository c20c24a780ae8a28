//! E07 to E10: the four representations of an enum.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Externally tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Dispatch {
    CollectInStore,
    Courier {
        tracking_no: String,
        insured: Option<bool>,
    },
    Locker(#[contract(max = 99)] u8, String),
    Drone(f64),
}

/// An account.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Account {
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
pub enum PaymentSource {
    BankTransfer(Account),
    StandingOrder(Account),
    GiftCard { card_no: String },
    OnAccount,
}

/// Adjacently tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "kind", content = "data", rename_all = "lowercase")]
pub enum Promotion {
    Rate(f64),
    Bundle { sku: String, free: u8 },
    Gift,
    Pair(u8, u8),
}

/// A code.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(min_length = 2)]
pub struct Code(pub String);

/// Few.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Short {
    #[contract(max = 9)]
    pub qty: u8,
}

/// Many.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Long {
    #[contract(allow(wide_integer, reason = "the example has the whole range"))]
    pub qty: i64,
    pub unit: Option<String>,
}

/// Untagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    allow(untagged_objects, reason = "the example has two objects without a tag")
)]
#[serde(untagged)]
pub enum Quantity {
    Flag(bool),
    Code(Code),
    Short(Short),
    Long(Long),
}
