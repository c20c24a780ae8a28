//! The schema layer: is the document built from the known objects (specification 3, 7 and 8)?
//!
//! The known objects are plain data ([`shape`]), made from the types of [`crate::dsl`] ([`tables`]); checking, filling in defaults and looking for unknown keys
//! are three walks over the same data.

mod check;
pub(crate) mod extensions;
pub(crate) mod shape;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
mod unknown;

use crate::finding::Finding;
use crate::value::{Entry, Map, Node, Value};

pub(crate) use check::{Issue, check, parse};

/// What the schema layer says of a document.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Everything it found: alias warnings first.
    pub findings: Vec<Finding>,
    /// The document with defaults filled in and keys in schema order, if its shape is right.
    pub parsed: Option<Node>,
}

impl Checked {
    /// True without errors.
    pub fn passed(&self) -> bool {
        !self.findings.iter().any(Finding::is_error)
    }
}

/// Runs the whole layer on a loaded document (7.1).
pub fn check_document(root: &Node) -> Checked {
    let (root, mut findings) = normalize_aliases(root);
    let issues = check(&root, tables::document());
    if !issues.is_empty() {
        findings.extend(issues.into_iter().map(|issue| {
            let finding = Finding::error("schema-validation", issue.path, issue.message, issue.at);
            match issue.advice {
                Some(advice) => finding.advice(advice),
                None => finding,
            }
        }));
        return Checked {
            findings,
            parsed: None,
        };
    }
    unknown::check_unknown(&root, &mut findings);
    decision_routing(&root, &mut findings);
    extensions::check_extensions(&root, &mut findings);
    let parsed = parse(&root, tables::document());
    Checked {
        findings,
        parsed: Some(parsed),
    }
}

/// The parsed document, if its shape is right; for `resolve --expand-defaults`.
pub fn expand_defaults(root: &Node) -> Option<Node> {
    let (root, _) = normalize_aliases(root);
    check(&root, tables::document())
        .is_empty()
        .then(|| parse(&root, tables::document()))
}

/// `x-extensions` and `x-extensions-strict` stand for the names without `x-` (8.1).
fn normalize_aliases(root: &Node) -> (Node, Vec<Finding>) {
    let mut findings = Vec::new();
    let Value::Map(map) = &root.value else {
        return (root.clone(), findings);
    };
    let mut changed: Option<Map> = None;
    for (old, new) in [
        ("x-extensions", "extensions"),
        ("x-extensions-strict", "extensions_strict"),
    ] {
        let Some(entry) = map.entry(old).filter(|_| !map.contains(new)) else {
            continue;
        };
        let message = format!("\"{old}\" is deprecated, use \"{new}\"");
        findings.push(
            Finding::warning("deprecated-property", old, message, entry.key_at)
                .advice(format!("rename the key to `{new}`")),
        );
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert_entry(Entry {
                key: new.into(),
                key_at: entry.key_at,
                node: entry.node.clone(),
            });
    }
    let node = changed.map_or_else(
        || root.clone(),
        |map| Node {
            value: Value::map(map),
            at: root.at,
        },
    );
    (node, findings)
}

/// A decision step needs `routing_key` (or `on`, its old name) (7.4).
fn decision_routing(root: &Node, findings: &mut Vec<Finding>) {
    for (id, workflow) in root.section("workflow").iter() {
        for (at, step) in workflow.items("steps").iter().enumerate() {
            if step.str("type") == Some("decision")
                && step.get("routing_key").is_none()
                && step.get("on").is_none()
            {
                findings.push(
                    Finding::error(
                        "decision-missing-routing-key",
                        format!("workflow.{id}.steps[{at}]"),
                        "Decision step must have routing_key",
                        step.at,
                    )
                    .advice("add `routing_key: HANDOFF.FIELD`"),
                );
            }
        }
    }
}
