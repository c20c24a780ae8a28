//! Reference integrity and the shape of handoff schemas (specification 9 and 10): what `validate` and `check` demand
//! beyond the schema layer.

mod entities;
mod flows;
mod guardrails;
mod schemas;

pub(crate) use schemas::check_handoff_schemas;

use crate::document::Document;
use crate::finding::Finding;
use crate::value::{Map, Node};

const NOT_FOUND: &str = "reference-not-found";

/// Checks all references, in the order of the specification.
pub(crate) fn check_references(doc: &Document<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    entities::agents(doc, &mut out);
    entities::artifacts(doc, &mut out);
    entities::artifact_access(doc, &mut out);
    for (id, tool) in doc.tools.iter() {
        list(
            &mut out,
            tool,
            "invokable_by",
            &format!("tools.{id}"),
            doc.agents,
            "agents",
        );
    }
    entities::validations(doc, &mut out);
    entities::tasks(doc, &mut out);
    flows::workflows(doc, &mut out);
    entities::task_access(doc, &mut out);
    entities::agent_access(doc, &mut out);
    schemas::handoff_types(doc, &mut out);
    guardrails::check(doc, &mut out);
    flows::team_interface(doc, &mut out);
    out
}

fn missing(
    code: &'static str,
    path: String,
    name: &Node,
    known: &Map,
    collection: &str,
) -> Finding {
    let word = name.as_str().unwrap_or_default();
    let message = format!("\"{word}\" is not defined in {collection}");
    Finding::error(code, path, message, name.at).near(word, known.keys().map(|key| &**key))
}

/// Each element of a list must be a key of `known`; all findings share the path of the list.
fn list(
    out: &mut Vec<Finding>,
    node: &Node,
    field: &str,
    path: &str,
    known: &Map,
    collection: &str,
) {
    for item in node.items(field) {
        if item.as_str().is_some_and(|name| !known.contains(name)) {
            out.push(missing(
                NOT_FOUND,
                format!("{path}.{field}"),
                item,
                known,
                collection,
            ));
        }
    }
}

/// A text must be a key of `known`.
fn one(
    out: &mut Vec<Finding>,
    node: &Node,
    field: &str,
    path: &str,
    known: &Map,
    collection: &str,
) {
    if let Some(item) = node.get(field)
        && item.as_str().is_some_and(|name| !known.contains(name))
    {
        out.push(missing(
            NOT_FOUND,
            format!("{path}.{field}"),
            item,
            known,
            collection,
        ));
    }
}

fn not_ordered(doc: &Document<'_>, path: String, name: &str, node: &Node) -> Finding {
    let message = format!("\"{name}\" is not in system.default_workflow_order");
    Finding::error(NOT_FOUND, path, message, node.at).near(name, doc.order.iter().copied())
}
