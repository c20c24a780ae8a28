//! Expectations, by kind of step.

use contractual::member_names;
use contractual_yaml::Node;

use super::fields::{Fields, Reader, Unknown, place};
use super::operators::{read_operator_list, read_operators};
use super::step::check_json_path;
use super::tree::to_value;
use crate::document::{ExecExpect, HttpExpect, More, SqlExpect, StreamExpect};
use crate::format;
use crate::value::Value;

fn fields<'n>(
    reader: &mut Reader<'_>,
    node: Option<&'n Node>,
    path: &str,
    keys: &[&str],
) -> Option<Fields<'n>> {
    reader.fields(node?, path, keys, Unknown::AllRefused)
}

pub(crate) fn read_http_expect(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
    path: &str,
) -> HttpExpect {
    let Some(fields) = fields(reader, node, path, &member_names::<format::HttpExpect>()) else {
        return HttpExpect::default();
    };
    HttpExpect {
        status: reader.optional_number(&fields, "status"),
        json: fields.mapping.get("json").map(to_value),
        body_contains: reader.optional_text(&fields, "bodyContains"),
        more: read_more(reader, &fields, "max_response_ms"),
    }
}

pub(crate) fn read_exec_expect(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
    path: &str,
) -> ExecExpect {
    let Some(fields) = fields(reader, node, path, &member_names::<format::ExecExpect>()) else {
        return ExecExpect::default();
    };
    ExecExpect {
        exit_code: reader.optional_number(&fields, "exit_code"),
        stdout: read_stream(reader, &fields, "stdout"),
        stderr: read_stream(reader, &fields, "stderr"),
        max_duration_ms: reader
            .optional_number(&fields, "max_duration_ms")
            .map(|n| n.as_f64()),
        more: read_more(reader, &fields, ""),
    }
}

fn read_stream(reader: &mut Reader<'_>, fields: &Fields<'_>, stream: &str) -> StreamExpect {
    let regex_key = format!("{stream}_regex");
    let regex = reader.optional_text(fields, &regex_key);
    if let (Some(text), Some(node)) = (&regex, fields.mapping.get(&regex_key)) {
        reader.pattern(node, &fields.path_of(&regex_key), text);
    }
    StreamExpect {
        contains: reader.optional_text(fields, &format!("{stream}_contains")),
        not_contains: reader.optional_text(fields, &format!("{stream}_not_contains")),
        regex,
        empty: reader.optional_bool(fields, &format!("{stream}_empty")),
    }
}

pub(crate) fn read_sql_expect(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
    path: &str,
) -> SqlExpect {
    let Some(fields) = fields(reader, node, path, &member_names::<format::SqlExpect>()) else {
        return SqlExpect::default();
    };
    let row_set = fields
        .mapping
        .get("row_set")
        .and_then(|node| match node.as_sequence() {
            Some(items) => Some(
                items
                    .iter()
                    .enumerate()
                    .filter_map(|(index, item)| {
                        mapping(
                            reader,
                            item,
                            &format!("{}[{index}]", fields.path_of("row_set")),
                        )
                    })
                    .collect(),
            ),
            None => {
                reader.wrong(node, &fields.path_of("row_set"), "a list of rows");
                None
            }
        });
    let sqlstate = reader.optional_text(&fields, "refused_with");
    if let (Some(code), Some(node)) = (&sqlstate, fields.mapping.get("refused_with")) {
        let is_code = code.len() == 5
            && code
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !is_code {
            reader.wrong(
                node,
                &fields.path_of("refused_with"),
                "a SQLSTATE of five characters such as \"42501\"",
            );
        }
        for key in ["rows", "equals", "all_rows", "no_rows", "row_set", "assert"] {
            if fields.mapping.get(key).is_some() {
                reader.error(
                    node,
                    "contradiction",
                    format!(
                        "`{}` and `{key}` cannot both hold",
                        fields.path_of("refused_with")
                    ),
                );
            }
        }
    }
    SqlExpect {
        rows: reader.optional_number(&fields, "rows"),
        equals: optional_mapping(reader, &fields, "equals"),
        all_rows: optional_mapping(reader, &fields, "all_rows"),
        no_rows: reader.optional_bool(&fields, "no_rows"),
        row_set,
        sqlstate,
        max_duration_ms: reader
            .optional_number(&fields, "max_query_ms")
            .map(|n| n.as_f64()),
        more: read_more(reader, &fields, ""),
    }
}

fn optional_mapping(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) -> Option<Value> {
    let node = fields.mapping.get(key)?;
    mapping(reader, node, &fields.path_of(key))
}

fn mapping(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Value> {
    match to_value(node) {
        value @ Value::Map(_) => Some(value),
        _ => {
            reader.wrong(node, path, "a mapping of column names to values");
            None
        }
    }
}

fn read_more(reader: &mut Reader<'_>, fields: &Fields<'_>, duration_key: &str) -> More {
    let mut more = More {
        json_contains: fields.mapping.get("json_contains").map(to_value),
        json_not: fields.mapping.get("json_not").map(to_value),
        body_not_contains: reader.optional_text(fields, "bodyNotContains"),
        body_matches: reader.optional_text(fields, "bodyMatches"),
        max_duration_ms: reader
            .optional_number(fields, duration_key)
            .map(|n| n.as_f64()),
        max_body_bytes: reader.optional_count(fields, "max_body_bytes", u64::MAX),
        contract: fields
            .mapping
            .get("contract")
            .and_then(|_| reader.required_text(fields, "contract")),
        ..More::default()
    };
    if let (Some(text), Some(node)) = (&more.body_matches, fields.mapping.get("bodyMatches")) {
        reader.pattern(node, &fields.path_of("bodyMatches"), text);
    }
    if let Some(node) = fields.mapping.get("headers") {
        let path = fields.path_of("headers");
        match node.as_mapping() {
            Some(mapping) => {
                for (name, node) in mapping.iter() {
                    let path = super::fields::join(&path, name);
                    let operators = read_operators(reader, node, &path);
                    more.headers.push((name.to_owned(), operators));
                }
            }
            None => reader.wrong(node, &path, "a mapping of header names to expectations"),
        }
    }
    if let Some(node) = fields.mapping.get("assert") {
        let path = fields.path_of("assert");
        match node.as_sequence() {
            Some(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    if let Some((json_path, operators)) = read_operator_list(reader, item, &path) {
                        if let Some(node) = item.get("path") {
                            check_json_path(reader, node, &format!("{path}.path"), &json_path);
                        }
                        more.asserts.push((json_path, operators, place(item)));
                    }
                }
            }
            None => reader.wrong(node, &path, "a list of assertions"),
        }
    }
    if let Some(node) = fields.mapping.get("json_schema") {
        match to_value(node) {
            value @ (Value::Map(_) | Value::String(_) | Value::Bool(_)) => {
                more.json_schema = Some(value)
            }
            _ => reader.wrong(
                node,
                &fields.path_of("json_schema"),
                "a JSON Schema, or the path of a file that holds one",
            ),
        }
    }
    more
}
