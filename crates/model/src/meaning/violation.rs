//! One reason why a value is refused.

use std::fmt;

use contractual_diag::Pointer;

use crate::json::{Json, to_line};

/// One reason why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place in the value.
    pub pointer: Pointer,
    /// The keyword of JSON Schema that says so; `rule` for a rule over several fields, `$ref` for a type that is not known.
    pub keyword: &'static str,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Name of the rule, for `rule`.
    pub rule: Option<String>,
    /// The outermost union around the place: a validator of the JSON Schema reports that keyword at that place instead.
    pub outer: Option<Outer>,
}

/// A union (`oneOf`, `anyOf`) around a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outer {
    /// Where the union stands.
    pub pointer: Pointer,
    /// `oneOf` or `anyOf`.
    pub keyword: &'static str,
}

impl Violation {
    /// Keyword and place that a validator of the JSON Schema reports.
    pub fn in_schema(&self) -> (&'static str, &Pointer) {
        match &self.outer {
            Some(outer) => (outer.keyword, &outer.pointer),
            None => (self.keyword, &self.pointer),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_root() {
            "the whole document"
        } else {
            self.pointer.as_str()
        };
        write!(
            f,
            "{place}: expected {}, found {} ({})",
            self.expected, self.found, self.keyword
        )
    }
}

/// Longest part of a value shown in a message, in characters.
const SHOWN: usize = 60;

/// A value as a message shows it: its kind, and itself if it is short.
pub(super) fn describe(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(truth) => truth.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(_) => {
            let text = to_line(value);
            if text.chars().count() <= SHOWN {
                text
            } else {
                let start: String = text.chars().take(SHOWN).collect();
                format!("{start}…")
            }
        }
        Json::Array(items) => match items.len() {
            1 => "an array of 1 item".to_owned(),
            n => format!("an array of {n} items"),
        },
        Json::Object(members) => match members.len() {
            1 => "an object of 1 member".to_owned(),
            n => format!("an object of {n} members"),
        },
    }
}
