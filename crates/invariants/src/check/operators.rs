//! Conditions on one value: `eq`, `gt`, `contains` and so on.

use contractual::member_names;
use contractual_yaml::Node;

use super::fields::{Fields, Reader, Unknown};
use super::tree::to_value;
use crate::document::Operator;
use crate::format::{Assertion, Operators};
use crate::value::Value;

const TYPES: [&str; 7] = [
    "null", "boolean", "number", "integer", "string", "array", "object",
];

/// The conditions of a header: a mapping of operators, or the value that it equals.
pub(crate) fn read_operators(reader: &mut Reader<'_>, node: &Node, path: &str) -> Vec<Operator> {
    if node.as_mapping().is_some() {
        let Some(fields) = reader.fields(
            node,
            path,
            &member_names::<Operators>(),
            Unknown::AllRefused,
        ) else {
            return Vec::new();
        };
        if fields.mapping.is_empty() {
            asserts_nothing(reader, node, path);
        }
        return operators_of(reader, &fields);
    }
    match reader.scalar_text(node, path, "a string, or a mapping of operators") {
        Some(text) => vec![Operator::Eq(Value::String(text))],
        None => Vec::new(),
    }
}

/// One element of `assert`: a path and at least one operator.
pub(crate) fn read_operator_list(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
) -> Option<(String, Vec<Operator>)> {
    let fields = reader.fields(
        node,
        path,
        &member_names::<Assertion>(),
        Unknown::AllRefused,
    )?;
    let json_path = reader.required_text(&fields, "path");
    let operators = operators_of(reader, &fields);
    if operators.is_empty() && fields.mapping.iter().all(|(key, _)| key == "path") {
        asserts_nothing(reader, node, path);
    }
    Some((json_path?, operators))
}

fn asserts_nothing(reader: &mut Reader<'_>, node: &Node, path: &str) {
    let expected = member_names::<Operators>().join(", ");
    let finding = reader.error(node, "no_operator", format!("`{path}` asserts nothing"));
    finding.notes.push(contractual_diag::Note {
        kind: contractual_diag::NoteKind::Expected,
        text: format!("at least one of {expected}"),
        loc: None,
    });
}

fn operators_of(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<Operator> {
    let mut operators = Vec::new();
    for (key, node) in fields.mapping.iter() {
        let path = fields.path_of(key);
        let operator = match key {
            "eq" => Some(Operator::Eq(to_value(node))),
            "ne" => Some(Operator::Ne(to_value(node))),
            "matches" => Some(Operator::Matches(to_value(node))),
            "contains" => Some(Operator::Contains(to_value(node))),
            "not_contains" => Some(Operator::NotContains(to_value(node))),
            "gt" | "ge" | "lt" | "le" => match to_value(node) {
                Value::Number(number) => Some(match key {
                    "gt" => Operator::Gt(number),
                    "ge" => Operator::Ge(number),
                    "lt" => Operator::Lt(number),
                    _ => Operator::Le(number),
                }),
                _ => {
                    reader.wrong(node, &path, "a number");
                    None
                }
            },
            "length" => reader.number(node, &path).map(Operator::Length),
            "min_length" => reader.number(node, &path).map(Operator::MinLength),
            "max_length" => reader.number(node, &path).map(Operator::MaxLength),
            "exists" => reader.optional_bool(fields, key).map(Operator::Exists),
            "empty" => reader.optional_bool(fields, key).map(Operator::Empty),
            "regex" => {
                let text = reader.text(node, &path);
                if let Some(text) = &text {
                    reader.pattern(node, &path, text);
                }
                text.map(Operator::Regex)
            }
            "type" => match node.as_str() {
                Some(name) if TYPES.contains(&name) => Some(Operator::Type(name.to_owned())),
                _ => {
                    reader.wrong(node, &path, &format!("one of {}", TYPES.join(", ")));
                    None
                }
            },
            "one_of" | "any_order" => match to_value(node) {
                Value::List(items) if key == "one_of" => Some(Operator::OneOf(items)),
                Value::List(items) => Some(Operator::AnyOrder(items)),
                _ => {
                    reader.wrong(node, &path, "a list");
                    None
                }
            },
            _ => None,
        };
        operators.extend(operator);
    }
    operators
}
