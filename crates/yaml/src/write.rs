//! Values to YAML text that readers of YAML 1.1 (PyYAML, ruamel) and of YAML 1.2 understand alike.
//!
//! Text is quoted whenever any reader could take it for something else: `no`, `12:30:45`, `2001-01-01`, `=`, `0o7`.
//! Numbers with an exponent are written as `1.0e+3`, which YAML 1.1 needs. Anchors are never written.

use std::borrow::Cow;

use crate::{Node, Value};

/// A value as the writer sees it.
#[derive(Debug, Clone)]
pub enum Data<'a> {
    /// Null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number in JSON notation.
    Number(Cow<'a, str>),
    /// Text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Data<'a>>),
    /// A mapping, in the order it is written.
    Map(Vec<(Cow<'a, str>, Data<'a>)>),
}

impl<'a> From<&'a Node> for Data<'a> {
    fn from(node: &'a Node) -> Self {
        match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Number(value.to_string().into()),
            Value::Float(value) if value.is_nan() => Self::Number(".nan".into()),
            Value::Float(value) if value.is_infinite() => {
                Self::Number(if *value > 0.0 { ".inf" } else { "-.inf" }.into())
            }
            Value::Float(value) => Self::Number(format!("{value:?}").into()),
            Value::String(text) => Self::Text((&**text).into()),
            Value::Sequence(items) => Self::List(items.iter().map(Data::from).collect()),
            Value::Mapping(mapping) => Self::Map(
                mapping
                    .iter()
                    .map(|(key, value)| (key.into(), value.into()))
                    .collect(),
            ),
        }
    }
}

/// Writes one value as a YAML document in block style, two spaces per level, with a final line feed.
pub fn write(data: &Data<'_>) -> String {
    let mut out = String::new();
    match data {
        Data::Map(entries) if !entries.is_empty() => map(&mut out, entries, 0, false),
        Data::List(items) if !items.is_empty() => list(&mut out, items, 0, false),
        scalar => {
            inline(&mut out, scalar, 0);
            out.push('\n');
        }
    }
    out
}

fn map(out: &mut String, entries: &[(Cow<'_, str>, Data<'_>)], level: usize, mut started: bool) {
    for (key, value) in entries {
        if !started {
            indent(out, level);
        }
        started = false;
        // Readers look at most 1024 characters ahead for the colon of a key.
        if key.len() > 200 {
            out.push_str("? ");
            out.push_str(&quote(key));
            out.push('\n');
            indent(out, level);
        } else {
            out.push_str(&quote(key));
        }
        out.push(':');
        member(out, value, level);
    }
}

fn list(out: &mut String, items: &[Data<'_>], level: usize, mut started: bool) {
    for item in items {
        if !started {
            indent(out, level);
        }
        started = false;
        out.push('-');
        match item {
            Data::Map(entries) if !entries.is_empty() => {
                out.push(' ');
                map(out, entries, level + 1, true);
            }
            Data::List(items) if !items.is_empty() => {
                out.push(' ');
                list(out, items, level + 1, true);
            }
            other => member(out, other, level),
        }
    }
}

/// What follows `key:` or `-`.
fn member(out: &mut String, value: &Data<'_>, level: usize) {
    match value {
        Data::Map(entries) if !entries.is_empty() => {
            out.push('\n');
            map(out, entries, level + 1, false);
        }
        Data::List(items) if !items.is_empty() => {
            out.push('\n');
            list(out, items, level + 1, false);
        }
        scalar => {
            out.push(' ');
            inline(out, scalar, level + 1);
            out.push('\n');
        }
    }
}

fn inline(out: &mut String, value: &Data<'_>, level: usize) {
    match value {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(text) => out.push_str(&number(text)),
        Data::Text(text) => match block(text) {
            Some(header) if level > 0 => {
                out.push_str(header);
                for line in text.trim_end_matches('\n').split('\n') {
                    out.push('\n');
                    if !line.is_empty() {
                        indent(out, level);
                        out.push_str(line);
                    }
                }
                let extra = text.len() - text.trim_end_matches('\n').len();
                for _ in 1..extra.max(1) {
                    out.push('\n');
                }
            }
            _ => out.push_str(&quote(text)),
        },
        Data::List(_) => out.push_str("[]"),
        Data::Map(_) => out.push_str("{}"),
    }
}

fn indent(out: &mut String, level: usize) {
    for _ in 0..level {
        out.push_str("  ");
    }
}

/// The header of a literal block for a text of several lines, if a block gives every reader the same text back.
fn block(text: &str) -> Option<&'static str> {
    if !text.contains('\n')
        || text.starts_with([' ', '\n', '\t'])
        || text.trim_end_matches('\n').is_empty()
    {
        return None;
    }
    let plain = |line: &str| {
        !line.ends_with([' ', '\t'])
            && !line.starts_with('\t')
            && line.chars().all(|c| c == '\t' || is_printable(c))
    };
    if !text.split('\n').all(plain) {
        return None;
    }
    Some(if text.ends_with("\n\n") {
        "|+"
    } else if text.ends_with('\n') {
        "|"
    } else {
        "|-"
    })
}

/// The text as a scalar on one line, in double quotes if any reader could misunderstand it without.
pub fn quote(text: &str) -> Cow<'_, str> {
    if !is_ambiguous(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c if (c as u32) < 0x1_0000 => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push_str(&format!("\\U{:08X}", c as u32)),
        }
    }
    out.push('"');
    Cow::Owned(out)
}

/// True if an unquoted `text` is anything but this text to a reader of YAML 1.1 or 1.2.
pub fn is_ambiguous(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<",
    ];
    let Some(first) = text.chars().next() else {
        return true;
    };
    if is_words(text.as_bytes()) {
        return false;
    }
    text.trim() != text
        || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || "-?:,[]{}#&*!|>'\"%@`".contains(first)
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.starts_with("---")
        || text.starts_with("...")
        || !text.chars().all(is_printable)
        || looks_like_number(text)
}

/// True for the usual text, for which no rule has to be asked: a letter, then letters, digits and what can mean nothing among them,
/// longer than any word with a meaning. Build scripts run unoptimised: so a plain loop.
fn is_words(text: &[u8]) -> bool {
    let [b'a'..=b'z' | b'A'..=b'Z', .., last] = text else {
        return false;
    };
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'/' | b'.' | b',' | b' ' => {}
            _ => return false,
        }
        at += 1;
    }
    text.len() > 5 && *last != b' '
}

/// Numbers, dates and times of either version, and some text besides.
fn looks_like_number(text: &str) -> bool {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let special = body.strip_prefix('.').unwrap_or(body).to_ascii_lowercase();
    if special == "inf" || special == "nan" {
        return true;
    }
    let digit = body
        .strip_prefix('.')
        .unwrap_or(body)
        .starts_with(|c: char| c.is_ascii_digit());
    digit
        && body
            .chars()
            .all(|c| c.is_ascii_hexdigit() || "_:.+-xXoOtTzZ ".contains(c))
}

fn number(text: &str) -> Cow<'_, str> {
    let Some(at) = text.find(['e', 'E']) else {
        return Cow::Borrowed(text);
    };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) {
        ""
    } else {
        "+"
    };
    Cow::Owned(format!("{mantissa}{dot}e{sign}{exponent}"))
}

fn is_printable(c: char) -> bool {
    !(c.is_control()
        || matches!(
            c,
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        ))
}
