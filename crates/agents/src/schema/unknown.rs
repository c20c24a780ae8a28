//! Keys that no known object has (specification 7.3).

use super::check::Step;
use super::shape::{Object, Shape};
use super::tables;
use crate::finding::Finding;
use crate::value::{Map, Node, Value};

pub(crate) fn check_unknown(root: &Node, findings: &mut Vec<Finding>) {
    walk(root, tables::document(), &mut Vec::new(), findings);
}

fn walk<'n>(node: &'n Node, shape: &Shape, path: &mut Vec<Step<'n>>, findings: &mut Vec<Finding>) {
    match (shape, &node.value) {
        (Shape::List(item), Value::List(items)) if has_keys(item) => {
            for (at, node) in items.iter().enumerate() {
                path.push(Step::Index(at));
                walk(node, item, path, findings);
                path.pop();
            }
        }
        (Shape::Record(value), Value::Map(map)) if has_keys(value) => {
            for (key, node) in map.iter() {
                path.push(Step::Key(key));
                walk(node, value, path, findings);
                path.pop();
            }
        }
        (Shape::Object(object), Value::Map(map)) => keys(map, object, path, findings),
        (Shape::Tagged(variants), Value::Map(map)) => {
            let word = map.get("type").and_then(|node| node.value.as_str());
            if let Some((_, object)) = variants.iter().find(|(name, _)| Some(*name) == word) {
                keys(map, object, path, findings);
            }
        }
        _ => {}
    }
}

/// True if values of the shape can have known keys in them.
fn has_keys(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Object(_) | Shape::Tagged(_) | Shape::List(_) | Shape::Record(_)
    )
}

fn keys<'n>(map: &'n Map, object: &Object, path: &mut Vec<Step<'n>>, findings: &mut Vec<Finding>) {
    for entry in map.entries() {
        path.push(Step::Key(&entry.key));
        match object.field(&entry.key) {
            Some(field) => walk(&entry.node, &field.shape, path, findings),
            None if entry.key.starts_with("x-") => {}
            None => {
                let message = format!(
                    "Unknown property \"{}\"; use an x- prefix for extension properties",
                    entry.key
                );
                let finding =
                    Finding::error("unknown-property", written(path), message, entry.key_at);
                findings
                    .push(finding.near(&entry.key, object.fields.iter().map(|field| &*field.name)));
            }
        }
        path.pop();
    }
}

/// List positions in brackets.
fn written(path: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            Step::Index(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}
