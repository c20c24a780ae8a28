//! `yamlBlock`: a value as indented YAML in a prompt (specification 16.4).
//!
//! Maps and lists with two or more scalar entries look as existing projects rely on. Where its form is not valid YAML or loses
//! data (one-entry maps on the key's line, nested lists, empty collections), this writes valid YAML instead.

use crate::js;
use crate::value::Value;

pub(super) fn emit(value: &Value) -> String {
    lines(value).join("\n")
}

fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::Map(map) => map
            .iter()
            .flat_map(|(key, node)| entry(&format!("{key}:"), node))
            .collect(),
        Value::List(items) => items.iter().flat_map(|item| element(item)).collect(),
        Value::Text(text) if text.contains('\n') => {
            let mut out = vec!["|".to_owned()];
            out.extend(block_lines(text));
            out
        }
        scalar => vec![scalar_text(scalar)],
    }
}

fn entry(key: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Map(map) if map.is_empty() => vec![format!("{key} {{}}")],
        Value::List(items) if items.is_empty() => vec![format!("{key} []")],
        Value::Map(_) | Value::List(_) => {
            let mut out = vec![key.to_owned()];
            out.extend(lines(value).into_iter().map(|line| indented(&line)));
            out
        }
        Value::Text(text) if text.contains('\n') => {
            let mut out = vec![key.to_owned(), indented("|")];
            out.extend(block_lines(text).map(|line| indented(&line)));
            out
        }
        Value::Text(text) if text.contains('|') => vec![
            key.to_owned(),
            indented(&scalar_text(&Value::Text(text.clone()))),
        ],
        scalar => vec![format!("{key} {}", scalar_text(scalar))],
    }
}

fn element(value: &Value) -> Vec<String> {
    let inner = match value {
        Value::Map(map) if map.is_empty() => vec!["{}".to_owned()],
        Value::List(items) if items.is_empty() => vec!["[]".to_owned()],
        other => lines(other),
    };
    let mut out = Vec::new();
    for (at, line) in inner.into_iter().enumerate() {
        out.push(if at == 0 {
            format!("- {line}")
        } else {
            indented(&line)
        });
    }
    out
}

fn indented(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!("  {line}")
    }
}

fn block_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('\n').map(indented)
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::Text(text) => js::quoted(text),
        other => js::string(other),
    }
}
