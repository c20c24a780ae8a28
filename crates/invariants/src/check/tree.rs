//! Text to a tree with positions: YAML, or JSON for `*.json`.

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::json::{Json, Located, LocatedValue, Number, parse_located};
use contractual_yaml::{
    Entry, Mapping, Node, Options, Position, Span, Style, Value as Yaml, parse_bytes,
};

use crate::value::{Special, Value};

/// Reads the bytes of a suite file; `file` is its name in messages.
///
/// # Errors
/// All problems found.
pub(crate) fn parse_tree(
    bytes: &[u8],
    file: &str,
) -> Result<(Node, Vec<Diagnostic>), Vec<Diagnostic>> {
    if file.to_ascii_lowercase().ends_with(".json") {
        return parse_json(bytes, file).map(|node| (node, Vec::new()));
    }
    let options = Options {
        merge_keys: true,
        ..Options::default()
    };
    let mut documents = parse_bytes(bytes, file, &options)?;
    let Some(document) = documents.pop() else {
        return Err(vec![
            Diagnostic::error("empty_file", "the file is empty").at(SourceLoc::new(file, 1, 1)),
        ]);
    };
    Ok((document.root, document.warnings))
}

/// Values and keys of one JSON file; the same limit as YAML files have.
const MAX_NODES: usize = 200_000;

fn parse_json(bytes: &[u8], file: &str) -> Result<Node, Vec<Diagnostic>> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let valid = String::from_utf8_lossy(&bytes[..e.valid_up_to()]);
        let finding = Diagnostic::error("not_utf8", "the file is not UTF-8");
        let loc = SourceLoc::of_offset(file, &valid, valid.len());
        vec![finding.at(loc).fix("save the file as UTF-8")]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let located = parse_located(text).map_err(|e| {
        let loc = SourceLoc::new(file, e.line, e.column);
        vec![Diagnostic::error("json_syntax", e.message).at(loc)]
    })?;
    if count(&located) > MAX_NODES {
        let finding = Diagnostic::error(
            "too_large",
            format!("the file holds more than {MAX_NODES} values"),
        );
        return Err(vec![finding.at(SourceLoc::file(file))]);
    }
    let mut cursor = Cursor {
        text,
        offset: 0,
        line: 1,
        column: 1,
    };
    Ok(from_json(&located, &mut cursor))
}

fn count(located: &Located) -> usize {
    1 + match &located.value {
        LocatedValue::Scalar(_) => 0,
        LocatedValue::Array(items) => items.iter().map(count).sum(),
        LocatedValue::Object(members) => members.iter().map(|(_, _, v)| 1 + count(v)).sum(),
    }
}

/// Counts lines and columns forwards only, so that a file on one line costs no more than others.
struct Cursor<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
    column: u32,
}

impl Cursor<'_> {
    /// The span of the token at `offset`, which is not before the last one.
    fn span(&mut self, offset: usize) -> Span {
        for c in self.text.get(self.offset..offset).unwrap_or("").chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.offset = offset;
        let start = Position {
            line: self.line,
            column: self.column,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
        };
        Span { start, end: start }
    }
}

fn node(value: Yaml, span: Span, raw: Option<&str>) -> Node {
    let mut node = Node::new(value, span, Style::Flow);
    if let Some(raw) = raw {
        node.rare_mut().raw = Some(raw.into());
    }
    node
}

fn from_json(located: &Located, cursor: &mut Cursor<'_>) -> Node {
    let span = cursor.span(located.start);
    let value = match &located.value {
        LocatedValue::Scalar(Json::Null | Json::Array(_) | Json::Object(_)) => Yaml::Null,
        LocatedValue::Scalar(Json::Bool(b)) => Yaml::Bool(*b),
        LocatedValue::Scalar(Json::Number(n)) => match n.as_i128() {
            Some(int) => Yaml::Int(int),
            None => Yaml::Float(n.as_f64()),
        },
        LocatedValue::Scalar(Json::String(s)) => Yaml::String(s.as_str().into()),
        LocatedValue::Array(items) => {
            Yaml::Sequence(items.iter().map(|i| from_json(i, cursor)).collect())
        }
        LocatedValue::Object(members) => {
            let mut entries = Vec::new();
            for (key, offset, value) in members {
                let key: std::sync::Arc<str> = key.as_str().into();
                let key_node = node(Yaml::String(key.clone()), cursor.span(*offset), None);
                let value = from_json(value, cursor);
                entries.push(Entry {
                    key: key.clone(),
                    key_node,
                    value,
                });
            }
            Yaml::Mapping(Mapping { entries })
        }
    };
    let raw = matches!(value, Yaml::Int(_) | Yaml::Float(_))
        .then(|| cursor.text.get(located.start..located.end))
        .flatten();
    node(value, span, raw)
}

/// The value of a tree, without places; numbers exact.
pub(crate) fn to_value(node: &Node) -> Value {
    match &node.value {
        Yaml::Null => Value::Null,
        Yaml::Bool(b) => Value::Bool(*b),
        Yaml::Int(int) => Value::Number((*int).into()),
        Yaml::Float(float) => match exact(node.raw().unwrap_or_default()) {
            Some(number)
                if float.is_finite()
                    || node
                        .raw()
                        .is_some_and(|r| r.contains(|c: char| c.is_ascii_digit())) =>
            {
                Value::Number(number)
            }
            _ if float.is_nan() => Value::Special(Special::NaN),
            _ => match Number::from_f64(*float) {
                Some(number) => Value::Number(number),
                None if *float > 0.0 => Value::Special(Special::Infinity),
                None => Value::Special(Special::NegativeInfinity),
            },
        },
        Yaml::String(text) => Value::String(text.to_string()),
        Yaml::Sequence(items) => Value::List(items.iter().map(to_value).collect()),
        Yaml::Mapping(mapping) => Value::Map(
            mapping
                .iter()
                .map(|(key, value)| (key.to_owned(), to_value(value)))
                .collect(),
        ),
    }
}

/// A YAML decimal as an exact number: `.5`, `1.`, `+1e3`, `007.0`.
fn exact(raw: &str) -> Option<Number> {
    let (sign, body) = match raw.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", raw.strip_prefix('+').unwrap_or(raw)),
    };
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => body.split_at(at),
        None => (body, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    Number::parse(&format!("{sign}{whole}{dot}{fraction}{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_numbers_are_exact() {
        for (text, shown) in [
            (".5", "0.5"),
            ("1.", "1"),
            ("+1e3", "1000"),
            ("007", "7"),
            ("0x10", "16"),
            ("9007199254740993", "9007199254740993"),
            (
                "123456789012345678901234567890.5",
                "123456789012345678901234567890.5",
            ),
            (
                "99999999999999999999999999999999999999999999",
                "9.9999999999999999999999999999999999999999999e43",
            ),
            (".inf", ".inf"),
            ("-.inf", "-.inf"),
            (".nan", ".nan"),
            ("2024-01-02", "\"2024-01-02\""),
        ] {
            let (node, _) =
                parse_tree(text.as_bytes(), "x.yml").unwrap_or_else(|e| panic!("{e:?}"));
            assert_eq!(to_value(&node).shown(100), shown, "{text}");
        }
    }

    #[test]
    fn json_files_are_json() {
        let (node, _) = parse_tree(b"\xef\xbb\xbf{\"a\": [1.50, null]}", "x.json")
            .unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(to_value(&node).shown(100), "{\"a\": [1.5, null]}");
        assert!(parse_tree(b"{a: 1}", "x.json").is_err());
        assert!(parse_tree(b"{\"a\":1,\"a\":2}", "x.JSON").is_err());
    }
}
