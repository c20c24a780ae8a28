//! The schema of a Rust contract as draft-07, which handoffs are written in.

use contractual_model::json;

use crate::jsonschema::from_json;
use crate::run::SchemaSource;
use crate::value::{Map, Node};

/// The schema of a Rust contract as a tree, for `rust: Name`. The dialect becomes draft-07, which handoffs are written in.
pub(super) fn rust_schema(source: &dyn SchemaSource, name: &str) -> Result<Node, String> {
    let text = source.schema(name)?;
    let json = json::parse(&text)
        .map_err(|error| format!("the schema of `{name}` is not JSON: {error}"))?;
    Ok(draft_07(&from_json(&json)))
}

/// Draft 2020-12 as draft-07 says it: where definitions stand, how lists of items and dependencies are spelt.
fn draft_07(schema: &Node) -> Node {
    let Some(map) = schema.value.as_map() else {
        return match schema.value.as_list() {
            Some(items) => items.iter().map(draft_07).collect::<Vec<_>>().into(),
            None => schema.clone(),
        };
    };
    let mut out = Map::new();
    let mut dependencies = Map::new();
    let tuple = map.contains("prefixItems");
    for (key, node) in map.iter() {
        match &**key {
            "$schema" | "$id" | "unevaluatedProperties" | "unevaluatedItems" => {}
            "$ref" => {
                let target = node.as_str().unwrap_or_default();
                out.insert("$ref", target.replacen("#/$defs/", "#/definitions/", 1));
            }
            "$defs" => out.insert("definitions", members(node)),
            "prefixItems" => out.insert("items", draft_07(node)),
            "items" if tuple => out.insert("additionalItems", draft_07(node)),
            "dependentRequired" | "dependentSchemas" => {
                for (name, one) in members(node).iter() {
                    dependencies.insert(name.clone(), one.clone());
                }
            }
            "properties" | "patternProperties" => out.insert(key.clone(), members(node)),
            // These hold values, not schemas.
            "const" | "enum" | "default" | "examples" | "required" => {
                out.insert(key.clone(), node.clone())
            }
            _ => out.insert(key.clone(), draft_07(node)),
        }
    }
    if !dependencies.is_empty() {
        out.insert("dependencies", dependencies);
    }
    out.into()
}

fn members(node: &Node) -> Map {
    let map = node.value.as_map().into_iter().flat_map(Map::iter);
    map.map(|(name, one)| (name.clone(), draft_07(one)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_of_rust_contracts_become_draft_07() {
        let text = r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","type":"object","properties":{"$ref":{"$ref":"#/$defs/A"},"t":{"prefixItems":[{"type":"string"}],"items":false}},"$defs":{"A":{"enum":[{"$defs":1}]}},"dependentRequired":{"a":["b"]}}"##;
        let node = rust_schema(&|_: &str| Ok(text.to_owned()), "A").unwrap_or_default();
        assert_eq!(
            crate::js::json(&node, 0),
            r##"{"type":"object","properties":{"$ref":{"$ref":"#/definitions/A"},"t":{"items":[{"type":"string"}],"additionalItems":false}},"definitions":{"A":{"enum":[{"$defs":1}]}},"dependencies":{"a":["b"]}}"##
        );
        assert!(crate::jsonschema::Schema::compile(&node).is_ok());
    }
}
