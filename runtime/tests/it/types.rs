//! Types that the tests share: every construct that has a fast path, and some that have none.

#![allow(dead_code, reason = "fields that only serde reads")]

use std::collections::{BTreeMap, BTreeSet};

use contractual::Contract;
use serde::{Deserialize, Deserializer, Serialize};

/// A request to run a job.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(
    version = 1,
    rule(name = "not_before_deadline", expr = "run_after <= deadline")
)]
pub(crate) struct JobSubmitRequest {
    #[contract(const = "1.0.0")]
    pub(crate) schema_version: String,
    #[contract(min_length = 1, max_length = 8)]
    pub(crate) name: String,
    #[contract(min_items = 1, unique)]
    #[serde(default = "outputs")]
    pub(crate) outputs: Vec<Output>,
    #[contract(min = 1, max = 8)]
    #[serde(default = "one")]
    pub(crate) attempts: u8,
    pub(crate) run_after: Option<Timestamp>,
    pub(crate) deadline: Option<Timestamp>,
}

fn outputs() -> Vec<Output> {
    vec![Output::Log]
}

fn one() -> u8 {
    1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Output {
    Log,
    CoverageReport,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[contract(format = "timestamp")]
pub(crate) struct Timestamp(pub(crate) String);

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Reading {
    pub(crate) channel: i8,
    #[contract(max = 9007199254740991)]
    pub(crate) sequence: u64,
    #[contract(exclusive_min = 0, max = 1)]
    pub(crate) share: f64,
    #[contract(multiple_of = 5)]
    pub(crate) step: i32,
    #[contract(one_of(1, 2, 4))]
    pub(crate) width: u8,
}

/// Externally tagged.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Dispatch {
    CollectInStore,
    Courier {
        tracking_no: String,
        insured: Option<bool>,
    },
    Locker(#[contract(max = 99)] u8, String),
    Drone(f64),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Account {
    pub(crate) number: String,
}

/// Internally tagged.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(
    tag = "method",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub(crate) enum PaymentSource {
    BankTransfer(Account),
    GiftCard { card_no: String },
    OnAccount,
}

/// Adjacently tagged.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(tag = "kind", content = "data", rename_all = "lowercase")]
pub(crate) enum Promotion {
    Rate(f64),
    Bundle { sku: String, free: u8 },
    Gift,
    Pair(u8, u8),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Short {
    #[contract(max = 9)]
    pub(crate) qty: u8,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Long {
    pub(crate) qty: i64,
    pub(crate) unit: Option<String>,
}

/// Untagged.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Quantity {
    Flag(bool),
    Short(Short),
    Long(Long),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Basket {
    pub(crate) skus: BTreeSet<String>,
    pub(crate) rgb: [u8; 3],
    pub(crate) at: (f64, f64),
    #[contract(max_items = 2, unique)]
    pub(crate) extra: Vec<serde_json::Value>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Stock {
    #[contract(
        max_properties = 2,
        key(pattern = "^[a-z]{1,8}$"),
        value(max_length = 4)
    )]
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) by_shelf: Option<BTreeMap<u8, u32>>,
    pub(crate) by_output: Option<BTreeMap<Output, u32>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Audit {
    pub(crate) by: String,
    pub(crate) at: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Geo {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(tag = "state", rename_all = "lowercase")]
pub(crate) enum State {
    Open,
    Shipped { carrier: String },
}

/// Flattened struct, option and tagged enum.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Parcel {
    pub(crate) id: u32,
    #[serde(flatten)]
    pub(crate) audit: Audit,
    #[serde(flatten)]
    pub(crate) geo: Option<Geo>,
    #[serde(flatten)]
    pub(crate) state: State,
}

/// Names.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Contact {
    #[serde(alias = "surname")]
    pub(crate) family_name: String,
    #[serde(rename = "class")]
    pub(crate) tier: u8,
    #[serde(rename = "_links")]
    pub(crate) links: Option<u8>,
    pub(crate) r#type: u8,
    #[serde(skip)]
    pub(crate) cache: u8,
}

/// Presence.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Terms {
    pub(crate) id: u32,
    pub(crate) memo: Option<String>,
    #[serde(deserialize_with = "Option::deserialize")]
    pub(crate) approved_by: Option<String>,
    #[contract(optional)]
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) grace_days: Option<u16>,
}

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Rules that a schema can say, and one that it cannot.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[contract(
    rule(name = "failure", expr = "failed <=> present(reason)"),
    rule(name = "one_contact", expr = "exactly_one(email, phone)"),
    rule(name = "order", expr = "low <= high and len(codes) <= high")
)]
pub(crate) struct Report {
    pub(crate) failed: bool,
    pub(crate) reason: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) low: i32,
    pub(crate) high: i32,
    #[serde(default)]
    #[contract(items(min_length = 2, pattern = "^[A-Z]+$"))]
    pub(crate) codes: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Node {
    #[contract(pattern = "^[a-z]+$")]
    pub(crate) slug: String,
    #[serde(default)]
    pub(crate) children: Vec<Node>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Page<T> {
    #[contract(max_items = 2)]
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<Box<Page<T>>>,
}

/// Instances of a generic type: what the scan sees are the instances that something names.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
pub(crate) struct Holder {
    pub(crate) shorts: Page<Short>,
    pub(crate) texts: Option<Page<Vec<Option<String>>>>,
}
