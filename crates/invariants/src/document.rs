//! The suite format as types: what a file says, checked, with variables replaced, and with the place of everything that can fail.
//!
//! This is the one place that knows the format's shape. [`crate::check`] builds it from a tree; running it is [`crate::run`].

use contractual_model::json::Number;

use crate::value::Value;

/// A place in a suite file, both from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
}

/// One suite file.
#[derive(Debug, Clone, PartialEq)]
pub struct Suite {
    /// The path as it was found.
    pub file: String,
    /// What the suite is about.
    pub feature: String,
    /// For readers.
    pub description: Option<String>,
    /// The groups, at least one.
    pub contracts: Vec<Group>,
}

/// A named group of checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name; need not be unique.
    pub name: String,
    /// For readers.
    pub description: Option<String>,
    /// Steps before each check of the group.
    pub setup: Vec<Step>,
    /// Steps after each check of the group, whatever happened.
    pub teardown: Vec<Step>,
    /// The checks, at least one.
    pub checks: Vec<Check>,
}

/// One promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Unique within its group.
    pub id: String,
    /// The work item's key as it was written; may be blank.
    pub work_item: Option<String>,
    /// What must never drift, in words.
    pub says: Option<String>,
    /// Where to read more.
    pub links: Vec<String>,
    /// For selection with `--tag`.
    pub tags: Vec<String>,
    /// What a failure means.
    pub severity: Severity,
    /// Not run until then.
    pub skip: Option<Skip>,
    /// Steps before the check's own.
    pub setup: Vec<Step>,
    /// Steps after the check's own, whatever happened.
    pub teardown: Vec<Step>,
    /// The steps, at least one.
    pub steps: Vec<Step>,
    /// Values that the steps use as `{{name}}` (one row of a data table).
    pub data: Vec<(String, Value)>,
    /// Where the check begins.
    pub place: Place,
}

/// What a failing check does to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Severity {
    /// It fails the run.
    #[default]
    Error,
    /// It is reported, and does not fail the run.
    Warn,
}

/// A check that is not run for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Why.
    pub reason: String,
    /// The last day of the skip (`YYYY-MM-DD`, UTC). From the next day on the check fails until the skip is removed.
    pub until: String,
    /// The same in days since 1970-01-01.
    pub until_day: i64,
}

/// One step of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is done, and what is expected of it.
    pub action: Action,
    /// Repeat until the expectations hold.
    pub eventually: Option<Eventually>,
    /// Values to keep for later steps of the check.
    pub captures: Vec<Capture>,
    /// Where the step begins.
    pub place: Place,
    /// The place of each expectation, by key.
    pub places: Vec<(String, Place)>,
}

impl Step {
    /// The place of an expectation; the step's own if it has none.
    pub fn place_of(&self, key: &str) -> Place {
        let found = self.places.iter().find(|(name, _)| name == key);
        found.map_or(self.place, |(_, place)| *place)
    }

    /// `http`, `exec` or `sql`.
    pub fn kind(&self) -> &'static str {
        match self.action {
            Action::Http(..) => "http",
            Action::Exec(..) => "exec",
            Action::Sql(..) => "sql",
        }
    }

    /// The title of the step in reports.
    pub fn title(&self) -> String {
        match &self.action {
            Action::Http(http, _) => format!("http {} {}", http.method, http.path),
            Action::Exec(exec, _) => format!("exec {}", exec.run),
            Action::Sql(sql, _) => format!("sql postgres ({})", sql.url_env),
        }
    }
}

/// Polling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eventually {
    /// How long to go on, in milliseconds.
    pub within_ms: f64,
    /// The pause between two rounds, in milliseconds.
    pub every_ms: f64,
}

/// A value kept under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The name, used as `{{name}}`.
    pub name: String,
    /// Where the value comes from.
    pub from: CaptureFrom,
    /// True: the value is masked everywhere.
    pub secret: bool,
}

/// Where a captured value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureFrom {
    /// A JSONPath into the answer's body, the rows of a query, or JSON on standard output.
    Json(String),
    /// A header of the answer.
    Header(String),
    /// The status code.
    Status,
    /// The first group of a pattern (or its whole match) in the body or on standard output.
    Regex(String),
    /// The whole body or standard output, without blanks at its ends.
    Text,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A request.
    Http(Http, HttpExpect),
    /// A command.
    Exec(Exec, ExecExpect),
    /// A query.
    Sql(Sql, SqlExpect),
}

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Http {
    /// Upper-cased.
    pub method: String,
    /// Starts with a slash.
    pub path: String,
    /// In file order.
    pub headers: Vec<(String, String)>,
    /// In file order; a list repeats the key.
    pub query: Vec<(String, Vec<String>)>,
    /// Null for none.
    pub body: Value,
    /// Limit of one attempt.
    pub timeout_ms: Option<f64>,
    /// Further attempts without a complete answer.
    pub retries: Option<u32>,
    /// False: a redirect is the answer.
    pub follow: bool,
}

