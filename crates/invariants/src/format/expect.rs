//! Expectations, by kind of step.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::operators::{Assertion, Operators};

/// What is expected of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct HttpExpect {
    /// The final status code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub status: Option<f64>,
    /// The body is JSON that contains this: members must be there, lists match by position and may be longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// The body contains this text.
    #[serde(
        rename = "bodyContains",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[contract(optional)]
    pub body_contains: Option<String>,
    /// Headers of the answer, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub headers: Option<BTreeMap<String, HeaderExpect>>,
    /// Conditions on values in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub assert: Option<Vec<Assertion>>,
    /// As `json`, but the elements of a list may stand anywhere in the actual list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_contains: Option<Value>,
    /// The body must not match this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_not: Option<Value>,
    /// The body does not contain this text.
    #[serde(
        rename = "bodyNotContains",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[contract(optional)]
    pub body_not_contains: Option<String>,
    /// An ECMAScript pattern that is found in the body.
    #[serde(
        rename = "bodyMatches",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[contract(optional)]
    pub body_matches: Option<String>,
    /// The body satisfies this JSON Schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub json_schema: Option<SchemaOrFile>,
    /// The body is what this Rust contract writes. Not blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, pattern = "\\S")]
    pub contract: Option<String>,
    /// Request to last byte of the answer, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub max_response_ms: Option<f64>,
    /// The size of the decoded body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(
        optional,
        allow(wide_integer, reason = "sizes beyond 2^53 do not occur")
    )]
    pub max_body_bytes: Option<u64>,
}

/// What is expected of a header: its value, or conditions on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum HeaderExpect {
    /// The value.
    Text(String),
    /// The value as a number.
    Number(f64),
    /// The value as `true` or `false`.
    Truth(bool),
    /// Conditions, at least one.
    #[contract(min_properties = 1)]
    Conditions(Box<Operators>),
}

/// A JSON Schema, or the path of a file that holds one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum SchemaOrFile {
    /// The path of a file.
    File(String),
    /// The schema that accepts everything, or nothing.
    All(bool),
    /// The schema.
    Schema(Map<String, Value>),
}

/// What is expected of a command.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct ExecExpect {
    /// The exit code; 0 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub exit_code: Option<f64>,
    /// Standard output contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stdout_contains: Option<String>,
    /// Standard error contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stderr_contains: Option<String>,
    /// Standard output does not contain this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stdout_not_contains: Option<String>,
    /// Standard error does not contain this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stderr_not_contains: Option<String>,
    /// An ECMAScript pattern that is found on standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stdout_regex: Option<String>,
    /// An ECMAScript pattern that is found on standard error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stderr_regex: Option<String>,
    /// True: nothing but white space on standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stdout_empty: Option<bool>,
    /// True: nothing but white space on standard error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub stderr_empty: Option<bool>,
    /// Start to end, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub max_duration_ms: Option<f64>,
    /// Conditions on values in the JSON on standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub assert: Option<Vec<Assertion>>,
    /// Standard output is JSON that contains this; the elements of a list may stand anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_contains: Option<Value>,
    /// The JSON on standard output must not match this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_not: Option<Value>,
    /// The JSON on standard output satisfies this JSON Schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub json_schema: Option<SchemaOrFile>,
    /// The JSON on standard output is what this Rust contract writes. Not blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, pattern = "\\S")]
    pub contract: Option<String>,
}

/// What is expected of a query's result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(rule(
    name = "refused_or_judged",
    expr = "present(refused_with) => not (present(rows) or present(equals) or present(all_rows) or present(no_rows) or present(row_set) or present(assert))"
))]
pub struct SqlExpect {
    /// Rows returned, or affected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub rows: Option<f64>,
    /// The first row contains this, by column name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub equals: Option<Map<String, Value>>,
    /// Every row contains this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub all_rows: Option<Map<String, Value>>,
    /// There is no row (true), or at least one (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub no_rows: Option<bool>,
    /// The rows, in any order, each matched by exactly one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub row_set: Option<Vec<Map<String, Value>>>,
    /// The server refuses the query with this SQLSTATE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, pattern = "^[0-9A-Z]{5}$")]
    pub refused_with: Option<String>,
    /// Connect to end, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, min = 0)]
    pub max_query_ms: Option<f64>,
    /// Conditions on values in the list of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub assert: Option<Vec<Assertion>>,
}
