//! Rust types in documents: `rust: Name` in handoff types and component schemas, and what a breaking change of such a
//! type hits.

use std::collections::BTreeSet;

use contractual_drift::compat::{Direction, Options, Severity, compare_schemas};
use contractual_model::json::{self, Json};

use super::SchemaSource;
use crate::document::Document;
use crate::finding::Finding;
use crate::jsonschema::from_json;
use crate::load::Failure;
use crate::value::{At, Entry, Map, Node, Value};

/// A place where a document names a Rust type.
#[derive(Debug, Clone)]
pub(super) struct RustUse {
    /// The type, as it is named.
    pub(super) name: String,
    /// `handoff_types` or `components.schemas`.
    section: &'static str,
    /// The handoff type or the component.
    id: String,
    /// Where the name stands.
    at: At,
}

/// The document with the schema of the Rust contract in the place of each `rust: Name`, and all such places.
pub(super) fn fill_in(
    root: Node,
    source: &dyn SchemaSource,
) -> Result<(Node, Vec<RustUse>), Failure> {
    let mut uses = Vec::new();
    let Value::Map(map) = &root.value else {
        return Ok((root, uses));
    };
    let mut changed: Option<Map> = None;
    if let Some(types) = map.get("handoff_types")
        && let Some(new) = in_section(types, Some("schema"), "handoff_types", source, &mut uses)?
    {
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert("handoff_types", Value::map(new));
    }
    if let Some(components) = map.get("components")
        && let Some(schemas) = components.get("schemas")
        && let Some(new) = in_section(schemas, None, "components.schemas", source, &mut uses)?
    {
        let mut own = components.value.as_map().cloned().unwrap_or_default();
        own.insert("schemas", Value::map(new));
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert("components", Value::map(own));
    }
    let at = root.at;
    let node = changed.map_or(root, |map| Node {
        value: Value::map(map),
        at,
    });
    Ok((node, uses))
}

/// The section with its names replaced, if there are any; `inner` is the key that holds the schema.
fn in_section(
    section: &Node,
    inner: Option<&str>,
    name_of: &'static str,
    source: &dyn SchemaSource,
    uses: &mut Vec<RustUse>,
) -> Result<Option<Map>, Failure> {
    let Some(map) = section.value.as_map() else {
        return Ok(None);
    };
    let mut changed: Option<Map> = None;
    for entry in map.entries() {
        let schema = match inner {
            Some(key) => entry.node.get(key),
            None => Some(&entry.node),
        };
        let Some((name, at)) = schema.and_then(rust_name) else {
            continue;
        };
        let mut found = rust_schema(source, &name).map_err(|reason| {
            let place = format!("{name_of}.{}", entry.key);
            Failure::new(format!("Cannot find the schema of {place}: {reason}")).at(at)
        })?;
        relocate(&mut found, at);
        uses.push(RustUse {
            name,
            section: name_of,
            id: entry.key.to_string(),
            at,
        });
        let node = match inner {
            Some(key) => {
                let mut own = entry.node.value.as_map().cloned().unwrap_or_default();
                own.insert(key, found);
                Node {
                    value: Value::map(own),
                    at: entry.node.at,
                }
            }
            None => found,
        };
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert_entry(Entry {
                node,
                ..entry.clone()
            });
    }
    Ok(changed)
}

