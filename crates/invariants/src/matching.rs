//! Deep subset match of an expected value against an actual one, with every mismatch reported.

use contractual_model::json::Number;

use crate::instant;
use crate::value::{Special, Value, shorten};

/// How many characters of a value a mismatch keeps. Reports show fewer, after masking.
pub(crate) const SHOWN: usize = 10_000;

/// How many mismatches one assertion reports.
pub(crate) const MAX_MISMATCHES: usize = 50;

/// An actual value: JSON, or a database value with its own rules.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Actual {
    /// Plain JSON.
    Json(Value),
    /// An integer or decimal that matches its exact text as a string, and a number of the same value.
    Exact(String),
    /// A binary floating point number as PostgreSQL prints it: matches numbers only.
    Float(String),
    /// A timestamp without time zone.
    Timestamp(String),
    /// A timestamp with time zone.
    TimestampTz(String),
    /// An array of such values.
    List(Vec<Actual>),
    /// A row: column name and value, in column order, names unique.
    Row(Vec<(String, Actual)>),
}

impl Actual {
    /// The value as messages show it.
    pub(crate) fn shown(&self, limit: usize) -> String {
        match self {
            Self::Json(value) => value.shown(limit),
            Self::Float(text) => shorten(text, limit),
            Self::Exact(text) | Self::Timestamp(text) | Self::TimestampTz(text) => {
                Value::String(text.clone()).shown(limit)
            }
            Self::List(items) => {
                let parts: Vec<_> = items.iter().map(|i| i.shown(limit)).collect();
                shorten(&format!("[{}]", parts.join(", ")), limit)
            }
            Self::Row(columns) => {
                let parts: Vec<_> = columns
                    .iter()
                    .map(|(name, v)| {
                        format!(
                            "{}: {}",
                            Value::String(name.clone()).shown(limit),
                            v.shown(limit)
                        )
                    })
                    .collect();
                shorten(&format!("{{{}}}", parts.join(", ")), limit)
            }
        }
    }

    /// The same value as plain JSON: numbers where PostgreSQL has numbers, text elsewhere.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            Self::Exact(text) | Self::Float(text) => {
                number_of(text).unwrap_or_else(|| Value::String(text.clone()))
            }
            Self::Timestamp(text) | Self::TimestampTz(text) => Value::String(text.clone()),
            Self::List(items) => Value::List(items.iter().map(Self::to_value).collect()),
            Self::Row(columns) => Value::Map(
                columns
                    .iter()
                    .map(|(k, v)| (k.clone(), v.to_value()))
                    .collect(),
            ),
        }
    }
}

/// One place where expected and actual differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// Where, as `json.service.limits.rps` or `json.tags[2]`.
    pub path: String,
    /// What was expected, shown.
    pub expected: String,
    /// What was found, shown; `None` if there is nothing at that place.
    pub found: Option<String>,
}

/// Compares, and gives every mismatch up to [`MAX_MISMATCHES`]; `root` begins every path.
pub(crate) fn match_value(actual: &Value, expected: &Value, root: &str) -> Vec<Mismatch> {
    let mut out = Vec::new();
    json(actual, expected, &mut root.to_owned(), &mut out);
    out
}

/// As [`match_value`], for database values.
pub(crate) fn match_actual(actual: &Actual, expected: &Value, root: &str) -> Vec<Mismatch> {
    let mut out = Vec::new();
    typed(actual, expected, &mut root.to_owned(), &mut out);
    out
}

fn json(actual: &Value, expected: &Value, path: &mut String, out: &mut Vec<Mismatch>) {
    if out.len() >= MAX_MISMATCHES {
        return;
    }
    match (expected, actual) {
        (Value::List(wanted), Value::List(found)) => {
            for (at, want) in wanted.iter().enumerate() {
                with_index(path, at, |path| match found.get(at) {
                    Some(have) => json(have, want, path, out),
                    None => missing(want, path, out),
                });
            }
        }
        (Value::Map(wanted), Value::Map(_)) => {
            for (key, want) in wanted {
                with_key(path, key, |path| match actual.get(key) {
                    Some(have) => json(have, want, path, out),
                    None => missing(want, path, out),
                });
            }
        }
        (expected, actual) if expected == actual => {}
        (expected, actual) => differ(expected, actual.shown(SHOWN), path, out),
    }
}

fn typed(actual: &Actual, expected: &Value, path: &mut String, out: &mut Vec<Mismatch>) {
    if out.len() >= MAX_MISMATCHES {
        return;
    }
    let same = match (actual, expected) {
        (Actual::Json(value), _) => return json(value, expected, path, out),
        (Actual::List(found), Value::List(wanted)) => {
            for (at, want) in wanted.iter().enumerate() {
                with_index(path, at, |path| match found.get(at) {
                    Some(have) => typed(have, want, path, out),
                    None => missing(want, path, out),
                });
            }
            return;
        }
        (Actual::Row(columns), Value::Map(wanted)) => {
            for (key, want) in wanted {
                let have = columns.iter().find(|(name, _)| name == key);
                with_key(path, key, |path| match have {
                    Some((_, have)) => typed(have, want, path, out),
                    None => missing(want, path, out),
                });
            }
            return;
        }
        (Actual::Exact(text), Value::String(want)) => text == want,
        (Actual::Exact(text) | Actual::Float(text), Value::Number(_) | Value::Special(_)) => {
            number_of(text).as_ref() == Some(expected)
        }
        (Actual::Timestamp(text), Value::String(want)) => {
            text == want || same(instant::local(text), instant::local(want))
        }
        (Actual::TimestampTz(text), Value::String(want)) => {
            text == want || same(instant::absolute(text), instant::absolute(want))
        }
        _ => false,
    };
    if !same {
        differ(expected, actual.shown(SHOWN), path, out);
    }
}

fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    a.is_some() && a == b
}

/// A number from PostgreSQL's text, `NaN` and `Infinity` included.
fn number_of(text: &str) -> Option<Value> {
    match text {
        "NaN" => Some(Value::Special(Special::NaN)),
        "Infinity" => Some(Value::Special(Special::Infinity)),
        "-Infinity" => Some(Value::Special(Special::NegativeInfinity)),
        _ => Number::parse(&text.replace("e+", "e")).map(Value::Number),
    }
}

fn differ(expected: &Value, found: String, path: &str, out: &mut Vec<Mismatch>) {
    out.push(Mismatch {
        path: path.to_owned(),
        expected: expected.shown(SHOWN),
        found: Some(found),
    });
}

fn missing(expected: &Value, path: &str, out: &mut Vec<Mismatch>) {
    if out.len() < MAX_MISMATCHES {
        out.push(Mismatch {
            path: path.to_owned(),
            expected: expected.shown(SHOWN),
            found: None,
        });
    }
}

fn with_index(path: &mut String, index: usize, act: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push_str(&format!("[{index}]"));
    act(path);
    path.truncate(length);
}

fn with_key(path: &mut String, key: &str, act: impl FnOnce(&mut String)) {
    let length = path.len();
    push_key(path, key);
    act(path);
    path.truncate(length);
}

/// Adds a key to a path: `.name`, or `["odd name"]`.
pub(crate) fn push_key(path: &mut String, key: &str) {
    let plain = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if plain {
        path.push('.');
        path.push_str(key);
    } else {
        path.push('[');
        contractual_model::json::escape(key, path);
        path.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::parse_answer;

    fn read(text: &str) -> Value {
        parse_answer(text)
            .unwrap_or_else(|e| panic!("{text}: {e}"))
            .value
    }

    fn matches(actual: &str, expected: &str) -> bool {
        match_value(&read(actual), &read(expected), "json").is_empty()
    }

    #[test]
    fn the_table_of_section_4() {
        for (actual, expected, wanted) in [
            ("null", "null", true),
            ("{}", r#"{"a":null}"#, false),
            ("1.0", "1", true),
            ("1e0", "1", true),
            ("9007199254740993", "9007199254740992", false),
            ("-0.0", "0", true),
            (r#""1""#, "1", false),
            ("1", r#""1""#, false),
            ("true", "1", false),
            (r#"" x ""#, r#""x""#, false),
            ("[1,2,3]", "[1,2]", true),
            ("[1]", "[1,2]", false),
            ("[2,1]", "[1,2]", false),
            ("[1]", "[]", true),
            ("{}", "[]", false),
            ("[]", "{}", false),
            ("null", "{}", false),
            (r#"{"a":1}"#, "{}", true),
            (
                r#"{"__proto__":{"admin":false}}"#,
                r#"{"__proto__":{"admin":true}}"#,
                false,
            ),
            ("{}", r#"{"toString":{}}"#, false),
        ] {
            assert_eq!(
                matches(actual, expected),
                wanted,
                "{actual} against {expected}"
            );
        }
    }

    #[test]
    fn every_mismatch_names_its_path() {
        let actual = read(r#"{"service":{"limits":{"rps":250}},"tags":["a"]}"#);
        let expected = read(r#"{"service":{"limits":{"rps":251,"x y":1}},"tags":["a","b"]}"#);
        let shown: Vec<_> = match_value(&actual, &expected, "json")
            .iter()
            .map(|m| match &m.found {
                Some(found) => format!("{}: {} but {found}", m.path, m.expected),
                None => format!("{}: {} is missing", m.path, m.expected),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "json.service.limits.rps: 251 but 250",
                "json.service.limits[\"x y\"]: 1 is missing",
                "json.tags[1]: \"b\" is missing",
            ]
        );
    }

    #[test]
    fn database_values_have_their_own_rules() {
        let is = |actual: Actual, expected: &str| {
            match_actual(&actual, &read(expected), "row").is_empty()
        };
        let exact = || Actual::Exact("12.5000".to_owned());
        assert!(is(exact(), "12.5") && is(exact(), r#""12.5000""#) && !is(exact(), r#""12.5""#));
        let instant = || Actual::TimestampTz("2024-01-02 03:04:05+00".to_owned());
        assert!(is(instant(), r#""2024-01-02T04:04:05+01:00""#));
        assert!(is(instant(), r#""2024-01-02T03:04:05""#));
        assert!(!is(instant(), r#""2024-01-02T03:04:06Z""#));
        assert!(!is(Actual::Float("1.5".to_owned()), r#""1.5""#));
    }
}
