//! A value to YAML that readers of YAML 1.1 and 1.2 understand alike: block style, short lists of words on one line, no anchors.

use std::slice::from_ref;

use contractual_model::json::{Json, Number};
use contractual_yaml::quote;

/// The longest list that is written on one line, in characters.
const LINE: usize = 90;

/// The document, with one final line feed.
pub(super) fn write(value: &Json) -> String {
    write_with(value, &mut |_, member| schema(member))
}

/// As [`write`], with what writes each schema of the components; it is given the place of the schema.
pub(super) fn write_with(
    value: &Json,
    schema: &mut dyn FnMut(usize, &(String, Json)) -> String,
) -> String {
    let mut out = String::new();
    let Some(members) = value.as_object().filter(|all| !all.is_empty()) else {
        scalar(&mut out, value);
        out.push('\n');
        return out;
    };
    let filled = |(name, value): &'_ (String, Json), wanted: &str| {
        name == wanted && value.as_object().is_some_and(|all| !all.is_empty())
    };
    for member in members {
        if !filled(member, "components") {
            map(&mut out, from_ref(member), 0, false);
            continue;
        }
        out.push_str("components:\n");
        for part in member.1.as_object().unwrap_or_default() {
            if !filled(part, "schemas") {
                map(&mut out, from_ref(part), 1, false);
                continue;
            }
            out.push_str("  schemas:\n");
            for (at, one) in part.1.as_object().unwrap_or_default().iter().enumerate() {
                out.push_str(&schema(at, one));
            }
        }
    }
    out
}

/// A schema among the components of a document.
pub(super) fn schema(member: &(String, Json)) -> String {
    let mut out = String::new();
    map(&mut out, from_ref(member), 2, false);
    out
}

fn map(out: &mut String, members: &[(String, Json)], level: usize, mut started: bool) {
    for (name, value) in members {
        if !std::mem::take(&mut started) {
            indent(out, level);
        }
        out.push_str(&quote(name));
        out.push(':');
        match value {
            // The version of the specification is plain: checks that read the document as text look for `openapi: 3.1.0`.
            Json::String(version) if level == 0 && name == "openapi" && version == "3.1.0" => {
                out.push_str(" 3.1.0\n");
            }
            _ => member(out, value, level),
        }
    }
}

/// What follows `key:` or `-`.
fn member(out: &mut String, value: &Json, level: usize) {
    match value {
        Json::Object(members) if !members.is_empty() => {
            out.push('\n');
            map(out, members, level + 1, false);
        }
        Json::Array(items) if !items.is_empty() => match on_one_line(items) {
            Some(line) => {
                out.push(' ');
                out.push_str(&line);
                out.push('\n');
            }
            None => {
                out.push('\n');
                list(out, items, level + 1);
            }
        },
        other => {
            out.push(' ');
            scalar(out, other);
            out.push('\n');
        }
    }
}

fn list(out: &mut String, items: &[Json], level: usize) {
    for item in items {
        indent(out, level);
        out.push('-');
        match item {
            Json::Object(members) if !members.is_empty() => {
                out.push(' ');
                map(out, members, level + 1, true);
            }
            other => member(out, other, level),
        }
    }
}

/// A list of scalars that fits on a line: `[a, b]`.
fn on_one_line(items: &[Json]) -> Option<String> {
    let mut line = String::from("[");
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            line.push_str(", ");
        }
        match item {
            Json::Array(_) | Json::Object(_) => return None,
            // Inside brackets, commas and brackets end a plain scalar.
            Json::String(text)
                if text.contains([',', '[', ']', '{', '}']) && quote(text) == text.as_str() =>
            {
                line.push_str(&format!("\"{text}\""));
            }
            other => scalar(&mut line, other),
        }
        if line.len() > LINE {
            return None;
        }
    }
    line.push(']');
    Some(line)
}

fn scalar(out: &mut String, value: &Json) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(value) => number(out, value),
        Json::String(text) => out.push_str(&quote(text)),
        Json::Array(_) => out.push_str("[]"),
        Json::Object(_) => out.push_str("{}"),
    }
}

/// YAML 1.1 reads an exponent only behind a fraction and with a sign.
fn number(out: &mut String, value: &Number) {
    let text = value.to_string();
    match text.split_once('e') {
        None => out.push_str(&text),
        Some((mantissa, exponent)) => {
            out.push_str(mantissa);
            if !mantissa.contains('.') {
                out.push_str(".0");
            }
            out.push('e');
            if !exponent.starts_with('-') {
                out.push('+');
            }
            out.push_str(exponent);
        }
    }
}

fn indent(out: &mut String, level: usize) {
    for _ in 0..level {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    #[test]
    fn what_is_written_reads_back() {
        let text = r##"{"openapi": "3.1.0", "200": {"a": ["x", "no", "1.0", "a, b", "~"], "b": [], "c": {}},
            "d": [{"$ref": "#/x", "y": [[1, 2], {"z": null}]}, 1.7e308, -5e-324, true],
            "e": "two\nlines: #", "f": "^[a-z]{1,8}$", "/v1/a/{b}": "", "type": "null", "on": "12:30:00"}"##;
        let value = parse(text).unwrap_or_else(|e| panic!("{e:?}"));
        let written = write(&value);
        let read =
            contractual_yaml::parse_one(&written, "t.yaml", &contractual_yaml::Options::default())
                .unwrap_or_else(|e| panic!("{e:?}\n{written}"));
        let back = contractual_yaml::to_json(&read.root).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(back, value, "{written}");
        assert!(
            written.starts_with(
                "openapi: 3.1.0\n\"200\":\n  a: [x, \"no\", \"1.0\", \"a, b\", \"~\"]\n  b: []\n"
            ),
            "{written}"
        );
        assert!(written.contains("\n/v1/a/{b}: \"\"\n"), "{written}");
    }
}
