//! TOML 1.0 with positions: settings, package tables and lock files are read with it.
//!
//! Written here, and not taken from a crate, because every user's build script compiles it: this is one module instead of
//! two crates. Text in, tree out; repeated keys and redefined tables are refused, nesting is limited to [`MAX_DEPTH`], a text
//! to [`MAX_BYTES`].

mod parse;
mod scalar;

use std::fmt;

pub use parse::parse;

/// How many arrays and tables may stand inside each other.
pub const MAX_DEPTH: usize = 64;

/// The largest text that is read: 8 MiB.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Why a text is no TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, and what was expected.
    pub message: String,
    /// Byte offset into the text.
    pub offset: usize,
    /// Line, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub column: u32,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

/// A value and the byte where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Byte offset of its first byte; of the header for a table with one.
    pub at: usize,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, an exponent, `inf` or `nan`.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date, a time, or both, as written; its form is checked, the calendar is not.
    Datetime(String),
    /// An array, or an array of tables.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// The kind of value in words, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Bool(_) => "a truth value",
            Self::Datetime(_) => "a date or time",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
        }
    }
}

/// A table: keys in order of their first mention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    entries: Vec<Entry>,
}

/// One key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Byte offset of the key.
    pub at: usize,
    /// Its value.
    pub node: Node,
}

impl Table {
    /// The keys in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.node.value)
    }

    /// The text of a key.
    pub fn str(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The table of a key.
    pub fn table(&self, key: &str) -> Option<&Table> {
        match self.get(key) {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        }
    }
}

/// The text as a TOML string, with its quotation marks.
pub fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || c == '\u{7f}' => {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
