//! Conditions on one value.

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::capture::JsonPath;

/// A path and what must hold of every value that it finds. At least one condition; a path that finds nothing fails all but `exists`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[contract(min_properties = 2)]
pub struct Assertion {
    /// Where in the value.
    pub path: JsonPath,
    /// What must hold there.
    #[serde(flatten)]
    pub conditions: Operators,
}

/// Conditions; all of them hold together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
pub struct Operators {
    /// Equal; numbers by value, the order of members does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eq: Option<Value>,
    /// Not equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ne: Option<Value>,
    /// Deep subset, as `json` of an HTTP step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<Value>,
    /// A larger number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub gt: Option<f64>,
    /// A number at least as large.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub ge: Option<f64>,
    /// A smaller number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub lt: Option<f64>,
    /// A number at most as large.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub le: Option<f64>,
    /// A text that contains this text, a list with a matching element, or an object with this member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<Value>,
    /// The opposite of `contains`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_contains: Option<Value>,
    /// A text in which the ECMAScript pattern is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub regex: Option<String>,
    /// Equal to one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub one_of: Option<Vec<Value>>,
    /// There, or not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub exists: Option<bool>,
    /// The JSON type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub kind: Option<JsonType>,
    /// Number of elements, members or characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub length: Option<f64>,
    /// At least that many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub min_length: Option<f64>,
    /// At most that many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub max_length: Option<f64>,
    /// No element, member or character (true), or some (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub empty: Option<bool>,
    /// A list with exactly these elements in any order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub any_order: Option<Vec<Value>>,
}

/// A type of JSON values; `integer` is a number without fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum JsonType {
    /// `null`
    Null,
    /// `true` and `false`
    Boolean,
    /// Any number.
    Number,
    /// A number without fraction.
    Integer,
    /// Text.
    String,
    /// A list.
    Array,
    /// A mapping.
    Object,
}
