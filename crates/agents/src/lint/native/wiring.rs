//! Do the parts that name each other fit?

use std::collections::HashSet;

use crate::document::Document;
use crate::finding::{Finding, Severity::Error, Severity::Warning};
use crate::lint::finding;

pub(super) fn merge_integrity(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    let order = doc
        .root
        .get("system")
        .map(|node| node.items("default_workflow_order"))
        .unwrap_or_default();
    for (at, item) in order.iter().enumerate() {
        let name = item.as_str().unwrap_or_default();
        if !seen.insert(name) {
            let path = format!("system.default_workflow_order[{at}]");
            out.push(finding(
                "merge-integrity",
                Error,
                path,
                format!("Workflow \"{name}\" is listed twice"),
                item.at,
            ));
        }
    }
}

pub(super) fn tool_commands(doc: &Document<'_>, out: &mut Vec<Finding>) {
    const RULE: &str = "tool-commands";
    for (id, tool) in doc.tools.iter() {
        let path = format!("tools.{id}.commands");
        for command in tool.items("commands") {
            let text = command.str("command").unwrap_or_default();
            for field in ["reads", "writes"] {
                for item in command.items(field) {
                    let name = item.as_str().unwrap_or_default();
                    if !doc.artifacts.contains(name) {
                        let message = format!(
                            "Command \"{text}\" of tool \"{id}\" {field} unknown artifact \"{name}\""
                        );
                        let finding = finding(RULE, Error, path.clone(), message, item.at);
                        out.push(finding.near(name, doc.artifacts.keys().map(|key| &**key)));
                    } else if field == "writes" && !doc.lists(tool, "output_artifacts", name) {
                        let message = format!(
                            "Command \"{text}\" of tool \"{id}\" writes \"{name}\", which is not in output_artifacts"
                        );
                        out.push(finding(RULE, Warning, path.clone(), message, item.at));
                    }
                }
            }
        }
    }
}

pub(super) fn yaml_reserved_key_safety(doc: &Document<'_>, out: &mut Vec<Finding>) {
    const RULE: &str = "yaml-reserved-key-safety";
    const WORDS: [&str; 8] = ["on", "off", "yes", "no", "true", "false", "y", "n"];
    for (id, workflow) in doc.workflow.iter() {
        for (at, step) in workflow.items("steps").iter().enumerate() {
            if step.str("type") != Some("decision") {
                continue;
            }
            let path = format!("workflow.{id}.steps[{at}]");
            if let Some(on) = step.get("on").filter(|_| step.get("routing_key").is_none()) {
                let message =
                    "\"on\" is a boolean to readers of YAML 1.1; use \"routing_key\"".to_owned();
                out.push(finding(RULE, Warning, format!("{path}.on"), message, on.at));
            }
            for entry in step.section("branches").entries() {
                let key = &entry.key;
                if WORDS.contains(&key.to_lowercase().as_str()) {
                    let message = format!(
                        "Branch key \"{key}\" is a boolean to readers of YAML 1.1; quote or rename it"
                    );
                    out.push(finding(
                        RULE,
                        Warning,
                        format!("{path}.branches.{key}"),
                        message,
                        entry.key_at,
                    ));
                }
            }
        }
    }
}

pub(super) fn artifact_required_validation_wiring(doc: &Document<'_>, out: &mut Vec<Finding>) {
    const RULE: &str = "artifact-required-validation-wiring";
    for (id, artifact) in doc.artifacts.iter() {
        let path = format!("artifacts.{id}");
        for item in artifact.items("required_validations") {
            let name = item.as_str().unwrap_or_default();
            let Some(validation) = doc.validations.get(name) else {
                let message = format!("Artifact \"{id}\" requires unknown validation \"{name}\"");
                let finding = finding(RULE, Error, path.clone(), message, item.at);
                out.push(finding.near(name, doc.validations.keys().map(|key| &**key)));
                continue;
            };
            let target = validation.str("target_artifact").unwrap_or_default();
            if target != &**id {
                let message = format!(
                    "Artifact \"{id}\" requires validation \"{name}\", which targets artifact \"{target}\""
                );
                out.push(finding(RULE, Error, path.clone(), message, item.at));
            }
            if !doc.wired(name) {
                let message = format!(
                    "Validation \"{name}\", required by artifact \"{id}\", is in no workflow step and no task"
                );
                out.push(finding(RULE, Warning, path.clone(), message, item.at));
            }
        }
    }
}

pub(super) fn validation_executor_no_context(doc: &Document<'_>, out: &mut Vec<Finding>) {
    const RULE: &str = "validation-executor-no-context";
    for (id, validation) in doc.validations.iter() {
        let Some(item) = validation.get("executor") else {
            continue;
        };
        let name = item.as_str().unwrap_or_default();
        if validation.str("executor_type") == Some("agent") {
            let agent = doc.agents.get(name);
            if let Some(agent) =
                agent.filter(|agent| !doc.lists(agent, "can_perform_validations", id))
            {
                let message = format!(
                    "Agent \"{name}\" executes validation \"{id}\" but does not list it in can_perform_validations"
                );
                out.push(finding(
                    RULE,
                    Warning,
                    format!("agents.{name}.can_perform_validations"),
                    message,
                    agent.at,
                ));
            }
        } else if !doc.tools.contains(name) {
            let message = format!("Validation \"{id}\" is run by unknown tool \"{name}\"");
            let finding = finding(
                RULE,
                Warning,
                format!("validations.{id}.executor"),
                message,
                item.at,
            );
            out.push(finding.near(name, doc.tools.keys().map(|key| &**key)));
        }
    }
}
