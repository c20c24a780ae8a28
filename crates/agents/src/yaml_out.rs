//! Documents as YAML text in the style that `resolve` prints (specification 1.3): two spaces per level, list items
//! indented below their key, quotes only where YAML 1.2 needs them, block scalars for several lines, long text folded.

use contractual_yaml::{Scalar, resolve_plain};

use crate::js;
use crate::value::{Map, Node, Value};

/// Text longer than this is folded at a space.
const WIDTH: usize = 80;

/// The value as a YAML document with a final line feed.
pub fn emit(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Map(map) if !map.is_empty() => write_map(&mut out, map, 0, false),
        Value::List(items) if !items.is_empty() => write_list(&mut out, items, 0, false),
        scalar => {
            write_scalar(&mut out, scalar, 0, 0);
            out.push('\n');
        }
    }
    out
}

/// The value with the keys of all maps sorted.
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let mut entries: Vec<_> = map.entries().to_vec();
            entries.sort_by(|a, b| js::compare_units(&a.key, &b.key));
            let entries = entries
                .into_iter()
                .map(|entry| (entry.key.clone(), Node::from(sorted(&entry.node))));
            Value::map(entries.collect())
        }
        Value::List(items) => {
            Value::list(items.iter().map(|item| Node::from(sorted(item))).collect())
        }
        other => other.clone(),
    }
}

fn write_map(out: &mut String, map: &Map, level: usize, mut started: bool) {
    for (key, node) in map.iter() {
        if !started {
            indent(out, level);
        }
        started = false;
        let before = out.len();
        if needs_quotes(key) || key.contains('\n') {
            js::json_text(out, key);
        } else {
            out.push_str(key);
        }
        out.push(':');
        let width = level * 2 + (out.len() - before);
        write_member(out, node, level, width);
    }
}

fn write_list(out: &mut String, items: &[Node], level: usize, mut started: bool) {
    for item in items {
        if !started {
            indent(out, level);
        }
        started = false;
        out.push('-');
        match &item.value {
            Value::Map(map) if !map.is_empty() => {
                out.push(' ');
                write_map(out, map, level + 1, true);
            }
            Value::List(items) if !items.is_empty() => {
                out.push(' ');
                write_list(out, items, level + 1, true);
            }
            _ => write_member(out, item, level, level * 2 + 1),
        }
    }
}

fn write_member(out: &mut String, value: &Value, level: usize, width: usize) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            out.push('\n');
            write_map(out, map, level + 1, false);
        }
        Value::List(items) if !items.is_empty() => {
            out.push('\n');
            write_list(out, items, level + 1, false);
        }
        scalar => {
            out.push(' ');
            write_scalar(out, scalar, level + 1, width + 1);
            out.push('\n');
        }
    }
}

fn write_scalar(out: &mut String, value: &Value, level: usize, width: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) if value.is_nan() => out.push_str(".nan"),
        Value::Number(value) if value.is_infinite() => {
            out.push_str(if *value > 0.0 { ".inf" } else { "-.inf" })
        }
        Value::Number(value) => out.push_str(&js::number(*value)),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
        Value::Text(text) => match block_header(text) {
            Some(header) => write_block(out, text, header, level),
            None if needs_quotes(text) => js::json_text(out, text),
            None => write_plain(out, text, level, width),
        },
    }
}

/// The header of a literal block, if the text is fit for one.
fn block_header(text: &str) -> Option<&'static str> {
    let body = text.trim_end_matches('\n');
    if !text.contains('\n') || body.is_empty() || body.starts_with([' ', '\t', '\n']) {
        return None;
    }
    if text
        .chars()
        .any(|c| c != '\n' && c != '\t' && is_special(c))
    {
        return None;
    }
    Some(match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    })
}

fn write_block(out: &mut String, text: &str, header: &str, level: usize) {
    out.push_str(header);
    let body = text.trim_end_matches('\n');
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(out, level);
            out.push_str(line);
        }
    }
    for _ in 1..(text.len() - body.len()).max(1) {
        out.push('\n');
    }
}

/// Plain text, folded at spaces where the next word cannot be taken for anything else.
fn write_plain(out: &mut String, text: &str, level: usize, width: usize) {
    if width + text.len() <= WIDTH || text.contains("  ") {
        out.push_str(text);
        return;
    }
    let mut column = width;
    for (at, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if at > 0 {
            let safe = word.starts_with(|c: char| c.is_alphanumeric());
            if column + 1 + length > WIDTH && safe {
                out.push('\n');
                indent(out, level);
                column = level * 2;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word);
        column += length;
    }
}

fn needs_quotes(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return true;
    };
    let next = text[first.len_utf8()..].chars().next();
    let indicator = match first {
        '-' | '?' | ':' => next.is_none_or(char::is_whitespace),
        _ => ",[]{}#&*!|>'\"%@`".contains(first),
    };
    indicator
        || resolve_plain(text) != Scalar::Text
        || text.trim() != text
        || text.contains(": ")
        || text.ends_with(':')
        || text.contains(" #")
        || text.starts_with("---")
        || text.starts_with("...")
        || text.chars().any(is_special)
}

fn is_special(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
}

fn indent(out: &mut String, level: usize) {
    out.extend(std::iter::repeat_n("  ", level));
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_yaml::{Options, parse_one};

    #[test]
    fn every_text_reads_back() {
        for text in [
            "",
            "a",
            "yes",
            "12",
            "0o7",
            "~",
            "null",
            "- x",
            "-x",
            "a: b",
            "a #b",
            "x:",
            "l1\nl2",
            "l1\n  l2\n\n\n",
            "\n",
            " pad ",
            "tab\tx",
            "it's \"x\"",
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen - sixteen",
            "\r\n",
            "?",
            ":",
            "---",
            "a\u{2028}b",
            "=",
        ] {
            let map: Map = [
                (
                    text,
                    Node::from(vec![Node::from(text), Node::from(vec![Node::from(text)])]),
                ),
                ("z", Node::from(text)),
            ]
            .into_iter()
            .collect();
            let written = emit(&Value::map(map));
            let root = parse_one(&written, "x", &Options::default())
                .unwrap_or_else(|e| panic!("{written}\n{e:?}"))
                .root;
            assert_eq!(
                root.get("z").and_then(|n| n.as_str()),
                Some(text),
                "{written}"
            );
            assert_eq!(
                root.as_mapping()
                    .and_then(|m| m.entries[0].value.as_sequence())
                    .and_then(|s| s[0].as_str()),
                Some(text),
                "{written}"
            );
        }
    }
}