/// What is expected of an answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HttpExpect {
    /// The final status code.
    pub status: Option<Number>,
    /// Deep subset of the body.
    pub json: Option<Value>,
    /// Literal text in the body.
    pub body_contains: Option<String>,
    /// What further keys assert.
    pub more: More,
}

/// A command.
#[derive(Debug, Clone, PartialEq)]
pub struct Exec {
    /// For the shell.
    pub run: String,
    /// Relative to the tool's own working directory.
    pub cwd: Option<String>,
    /// On top of the tool's own environment.
    pub env: Vec<(String, String)>,
    /// Limit of the command.
    pub timeout_ms: Option<f64>,
    /// Further tries when the command cannot be started.
    pub retries: Option<u32>,
    /// Characters of each stream that the report keeps.
    pub max_output_chars: Option<u64>,
}

/// What is expected of a command.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExecExpect {
    /// Zero if absent.
    pub exit_code: Option<Number>,
    /// Per stream.
    pub stdout: StreamExpect,
    /// Per stream.
    pub stderr: StreamExpect,
    /// Start to end, inclusive.
    pub max_duration_ms: Option<f64>,
    /// What further keys assert (of standard output as JSON).
    pub more: More,
}

/// What is expected of one output stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamExpect {
    /// Literal text that must be there.
    pub contains: Option<String>,
    /// Literal text that must not be there.
    pub not_contains: Option<String>,
    /// ECMAScript pattern, searched.
    pub regex: Option<String>,
    /// True: nothing but white space.
    pub empty: Option<bool>,
}

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub struct Sql {
    /// Name of the variable that holds the connection URL.
    pub url_env: String,
    /// The text.
    pub query: String,
    /// Bind parameters, as text; `None` is NULL.
    pub params: Vec<Option<String>>,
    /// Limit of the statement.
    pub timeout_ms: Option<f64>,
}

/// What is expected of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SqlExpect {
    /// Rows returned, or affected.
    pub rows: Option<Number>,
    /// Deep subset of the first row.
    pub equals: Option<Value>,
    /// Deep subset of every row.
    pub all_rows: Option<Value>,
    /// True: there is no row.
    pub no_rows: Option<bool>,
    /// The rows, in any order, each matched by exactly one of these.
    pub row_set: Option<Vec<Value>>,
    /// The server must refuse the query with this SQLSTATE.
    pub sqlstate: Option<String>,
    /// Connect to end, inclusive.
    pub max_duration_ms: Option<f64>,
    /// What further keys assert (of the list of rows as JSON).
    pub more: More,
}

/// Assertions beyond the drop-in format, shared by all kinds of step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct More {
    /// `headers`: name and what must hold of the value.
    pub headers: Vec<(String, Vec<Operator>)>,
    /// `assert`: JSONPath and what must hold of the value there.
    pub asserts: Vec<(String, Vec<Operator>, Place)>,
    /// `json_contains`: as `json`, but the elements of a list may stand anywhere in the actual list.
    pub json_contains: Option<Value>,
    /// `json_not`: this must not match.
    pub json_not: Option<Value>,
    /// `bodyNotContains`
    pub body_not_contains: Option<String>,
    /// `bodyMatches`: an ECMAScript pattern, searched.
    pub body_matches: Option<String>,
    /// `max_duration_ms` of an HTTP step.
    pub max_duration_ms: Option<f64>,
    /// `max_body_bytes`, decoded.
    pub max_body_bytes: Option<u64>,
    /// `json_schema`: a schema, or the path of a file that holds one.
    pub json_schema: Option<Value>,
    /// `contract`: the name of a contract.
    pub contract: Option<String>,
}

impl More {
    /// True if something here looks at the body as JSON.
    pub fn needs_json(&self) -> bool {
        !self.asserts.is_empty()
            || self.json_contains.is_some()
            || self.json_not.is_some()
            || self.json_schema.is_some()
            || self.contract.is_some()
    }
}

/// One condition on a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Operator {
    /// Equal, exactly.
    Eq(Value),
    /// Not equal.
    Ne(Value),
    /// Deep subset, as `json`.
    Matches(Value),
    /// A larger number.
    Gt(Number),
    /// A number at least as large.
    Ge(Number),
    /// A smaller number.
    Lt(Number),
    /// A number at most as large.
    Le(Number),
    /// A string that contains the text, or a list that has a matching element.
    Contains(Value),
    /// The opposite of `Contains`.
    NotContains(Value),
    /// A string in which the ECMAScript pattern is found.
    Regex(String),
    /// One of these.
    OneOf(Vec<Value>),
    /// There, or not there.
    Exists(bool),
    /// The JSON type: null, boolean, number, integer, string, array, object.
    Type(String),
    /// Number of elements, members or characters.
    Length(Number),
    /// At least that many.
    MinLength(Number),
    /// At most that many.
    MaxLength(Number),
    /// No element, member or character (true), or some (false).
    Empty(bool),
    /// All elements equal to some permutation of these.
    AnyOrder(Vec<Value>),
}
