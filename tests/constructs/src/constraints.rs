//! Every constraint, on every place that can have it; rules that crowd each other.

use std::collections::{BTreeMap, BTreeSet};

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Every constraint on text, numbers, lists and maps.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Text by length.
    #[contract(min_length = 2, max_length = 4)]
    pub code: String,
    /// Text by pattern and length.
    #[contract(pattern = r"^\w+(?:-\w+)*$", max_length = 9)]
    pub slug: String,
    /// A pattern that is searched, not anchored.
    #[contract(pattern = "[0-9]{2}")]
    pub loose: String,
    /// One of three words.
    #[contract(one_of("a", "B", "cé"))]
    pub word: String,
    /// One word.
    #[contract(const = "v1")]
    pub tag: String,
    /// One number.
    #[contract(const = 7)]
    pub seven: u8,
    /// Yes.
    #[contract(const = true)]
    pub agreed: bool,
    /// Strictly between.
    #[contract(exclusive_min = -1, exclusive_max = 1)]
    pub ratio: f64,
    /// Strictly between, whole.
    #[contract(exclusive_min = 0, exclusive_max = 10, multiple_of = 3)]
    pub step: i16,
    /// Elements by pattern, without repeats.
    #[contract(min_items = 1, max_items = 3, unique, items(pattern = "^[a-z]$"))]
    pub letters: Vec<String>,
    /// Elements of elements.
    #[contract(items(max_items = 1, items(min = 5)))]
    pub nested: Vec<Vec<u8>>,
    /// Keys and values.
    #[contract(
        min_properties = 1,
        max_properties = 2,
        key(min_length = 2),
        value(items(one_of(1, 2)))
    )]
    pub map: BTreeMap<String, Vec<u8>>,
    /// An optional text with constraints.
    #[contract(min_length = 1, pattern = "^[^ ]*$")]
    pub maybe: Option<String>,
    /// A set with constraints.
    #[contract(min_items = 1, items(max_length = 2))]
    pub set: BTreeSet<String>,
    /// A fixed number of constrained elements.
    #[contract(items(max = 100))]
    pub shares: [u8; 2],
    /// One code point of three.
    #[contract(one_of("x", "y", "é"))]
    pub axis: char,
}

/// Every written form.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// A moment.
    #[contract(format = "timestamp")]
    pub timestamp: Option<String>,
    /// A day.
    #[contract(format = "date")]
    pub date: Option<String>,
    /// A time of day.
    #[contract(format = "time")]
    pub time: Option<String>,
    /// A length of time.
    #[contract(format = "duration")]
    pub duration: Option<String>,
    /// An identifier.
    #[contract(format = "uuid")]
    pub uuid: Option<String>,
    /// An address.
    #[contract(format = "uri")]
    pub uri: Option<String>,
    /// A relative address.
    #[contract(format = "uri-reference")]
    pub reference: Option<String>,
    /// A mailbox.
    #[contract(format = "email")]
    pub email: Option<String>,
    /// A host.
    #[contract(format = "hostname")]
    pub hostname: Option<String>,
    /// Four bytes.
    #[contract(format = "ipv4")]
    pub ipv4: Option<String>,
    /// Sixteen bytes.
    #[contract(format = "ipv6")]
    pub ipv6: Option<String>,
    /// Bytes.
    #[contract(format = "base64")]
    pub base64: Option<String>,
    /// A place in a document.
    #[contract(format = "json-pointer")]
    pub pointer: Option<String>,
}

/// A place on a plan.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// From the left.
    pub x: i32,
    /// From above.
    pub y: i32,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Which way is up.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Up.
    North,
    /// Down.
    South,
    /// Right.
    East,
}

/// Places under a name.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(max_items = 3)]
pub struct Route(pub Vec<Mark>);

