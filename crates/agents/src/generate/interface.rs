//! The public interface of a team (specification 20).

use crate::js;
use crate::load::Failure;
use crate::value::{Map, Node, Value};
use crate::yaml_out;

/// The interface of a parsed document; `now` is the time in UTC, `2026-01-31T08:00:00.000Z`.
///
/// # Errors
/// The document has no `team_interface`.
pub fn interface_document(root: &Node, now: &str) -> Result<Node, Failure> {
    let Some(own) = root.get("team_interface") else {
        return Err(Failure::new("No team_interface section found in DSL")
            .advice("add `team_interface: {version: 1}` to the document"));
    };
    let system = root.get("system");
    let mut map = Map::new();
    map.insert(
        "team_id",
        system
            .and_then(|node| node.get("id"))
            .cloned()
            .unwrap_or_default(),
    );
    map.insert(
        "team_name",
        system
            .and_then(|node| node.get("name"))
            .cloned()
            .unwrap_or_default(),
    );
    map.insert("version", own.get("version").cloned().unwrap_or_default());
    map.insert("generated_at", now);
    copy(&mut map, own, "description");
    let workflows = own
        .get("accepts")
        .map(|node| node.section("workflows"))
        .filter(|map| !map.is_empty());
    if let Some(workflows) = workflows {
        map.insert(
            "accepts",
            Map::from_iter([("workflows", Node::from(workflows.clone()))]),
        );
        let known = root.section("handoff_types");
        let mut names: Vec<&str> = workflows
            .iter()
            .flat_map(|(_, workflow)| {
                ["input_handoff", "output_handoff"].map(|field| workflow.str(field))
            })
            .flatten()
            .collect();
        names.sort_by(|a, b| js::compare_units(a, b));
        names.dedup();
        let types: Map = names
            .into_iter()
            .filter_map(|name| {
                Some((
                    name,
                    pick(known.get(name)?, &["version", "schema", "description"]),
                ))
            })
            .collect();
        if !types.is_empty() {
            map.insert("handoff_types", types);
        }
    }
    let mut names: Vec<&str> = own
        .get("exposes")
        .map(|node| node.texts("artifacts").collect())
        .unwrap_or_default();
    names.sort_by(|a, b| js::compare_units(a, b));
    let known = root.section("artifacts");
    let artifacts: Map = names
        .into_iter()
        .filter_map(|name| {
            Some((
                name,
                pick(known.get(name)?, &["type", "states", "description"]),
            ))
        })
        .collect();
    if !artifacts.is_empty() {
        map.insert(
            "exposes",
            Map::from_iter([("artifacts", Node::from(artifacts))]),
        );
    }
    if !own.items("constraints").is_empty() {
        copy(&mut map, own, "constraints");
    }
    Ok(map.into())
}

/// The interface as text.
pub fn interface_text(document: &Node, json: bool) -> String {
    if json {
        format!("{}\n", js::json(document, 2))
    } else {
        format!("{}\n", yaml_out::emit(&yaml_out::sorted(document)))
    }
}

/// True if a file that holds an interface differs from `document`; the time does not count.
pub fn interface_drifts(document: &Node, text: &str) -> bool {
    let without_time = |value: &Value| match value {
        Value::Map(map) => {
            let mut map = Map::clone(map);
            map.remove("generated_at");
            Value::map(map)
        }
        other => other.clone(),
    };
    match super::patch::read(text, true) {
        Ok(value @ Value::Map(_)) => !without_time(&value).equals(&without_time(document)),
        _ => text != interface_text(document, false),
    }
}

fn copy(map: &mut Map, from: &Node, field: &str) {
    if let Some(node) = from.get(field) {
        map.insert(field, node.clone());
    }
}

fn pick(from: &Node, fields: &[&str]) -> Node {
    let mut map = Map::new();
    for field in fields {
        copy(&mut map, from, field);
    }
    map.into()
}
