//! `x-` properties against their declarations (specification 8.2 to 8.5).

use std::collections::HashMap;

use super::tables::node_types;
use crate::finding::{Finding, Severity};
use crate::jsonschema::Schema;
use crate::value::{Node, Value};

/// A place where extensions may stand.
pub(crate) struct Place<'n> {
    pub(crate) kind: &'static str,
    pub(crate) path: String,
    pub(crate) node: &'n Node,
}

/// The sections that are visited, with the node type of their entities.
const SECTIONS: [(&str, &str); 10] = [
    ("agents", "agent"),
    ("tasks", "task"),
    ("artifacts", "artifact"),
    ("tools", "tool"),
    ("validations", "validation"),
    ("handoff_types", "handoff_type"),
    ("workflow", "workflow"),
    ("policies", "policy"),
    ("guardrails", "guardrail"),
    ("guardrail_policies", "guardrail_policy"),
];

/// Every node that is checked, depth first (8.3).
pub(crate) fn places(root: &Node) -> Vec<Place<'_>> {
    let mut places = vec![Place {
        kind: "root",
        path: String::new(),
        node: root,
    }];
    if let Some(system) = root.get("system") {
        places.push(Place {
            kind: "system",
            path: "system".to_owned(),
            node: system,
        });
    }
    for (section, kind) in SECTIONS {
        let lists: &[(&str, &'static str)] = match kind {
            "agent" => &[
                ("rules", "rule"),
                ("escalation_criteria", "escalation_criterion"),
                ("prerequisites", "prerequisite"),
            ],
            "task" => &[("execution_steps", "execution_step")],
            "tool" => &[("commands", "tool_command")],
            "workflow" => &[("steps", "workflow_step")],
            _ => &[],
        };
        for (id, node) in root.section(section).iter() {
            let path = format!("{section}.{id}");
            places.push(Place {
                kind,
                path: path.clone(),
                node,
            });
            for (list, inner) in lists {
                for (at, node) in node.items(list).iter().enumerate() {
                    places.push(Place {
                        kind: inner,
                        path: format!("{path}.{list}[{at}]"),
                        node,
                    });
                }
            }
        }
    }
    places
}

pub(crate) fn check_extensions(root: &Node, findings: &mut Vec<Finding>) {
    let declared = root.section("extensions");
    for entry in declared.entries() {
        if !entry.key.starts_with("x-") {
            let message = format!("Extension key \"{}\" must start with \"x-\"", entry.key);
            let finding = Finding::error(
                "x-extension-key-prefix",
                format!("extensions.{}", entry.key),
                message,
                entry.key_at,
            );
            findings.push(finding.advice(format!("rename it to `x-{}`", entry.key)));
        }
    }
    let strict = root
        .get("extensions_strict")
        .and_then(|node| node.value.as_bool())
        == Some(true);
    if declared.is_empty() && !strict {
        return;
    }
    let places = places(root);
    let mut compiled: HashMap<&str, Result<Schema, String>> = HashMap::new();
    for place in &places {
        let Value::Map(map) = &place.node.value else {
            continue;
        };
        for entry in map.entries() {
            let key = &*entry.key;
            let alias =
                place.kind == "root" && matches!(key, "x-extensions" | "x-extensions-strict");
            if !key.starts_with("x-") || alias {
                continue;
            }
            let path = if place.path.is_empty() {
                key.to_owned()
            } else {
                format!("{}.{key}", place.path)
            };
            let Some(declaration) = declared.get(key) else {
                let message = format!("Extension property \"{key}\" is not declared in extensions");
                let mut finding =
                    Finding::error("undeclared-extension", path, message, entry.key_at);
                if !strict {
                    finding.severity = Severity::Warning;
                }
                findings.push(finding.near(key, declared.keys().map(|key| &**key)));
                continue;
            };
            let scope: Vec<&str> = declaration.texts("scope").collect();
            if !scope.is_empty() && !scope.contains(&place.kind) {
                let message = format!(
                    "Extension \"{key}\" is not allowed on node type \"{}\"; allowed scope: {}",
                    place.kind,
                    scope.join(", ")
                );
                findings.push(Finding::error(
                    "extension-scope-mismatch",
                    path,
                    message,
                    entry.key_at,
                ));
                continue;
            }
            let Some(schema) = declaration
                .get("schema")
                .filter(|node| node.value.as_map().is_some_and(|map| !map.is_empty()))
            else {
                continue;
            };
            let schema = compiled
                .entry(declared.entry(key).map_or("", |entry| &entry.key))
                .or_insert_with(|| Schema::compile(schema).map_err(|error| error.message));
            let wrong = match schema {
                Err(reason) => Some((
                    format!("Extension \"{key}\" has a schema that cannot be used: {reason}"),
                    declaration.at,
                )),
                Ok(schema) => {
                    let violations = schema.check(&entry.node);
                    let texts: Vec<String> = violations
                        .iter()
                        .map(|one| {
                            let place = if one.pointer.is_empty() {
                                "/"
                            } else {
                                &one.pointer
                            };
                            format!("{place} {}", one.message)
                        })
                        .collect();
                    let at = violations.first().map_or(entry.node.at, |one| one.at);
                    (!texts.is_empty()).then(|| {
                        (
                            format!(
                                "Extension \"{key}\" breaks its schema: {}",
                                texts.join("; ")
                            ),
                            at,
                        )
                    })
                }
            };
            if let Some((message, at)) = wrong {
                findings.push(Finding::error(
                    "extension-schema-violation",
                    path,
                    message,
                    at,
                ));
            }
        }
    }
    for (key, declaration) in declared.iter() {
        if declaration
            .get("required")
            .and_then(|node| node.value.as_bool())
            != Some(true)
        {
            continue;
        }
        let scope: Vec<&str> = declaration.texts("scope").collect();
        let kinds: Vec<&str> = if scope.is_empty() {
            node_types().to_vec()
        } else {
            scope
        };
        for kind in kinds {
            for place in places.iter().filter(|place| place.kind == kind) {
                if place.node.get(key).is_none() {
                    let message = format!("Required extension \"{key}\" is missing on {kind}");
                    findings.push(Finding::error(
                        "extension-required-missing",
                        place.path.clone(),
                        message,
                        place.node.at,
                    ));
                }
            }
        }
    }
}