/// Constants and lists of values that are more than a scalar.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// One place.
    #[contract(const = {"x": 0, "y": 0})]
    pub origin: Mark,
    /// One of two places.
    #[contract(one_of({"x": 1, "y": 2}, {"x": 1, "y": 2, "note": "tree"}))]
    pub goal: Mark,
    /// One of two places, or null.
    #[contract(one_of({"x": 3, "y": 3}, {"x": 4, "y": 4}))]
    pub stop: Option<Mark>,
    /// One of two ways.
    #[contract(one_of("north", "east"))]
    pub side: Side,
    /// One list.
    #[contract(const = [1, 2])]
    pub steps: Vec<u16>,
    /// One of two lists of places.
    #[contract(one_of([], [{"x": 5, "y": 5}]))]
    pub route: Route,
    /// One pair.
    #[contract(one_of([1, "a"], [2, "b"]))]
    pub pair: (u8, String),
    /// One map.
    #[contract(const = {"a": 1})]
    pub map: BTreeMap<String, u8>,
    /// One of two values of any type.
    #[contract(one_of(1, {"any": true}))]
    pub any: serde_json::Value,
}

/// A line of an order.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What.
    #[contract(min_length = 1)]
    pub sku: String,
    /// How many.
    #[contract(min = 1, max = 99)]
    pub quantity: u32,
}

/// Rules of every kind, several on the same fields.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "total", expr = "total == sum(lines.quantity)"),
    rule(name = "skus", expr = "unique_by(lines, sku)"),
    rule(name = "count", expr = "len(lines) <= limit"),
    rule(name = "paid_at", expr = "paid <=> present(paid_on)"),
    rule(name = "discount", expr = "all_or_none(coupon, discount)"),
    rule(name = "contact", expr = "at_least_one(email, phone)"),
    rule(name = "delivery", expr = "at_most_one(pickup, courier)"),
    rule(
        name = "express",
        expr = "express => present(courier) and not present(pickup)"
    ),
    rule(name = "window", expr = "low < high or low == high")
)]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// What is in it.
    #[contract(max_items = 3)]
    pub lines: Vec<Line>,
    /// How many pieces.
    pub total: u32,
    /// How many lines at most.
    #[contract(max = 10)]
    pub limit: u32,
    /// Whether it is paid.
    pub paid: bool,
    /// On which day.
    #[contract(format = "date")]
    pub paid_on: Option<String>,
    /// A code.
    pub coupon: Option<String>,
    /// Per cent.
    #[contract(max = 100)]
    pub discount: Option<u8>,
    /// One way to answer.
    pub email: Option<String>,
    /// Another.
    pub phone: Option<String>,
    /// Where it is fetched.
    pub pickup: Option<String>,
    /// Who brings it.
    pub courier: Option<String>,
    /// Whether it hurries.
    pub express: bool,
    /// At least.
    pub low: i32,
    /// At most.
    pub high: i32,
}

/// A word by pattern.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]+$", min_length = 2, max_length = 6)]
pub struct Word(pub String);

/// A word with a second pattern.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[^x]*$", example = "abc")]
pub struct Plain(pub Word);

/// A word of a list.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(one_of("red", "green", "blue", "grey"))]
pub struct Shade(pub String);

/// A number by steps.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(multiple_of = 4, min = 4)]
pub struct Steps(pub u16);

/// A list with limits.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(min_items = 1, unique)]
pub struct Names(pub Vec<Plain>);

/// Constraints of a place on top of those of a newtype: all of them hold.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Doubled {
    /// Three patterns and two lengths.
    #[contract(
        pattern = "z$",
        max_length = 4,
        example = "abz",
        allow(loose_pattern, reason = "the newtype's own patterns say how it starts")
    )]
    pub word: Plain,
    /// Some of the list.
    #[contract(max_length = 4)]
    pub shade: Shade,
    /// One of the list.
    #[contract(one_of("red", "blue"))]
    pub accent: Shade,
    /// Steps of twelve.
    #[contract(multiple_of = 6, max = 24)]
    pub steps: Steps,
    /// At most two of them.
    #[contract(max_items = 2)]
    pub names: Names,
    /// A form and a pattern.
    #[contract(
        format = "email",
        pattern = "@example\\.com$",
        max_length = 20,
        example = "a@example.com",
        allow(loose_pattern, reason = "the form says how it starts")
    )]
    pub email: Option<String>,
    /// A form on top of a pattern.
    #[contract(format = "hostname")]
    pub host: Option<Plain>,
}
