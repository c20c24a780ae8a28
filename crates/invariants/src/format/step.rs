//! Steps and their options.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::capture::Capture;
use super::expect::{ExecExpect, HttpExpect, SqlExpect};

/// One step: a request, a command or a query, with expectations beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
#[contract(allow(
    untagged_objects,
    reason = "the key `http`, `exec` or `sql` tells the kind, and each kind requires its own"
))]
pub enum Step {
    /// A request.
    Http(HttpStep),
    /// A command.
    Exec(ExecStep),
    /// A query.
    Sql(SqlStep),
}

/// A request and what is expected of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct HttpStep {
    /// The request.
    pub http: HttpOptions,
    /// What is expected of the answer. Without it any complete answer passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub expect: Option<HttpExpect>,
    /// Repeat the step until its expectations hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub eventually: Option<Eventually>,
    /// Values that later steps use as `{{name}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, key(pattern = "^[A-Za-z0-9_-]+$"))]
    pub capture: Option<BTreeMap<String, Capture>>,
}

/// A command and what is expected of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct ExecStep {
    /// The command.
    pub exec: ExecOptions,
    /// What is expected of it. The exit code must be 0 in any case, unless another is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub expect: Option<ExecExpect>,
    /// Repeat the step until its expectations hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub eventually: Option<Eventually>,
    /// Values that later steps use as `{{name}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, key(pattern = "^[A-Za-z0-9_-]+$"))]
    pub capture: Option<BTreeMap<String, Capture>>,
}

/// A query and what is expected of its result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct SqlStep {
    /// The query.
    pub sql: SqlOptions,
    /// What is expected of its result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub expect: Option<SqlExpect>,
    /// Repeat the step until its expectations hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub eventually: Option<Eventually>,
    /// Values that later steps use as `{{name}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, key(pattern = "^[A-Za-z0-9_-]+$"))]
    pub capture: Option<BTreeMap<String, Capture>>,
}

/// Polling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Eventually {
    /// How long to go on, in milliseconds.
    #[contract(exclusive_min = 0)]
    pub within_ms: f64,
    /// The pause between two rounds, in milliseconds; 500 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, exclusive_min = 0)]
    pub every_ms: Option<f64>,
}

/// A request. Only attempts without a complete answer are retried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct HttpOptions {
    /// The method, in any case.
    #[contract(
        pattern = "^\\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+\\s*$",
        example = "GET",
        allow(
            loose_pattern,
            reason = "blanks around the method are cut off, line ends as well"
        )
    )]
    pub method: String,
    /// What stands behind the base URL. Begins with a slash.
    #[contract(pattern = "^\\s*/", example = "/healthz")]
    pub path: String,
    /// Headers to send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, key(pattern = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"))]
    pub headers: Option<BTreeMap<String, Scalar>>,
    /// Pairs for the query of the URL; a list repeats its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub query: Option<BTreeMap<String, QueryValue>>,
    /// The body: text is sent as it is, anything else as JSON. A mapping with the one key `json`, `jsonFile` or `text` says which
    /// of the two is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The limit of one attempt, to the last byte of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, exclusive_min = 0)]
    pub timeout_ms: Option<f64>,
    /// Further attempts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub retries: Option<u32>,
    /// Whether redirects are followed; `follow` if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub redirect: Option<Redirect>,
}

/// What is done with a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Redirect {
    /// It is followed.
    Follow,
    /// It is the answer.
    Manual,
}

/// A text, or what is written as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A number, written in its shortest form.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
}

/// One value of a query pair, or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum QueryValue {
    /// Text.
    Text(String),
    /// A number, written in its shortest form.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
    /// The pair is repeated.
    Several(Vec<Scalar>),
}

/// A shell command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct ExecOptions {
    /// For `/bin/sh -c` (on Windows: the command interpreter). Not blank.
    #[contract(pattern = "\\S")]
    pub run: String,
    /// The folder to run in, relative to the tool's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub cwd: Option<String>,
    /// Variables on top of the tool's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(
        optional,
        key(pattern = "^[^=\\u0000]+$"),
        allow(
            loose_pattern,
            reason = "the name of a variable may have a line end anywhere"
        )
    )]
    pub env: Option<BTreeMap<String, String>>,
    /// The limit; then the whole process group is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, exclusive_min = 0)]
    pub timeout_ms: Option<f64>,
    /// Further tries when the command cannot be started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub retries: Option<u32>,
    /// Characters of each stream that the report keeps; 8192 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(
        optional,
        allow(wide_integer, reason = "sizes beyond 2^53 do not occur")
    )]
    pub max_output_chars: Option<u64>,
}

/// A query: one read-only statement, unless the environment allows more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct SqlOptions {
    /// The kind of database.
    pub driver: Driver,
    /// Name of the variable that holds the connection URL. Not blank.
    #[contract(pattern = "\\S")]
    pub url_env: String,
    /// The text. Not blank.
    #[contract(pattern = "\\S")]
    pub query: String,
    /// The limit; the server stops working then, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional, exclusive_min = 0)]
    pub timeout_ms: Option<f64>,
    /// Bind parameters: `$1` is the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[contract(optional)]
    pub params: Option<Vec<Value>>,
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// PostgreSQL.
    Postgres,
}
