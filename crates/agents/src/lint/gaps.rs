//! Rules for what the drop-in checks leave open (specification 23.2). They run only when the configuration says
//! `extra_rules: true`, so that existing projects see nothing new.

use std::collections::{HashMap, HashSet};

use super::finding;
use crate::document::Document;
use crate::finding::{Finding, Severity::Error, Severity::Warning};
use crate::jsonschema::Schema;
use crate::value::{Map, Node};

/// All extra findings of a parsed document.
pub fn lint_gaps(root: &Node) -> Vec<Finding> {
    let doc = Document::new(root);
    let mut out = Vec::new();
    retries(&doc, &mut out);
    step_dependencies(&doc, &mut out);
    duplicate_ids(&doc, &mut out);
    tool_artifacts(&doc, &mut out);
    policies(&doc, &mut out);
    examples(&doc, &mut out);
    for (at, name) in doc.order.iter().enumerate() {
        if !doc.workflow.contains(name) {
            let place = root
                .get("system")
                .map(|node| node.items("default_workflow_order"))
                .and_then(|items| items.get(at));
            let message = format!("\"{name}\" is in the order but has no workflow");
            let found = finding(
                "order-without-workflow",
                Warning,
                format!("system.default_workflow_order[{at}]"),
                message,
                place.map_or(root.at, |node| node.at),
            );
            out.push(found.near(name, doc.workflow.keys().map(|key| &**key)));
        }
    }
    out
}

fn unknown(rule: &'static str, path: String, item: &Node, known: &Map, section: &str) -> Finding {
    let name = item.as_str().unwrap_or_default();
    let message = format!("\"{name}\" is not defined in {section}");
    finding(rule, Error, path, message, item.at).near(name, known.keys().map(|key| &**key))
}

fn retries(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, workflow) in doc.workflow.iter() {
        for (at, step) in workflow.items("steps").iter().enumerate() {
            let Some(retry) = step.get("retry") else {
                continue;
            };
            for field in ["fix_task", "revalidate_task"] {
                if let Some(item) = retry
                    .get(field)
                    .filter(|item| item.as_str().is_some_and(|name| !doc.tasks.contains(name)))
                {
                    out.push(unknown(
                        "retry-task-ref",
                        format!("workflow.{id}.steps[{at}].retry.{field}"),
                        item,
                        doc.tasks,
                        "tasks",
                    ));
                }
            }
        }
    }
}

fn step_dependencies(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, task) in doc.tasks.iter() {
        let steps = task.items("execution_steps");
        let ids: HashMap<&str, usize> = steps
            .iter()
            .enumerate()
            .filter_map(|(at, step)| Some((step.str("id")?, at)))
            .collect();
        let mut needs: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
        for (at, step) in steps.iter().enumerate() {
            for item in step.items("depends_on") {
                let name = item.as_str().unwrap_or_default();
                let path = format!("tasks.{id}.execution_steps[{at}].depends_on");
                match ids.get(name) {
                    Some(other) => needs[at].push(*other),
                    None => {
                        let message = format!("\"{name}\" is no step of task \"{id}\"");
                        out.push(
                            finding("step-dependency", Error, path, message, item.at)
                                .near(name, ids.keys().copied()),
                        );
                    }
                }
            }
        }
        // Take away steps whose needs are met; what is left waits for itself.
        let mut left: HashSet<usize> = (0..steps.len()).collect();
        while let Some(ready) = left
            .iter()
            .copied()
            .find(|at| needs[*at].iter().all(|need| !left.contains(need)))
        {
            left.remove(&ready);
        }
        if let Some(at) = left.iter().min() {
            let mut names: Vec<usize> = left.iter().copied().collect();
            names.sort_unstable();
            let names: Vec<&str> = names.iter().filter_map(|at| steps[*at].str("id")).collect();
            let message = format!("Steps wait for each other: {}", names.join(", "));
            out.push(finding(
                "step-dependency",
                Error,
                format!("tasks.{id}.execution_steps[{at}].depends_on"),
                message,
                steps[*at].at,
            ));
        }
    }
}

fn duplicate_ids(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (section, lists) in [
        ("tasks", &["execution_steps", "rules"][..]),
        ("agents", &["rules"][..]),
    ] {
        for (id, entity) in doc.section(section).iter() {
            for list in lists {
                let mut seen = HashSet::new();
                for (at, item) in entity.items(list).iter().enumerate() {
                    let name = item.str("id").unwrap_or_default();
                    if !seen.insert(name) {
                        let message = format!("\"{name}\" is used twice");
                        out.push(finding(
                            "duplicate-id",
                            Error,
                            format!("{section}.{id}.{list}[{at}].id"),
                            message,
                            item.at,
                        ));
                    }
                }
            }
        }
    }
}

fn tool_artifacts(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, tool) in doc.tools.iter() {
        for field in ["input_artifacts", "output_artifacts"] {
            for (at, item) in tool.items(field).iter().enumerate() {
                if item
                    .as_str()
                    .is_some_and(|name| !doc.artifacts.contains(name))
                {
                    out.push(unknown(
                        "tool-artifact-ref",
                        format!("tools.{id}.{field}[{at}]"),
                        item,
                        doc.artifacts,
                        "artifacts",
                    ));
                }
            }
        }
    }
}

fn policies(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, policy) in doc.section("policies").iter() {
        for (at, item) in policy.items("requires_validations").iter().enumerate() {
            if item
                .as_str()
                .is_some_and(|name| !doc.validations.contains(name))
            {
                out.push(unknown(
                    "policy-ref",
                    format!("policies.{id}.requires_validations[{at}]"),
                    item,
                    doc.validations,
                    "validations",
                ));
            }
        }
        let workflow = policy.get("when").and_then(|when| when.get("workflow"));
        if let Some(item) = workflow.filter(|item| {
            item.as_str()
                .is_some_and(|name| !doc.workflow.contains(name))
        }) {
            out.push(unknown(
                "policy-ref",
                format!("policies.{id}.when.workflow"),
                item,
                doc.workflow,
                "workflow",
            ));
        }
    }
}

/// Each handoff's example against its schema. A schema that cannot be used is found elsewhere.
fn examples(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, handoff) in doc.handoff_types.iter() {
        let (Some(schema), Some(example)) = (handoff.get("schema"), handoff.get("example")) else {
            continue;
        };
        let Ok(schema) = Schema::compile(schema) else {
            continue;
        };
        for violation in schema.check(example) {
            let path = format!("handoff_types.{id}.example{}", violation.pointer);
            out.push(finding(
                "handoff-example",
                Error,
                path,
                format!("The example {}", violation.message),
                violation.at,
            ));
        }
    }
}
