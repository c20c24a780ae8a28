//! Values as a suite states them: JSON, and the two kinds of number that only YAML can write (`.nan`, `.inf`).

use contractual_model::json::{Json, Number};

/// A value from a suite file, an answer or a database. Mappings keep the order of their keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A finite number, exact.
    Number(Number),
    /// `.nan`, `.inf` or `-.inf`.
    Special(Special),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping; keys are unique.
    Map(Vec<(String, Value)>),
}

/// A number that is not finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// Not a number; equal to itself here.
    NaN,
    /// Larger than every number.
    Infinity,
    /// Smaller than every number.
    NegativeInfinity,
}

impl Special {
    /// As YAML writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NaN => ".nan",
            Self::Infinity => ".inf",
            Self::NegativeInfinity => "-.inf",
        }
    }
}

impl Value {
    /// The member `key` of a mapping.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Map(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, as error messages say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) | Self::Special(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }

    /// The same value as JSON; special numbers become strings, since JSON cannot write them.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(b) => Json::Bool(*b),
            Self::Number(n) => Json::Number(n.clone()),
            Self::Special(s) => Json::String(s.as_str().to_owned()),
            Self::String(s) => Json::String(s.clone()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(members) => Json::Object(
                members
                    .iter()
                    .map(|(k, v)| (k.clone(), v.to_json()))
                    .collect(),
            ),
        }
    }

    /// The JSON text on one line, without blanks: what is sent as a body.
    pub fn to_compact(&self) -> String {
        let mut out = String::new();
        write_compact(self, &mut out);
        out
    }

    /// The value as messages show it: JSON on one line, special numbers as YAML writes them, at most `limit` characters.
    pub fn shown(&self, limit: usize) -> String {
        let mut out = String::new();
        write_shown(self, limit.saturating_mul(2), &mut out);
        shorten(&out, limit)
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(b) => Self::Bool(b),
            Json::Number(n) => Self::Number(n),
            Json::String(s) => Self::String(s),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(members) => Self::Map(
                members
                    .into_iter()
                    .map(|(k, v)| (k, Self::from(v)))
                    .collect(),
            ),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

/// At most `limit` characters of `text`, with an ellipsis when there were more.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

fn write_compact(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Special(_) => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => out.push_str(&n.to_string()),
        Value::String(s) => contractual_model::json::escape(s, out),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_compact(item, out);
            }
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (at, (key, item)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                contractual_model::json::escape(key, out);
                out.push(':');
                write_compact(item, out);
            }
            out.push('}');
        }
    }
}

/// Writes until `out` holds more than `limit` bytes, so that a huge value costs little to show.
fn write_shown(value: &Value, limit: usize, out: &mut String) {
    if out.len() > limit.saturating_mul(4) {
        return;
    }
    match value {
        Value::Special(s) => out.push_str(s.as_str()),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write_shown(item, limit, out);
            }
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (at, (key, item)) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                contractual_model::json::escape(key, out);
                out.push_str(": ");
                write_shown(item, limit, out);
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            write_compact(value, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut() {
        let value = Value::List(vec![Value::from("abc"); 100]);
        assert_eq!(value.shown(8), "[\"abc\", …");
        assert_eq!(Value::Special(Special::NaN).shown(10), ".nan");
    }
}
