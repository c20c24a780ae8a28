//! Keys that no known object has (specification 7.3).

use super::shape::{Object, Shape};
use super::tables;
use crate::finding::Finding;
use crate::value::{Map, Node, Value};

pub(crate) fn check_unknown(root: &Node, findings: &mut Vec<Finding>) {
    walk(root, &tables::ROOT_SHAPE, &mut String::new(), findings);
}

fn walk(node: &Node, shape: &Shape, path: &mut String, findings: &mut Vec<Finding>) {
    let length = path.len();
    match (shape, &node.value) {
        (Shape::List(item), Value::List(items)) => {
            for (at, node) in items.iter().enumerate() {
                path.push_str(&format!("[{at}]"));
                walk(node, item, path, findings);
                path.truncate(length);
            }
        }
        (Shape::Record(value), Value::Map(map)) => {
            for (key, node) in map.iter() {
                push(path, key);
                walk(node, value, path, findings);
                path.truncate(length);
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

fn keys(map: &Map, object: &Object, path: &mut String, findings: &mut Vec<Finding>) {
    let length = path.len();
    for entry in map.entries() {
        push(path, &entry.key);
        match object.field(&entry.key) {
            Some(field) => walk(&entry.node, &field.shape, path, findings),
            None if entry.key.starts_with("x-") => {}
            None => {
                let message = format!(
                    "Unknown property \"{}\"; use an x- prefix for extension properties",
                    entry.key
                );
                let finding =
                    Finding::error("unknown-property", path.clone(), message, entry.key_at);
                findings
                    .push(finding.near(&entry.key, object.fields.iter().map(|field| field.name)));
            }
        }
        path.truncate(length);
    }
}

fn push(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}
