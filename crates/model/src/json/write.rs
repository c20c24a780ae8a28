//! Value to text: on one line, or indented by two spaces.

use super::Json;

/// The value on one line, with a space behind `,` and `:`, non-ASCII characters as they are.
///
/// ```
/// use contractual_model::json::{parse, to_line};
/// assert_eq!(to_line(&parse(r#"{"a":[1,"x"],"b":{}}"#)?), r#"{"a": [1, "x"], "b": {}}"#);
/// # Ok::<(), contractual_model::json::ParseError>(())
/// ```
pub fn to_line(value: &Json) -> String {
    let mut out = String::new();
    line(value, &mut out);
    out
}

/// The value over several lines, indented by two spaces, with one final line feed: the form of every JSON artifact.
pub fn to_pretty(value: &Json) -> String {
    let mut out = String::new();
    pretty(value, 0, &mut out);
    out.push('\n');
    out
}

/// The text as a JSON string, with its quotation marks.
pub fn escape(text: &str, out: &mut String) {
    out.push('"');
    // Runs without anything to escape are copied whole.
    let mut from = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        // U+2028 and U+2029 start with this byte.
        if byte >= 0x20 && byte != b'"' && byte != b'\\' && byte != 0x7f && byte != 0xe2 {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let end = at + c.len_utf8();
        if byte != 0xe2 || c == '\u{2028}' || c == '\u{2029}' {
            out.push_str(&text[from..at]);
            from = end;
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c => out.push_str(&format!("\\u{:04x}", c as u32)),
            }
        }
        at = end;
    }
    out.push_str(&text[from..]);
    out.push('"');
}

fn line(value: &Json, out: &mut String) {
    match value {
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                line(item, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (at, (name, member)) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                escape(name, out);
                out.push_str(": ");
                line(member, out);
            }
            out.push('}');
        }
        scalar => write_scalar(scalar, out),
    }
}

fn pretty(value: &Json, depth: usize, out: &mut String) {
    match value {
        Json::Array(items) if !items.is_empty() => {
            out.push_str("[\n");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(",\n");
                }
                indent(depth + 1, out);
                pretty(item, depth + 1, out);
            }
            out.push('\n');
            indent(depth, out);
            out.push(']');
        }
        Json::Object(members) if !members.is_empty() => {
            out.push_str("{\n");
            for (at, (name, member)) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(",\n");
                }
                indent(depth + 1, out);
                escape(name, out);
                out.push_str(": ");
                pretty(member, depth + 1, out);
            }
            out.push('\n');
            indent(depth, out);
            out.push('}');
        }
        other => line(other, out),
    }
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn write_scalar(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(number) => out.push_str(&number.to_string()),
        Json::String(text) => escape(text, out),
        Json::Array(_) | Json::Object(_) => line(value, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_must_be_is_escaped() {
        for (text, written) in [
            (
                "plain \u{e9}\u{2027}\u{1f600}",
                "\"plain \u{e9}\u{2027}\u{1f600}\"",
            ),
            ("a\"b\\c", "\"a\\\"b\\\\c\""),
            (
                "\n\r\t\u{1}\u{7f}\u{2028}\u{2029}z",
                "\"\\n\\r\\t\\u0001\\u007f\\u2028\\u2029z\"",
            ),
            ("", "\"\""),
        ] {
            let mut out = String::new();
            escape(text, &mut out);
            assert_eq!(out, written);
        }
    }
}
