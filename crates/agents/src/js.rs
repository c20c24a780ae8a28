//! How the DSL turns values into text: the number format, truth and JSON layout that its templates rely on.
//!
//! The rules are those of ECMA-262 (`Number::toString`, `ToBoolean`, `JSON.stringify`), because documents and templates
//! of existing projects are written against them.

use std::fmt::Write as _;

use crate::value::{Node, Value};

/// A number as ECMA-262 prints it: `1`, `1.5`, `1e+21`.
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // `{:e}` gives the shortest digits that read back: `1.2345e3`.
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let point = exponent + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let mut out = String::new();
    if value < 0.0 {
        out.push('-');
    }
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    if (count..=21).contains(&point) {
        out.push_str(&digits);
        out.push_str(&zeros(point - count));
    } else if (1..=21).contains(&point) {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        let _ = write!(out, "{whole}.{fraction}");
    } else if (-5..=0).contains(&point) {
        let _ = write!(out, "0.{}{digits}", zeros(-point));
    } else {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "{first}{dot}{rest}e{sign}{}", exponent.abs());
    }
    out
}

/// The text of a value where text is asked for: lists join with commas, maps have no text of their own.
pub fn string(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => number(*value),
        Value::Text(text) => text.to_string(),
        Value::List(items) => join(items, ","),
        Value::Map(_) => "[object Object]".to_owned(),
    }
}

/// The items' texts, joined; null has no text.
pub fn join(items: &[Node], separator: &str) -> String {
    let texts: Vec<String> = items
        .iter()
        .map(|item| {
            if item.is_null() {
                String::new()
            } else {
                string(item)
            }
        })
        .collect();
    texts.join(separator)
}

/// Plain truth: null, false, zero, not-a-number and the empty text are false.
pub fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(value) => *value != 0.0 && !value.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::List(_) | Value::Map(_) => true,
    }
}

/// JSON text with the given indent per level; zero puts everything on one line.
pub fn json(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write_json(&mut out, value, indent, 0);
    out
}

fn write_json(out: &mut String, value: &Value, indent: usize, level: usize) {
    let line = |out: &mut String, level: usize| {
        if indent > 0 {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent * level));
        }
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) if value.is_finite() => out.push_str(&number(*value)),
        Value::Number(_) => out.push_str("null"),
        Value::Text(text) => json_text(out, text),
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                line(out, level + 1);
                write_json(out, item, indent, level + 1);
            }
            line(out, level);
            out.push(']');
        }
        Value::Map(map) if map.is_empty() => out.push_str("{}"),
        Value::Map(map) => {
            out.push('{');
            for (at, (key, node)) in map.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                line(out, level + 1);
                json_text(out, key);
                out.push_str(if indent > 0 { ": " } else { ":" });
                write_json(out, node, indent, level + 1);
            }
            line(out, level);
            out.push('}');
        }
    }
}

/// A text as a JSON string, with its quotes.
pub fn json_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    json_text(&mut out, text);
    out
}

/// The order of texts by UTF-16 code units.
pub fn compare_units(a: &str, b: &str) -> std::cmp::Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_ecma_262_says() {
        for (value, text) in [
            (1.0, "1"),
            (1.5, "1.5"),
            (-4.5, "-4.5"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (12345678901234567890.0, "12345678901234567000"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (1.25e-9, "1.25e-9"),
            (0.1, "0.1"),
            (-0.0, "0"),
            (123.456, "123.456"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn json_layout() {
        let map: crate::value::Map = [
            (
                "a",
                Node::from(vec![Node::from(1.0), Node::from("x\"\n\u{1}")]),
            ),
            ("b", Node::from(crate::value::Map::new())),
        ]
        .into_iter()
        .collect();
        assert_eq!(
            json(&Value::map(map.clone()), 2),
            "{\n  \"a\": [\n    1,\n    \"x\\\"\\n\\u0001\"\n  ],\n  \"b\": {}\n}"
        );
        assert_eq!(
            json(&Value::map(map), 0),
            "{\"a\":[1,\"x\\\"\\n\\u0001\"],\"b\":{}}"
        );
    }
}
