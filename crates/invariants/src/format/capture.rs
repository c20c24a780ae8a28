//! Values that later steps of a check use.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A JSONPath (RFC 9535 without filters): `$.items[0].id`, `$..price`, `$['odd name'][-1]`, `$.a[*]`, `$.a[1:3]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[contract(pattern = "^\\$", example = "$.id")]
pub struct JsonPath(pub String);

/// A value to keep: a JSONPath into the answer's body (rows of a query, JSON on standard output), or another source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum Capture {
    /// A JSONPath.
    Path(JsonPath),
    /// Exactly one source, and whether the value is secret.
    Source(CaptureSource),
}

/// Where a captured value comes from: exactly one of the keys, and `secret`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(rule(
    name = "one_source",
    expr = "exactly_one(json, header, regex, status, text)"
))]
pub struct CaptureSource {
    /// A JSONPath into the answer's body, the rows of a query, or JSON on standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub json: Option<JsonPath>,
    /// A header of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub header: Option<String>,
    /// The first group of an ECMAScript pattern, or its whole match, in the body or on standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub regex: Option<String>,
    /// The status code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, const = true)]
    pub status: Option<bool>,
    /// The whole body or standard output, without blanks at its ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, const = true)]
    pub text: Option<bool>,
    /// The value is masked wherever it would be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub secret: Option<bool>,
}