/// Breaking changes of the Rust types that a document names, each with the handoffs, tasks and agents that it hits.
pub(super) fn breaks(
    root: &Node,
    uses: &[RustUse],
    source: &dyn SchemaSource,
    against: Option<&str>,
) -> Result<Vec<Finding>, Failure> {
    let doc = Document::new(root);
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for one in uses {
        if !seen.insert(one.name.as_str()) {
            continue;
        }
        let cannot = |reason: String| {
            let message = format!(
                "Cannot compare the Rust type {} with what it was: {reason}",
                one.name
            );
            Failure::new(message).at(one.at)
        };
        let Some(before) = source.schema_before(&one.name, against).map_err(cannot)? else {
            continue;
        };
        let now = source.schema(&one.name).map_err(cannot)?;
        // What a file is called says nothing about messages.
        let parse = |text: &str| -> Result<Json, Failure> {
            let mut schema = json::parse(text).map_err(|error| cannot(error.to_string()))?;
            if let Json::Object(members) = &mut schema {
                members.retain(|(name, _)| name != "$id");
            }
            Ok(schema)
        };
        // A handoff is written by one agent and read by another; either may be the one that did not change.
        let options = Options::new(Direction::Both);
        let compared = compare_schemas(&parse(&before)?, &parse(&now)?, &options)
            .map_err(|unusable| cannot(unusable.message))?;
        let same: Vec<&RustUse> = uses.iter().filter(|other| other.name == one.name).collect();
        let hit = hit(&doc, &same);
        for found in compared.findings {
            if found.severity != Severity::Error {
                continue;
            }
            let inner = if one.section == "handoff_types" {
                ".schema"
            } else {
                ""
            };
            let message = format!(
                "Rust type \"{}\" changed so that others refuse it: {}; it hits {hit}",
                one.name, found.message
            );
            out.push(
                Finding::error(
                    "rust-type-breaking",
                    format!("{}.{}{inner}", one.section, one.id),
                    message,
                    one.at,
                )
                .advice(found.fix),
            );
        }
    }
    Ok(out)
}

/// Handoffs, tasks and agents behind uses of one type, in words.
fn hit(doc: &Document<'_>, uses: &[&RustUse]) -> String {
    let mut handoffs: Vec<&str> = Vec::new();
    for one in uses.iter().filter(|one| one.section == "handoff_types") {
        handoffs.push(&one.id);
    }
    let mut tasks: Vec<&str> = Vec::new();
    let mut agents: BTreeSet<&str> = BTreeSet::new();
    for (id, task) in doc.tasks.iter() {
        let hit = ["invocation_handoff", "result_handoff"]
            .iter()
            .any(|field| task.str(field).is_some_and(|name| handoffs.contains(&name)));
        if hit {
            tasks.push(id);
            agents.extend(task.str("target_agent"));
            agents.extend(task.texts("allowed_from_agents"));
        }
    }
    for (id, agent) in doc.agents.iter() {
        if agent
            .texts("can_return_handoffs")
            .any(|name| handoffs.contains(&name))
        {
            agents.insert(id);
        }
    }
    let agents: Vec<&str> = agents.into_iter().collect();
    let parts: Vec<String> = [("handoff", &handoffs), ("task", &tasks), ("agent", &agents)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(word, names)| {
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("{word}{plural} {}", names.join(", "))
        })
        .collect();
    if parts.is_empty() {
        return "no handoff, task or agent yet".to_owned();
    }
    parts.join("; ")
}

/// The contract that `{rust: Name}` or `rust:Name` stands for.
fn rust_name(schema: &Node) -> Option<(String, At)> {
    match &schema.value {
        Value::Map(map) if map.len() == 1 => {
            let name = map.get("rust")?;
            Some((name.as_str()?.to_owned(), name.at))
        }
        Value::Text(text) => Some((text.strip_prefix("rust:")?.trim().to_owned(), schema.at)),
        _ => None,
    }
}

fn relocate(node: &mut Node, at: At) {
    node.at = at;
    match &mut node.value {
        Value::List(items) => {
            let items = std::sync::Arc::make_mut(items);
            for item in items {
                relocate(item, at);
            }
        }
        Value::Map(map) => {
            let moved: Map = map
                .iter()
                .map(|(key, node)| {
                    let mut node = node.clone();
                    relocate(&mut node, at);
                    (key.clone(), node)
                })
                .collect();
            *map = std::sync::Arc::new(moved);
        }
        _ => {}
    }
}

/// The schema of a Rust contract as a tree, for `rust: Name`. The dialect becomes draft-07, which handoffs are written in.
fn rust_schema(source: &dyn SchemaSource, name: &str) -> Result<Node, String> {
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
