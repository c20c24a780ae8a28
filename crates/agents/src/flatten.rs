//! `allOf` made flat: what the DSL takes for the properties of a handoff schema.

use std::collections::HashSet;

use crate::value::{Map, Node, Value};

/// One level (specification 16.3): a nested `allOf` inside a sub-schema is dropped.
pub(crate) fn one_level(schema: &Node) -> Node {
    flatten(schema, false)
}

/// All levels (specification 12.4).
pub(crate) fn recursive(schema: &Node) -> Node {
    flatten(schema, true)
}

fn flatten(schema: &Node, deep: bool) -> Node {
    let Some(parts) = schema.get("allOf").and_then(|node| node.value.as_list()) else {
        return schema.clone();
    };
    let mut others = Map::new();
    let mut properties = Map::new();
    let mut required: Vec<Node> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut take = |part: &Node| {
        let Value::Map(map) = &part.value else {
            return;
        };
        for entry in map.entries() {
            match &*entry.key {
                "allOf" => {}
                "properties" if entry.node.value.as_map().is_some() => {
                    for entry in part.section("properties").entries() {
                        properties.insert_entry(entry.clone());
                    }
                }
                "required" if entry.node.value.as_list().is_some() => {
                    for name in part.items("required") {
                        if seen.insert(crate::js::json(name, 0)) {
                            required.push(name.clone());
                        }
                    }
                }
                _ => others.insert_entry(entry.clone()),
            }
        }
    };
    for part in parts {
        if deep {
            take(&recursive(part));
        } else {
            take(part);
        }
    }
    take(schema);
    if !properties.is_empty() {
        others.insert("properties", properties);
    }
    if !required.is_empty() {
        others.insert("required", required);
    }
    Node {
        value: Value::map(others),
        at: schema.at,
    }
}

/// The property names of a handoff schema; a schema without properties gives its keywords (specification 15.1).
pub(crate) fn payload_keys(schema: &Node) -> Vec<Node> {
    let flat = one_level(schema);
    let names = match flat.get("properties").and_then(|node| node.value.as_map()) {
        Some(properties) => properties.clone(),
        None => flat.value.as_map().cloned().unwrap_or_default(),
    };
    names.keys().map(|key| Node::from(key.clone())).collect()
}
