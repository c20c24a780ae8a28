//! Agents, artifacts, validations and tasks: what they name exists, and may be used as they say (specification 9.1 to 9.9).

use super::{list, not_ordered, one};
use crate::document::Document;
use crate::finding::Finding;

pub(super) fn agents(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, agent) in doc.agents.iter() {
        let path = format!("agents.{id}");
        for (field, known, name) in [
            ("can_read_artifacts", doc.artifacts, "artifacts"),
            ("can_write_artifacts", doc.artifacts, "artifacts"),
            ("can_execute_tools", doc.tools, "tools"),
            ("can_perform_validations", doc.validations, "validations"),
            ("can_invoke_agents", doc.agents, "agents"),
            ("can_return_handoffs", doc.handoff_types, "handoff_types"),
        ] {
            list(out, agent, field, &path, known, name);
        }
    }
}

pub(super) fn artifacts(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, artifact) in doc.artifacts.iter() {
        let path = format!("artifacts.{id}");
        one(out, artifact, "owner", &path, doc.agents, "agents");
        for field in ["producers", "editors", "consumers"] {
            list(out, artifact, field, &path, doc.agents, "agents");
        }
        list(
            out,
            artifact,
            "required_validations",
            &path,
            doc.validations,
            "validations",
        );
    }
}

pub(super) fn artifact_access(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, artifact) in doc.artifacts.iter() {
        let owner = artifact.str("owner").unwrap_or_default();
        if let Some(agent) = doc.agents.get(owner)
            && !doc.lists(agent, "can_read_artifacts", id)
        {
            let message = format!("owner \"{owner}\" does not list \"{id}\" in can_read_artifacts");
            let at = artifact.get("owner").map_or(artifact.at, |node| node.at);
            out.push(
                Finding::error(
                    "artifact-owner-no-read",
                    format!("artifacts.{id}.owner"),
                    message,
                    at,
                )
                .advice(format!("add `{id}` to `agents.{owner}.can_read_artifacts`")),
            );
        }
        for name in artifact.items("required_validations") {
            let Some(validation) = name.as_str().and_then(|name| doc.validations.get(name)) else {
                continue;
            };
            let executor = validation.str("executor").unwrap_or_default();
            let tool = doc
                .tools
                .get(executor)
                .filter(|_| validation.str("executor_type") == Some("tool"));
            if tool.is_some_and(|tool| tool.items("invokable_by").is_empty()) {
                let message = format!(
                    "required validation \"{}\" is run by tool \"{executor}\", which nobody may invoke",
                    name.as_str().unwrap_or_default()
                );
                let path = format!("artifacts.{id}.required_validations");
                out.push(Finding::error(
                    "validation-executor-unreachable",
                    path,
                    message,
                    name.at,
                ));
            }
        }
    }
}

pub(super) fn validations(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, validation) in doc.validations.iter() {
        let path = format!("validations.{id}");
        one(
            out,
            validation,
            "target_artifact",
            &path,
            doc.artifacts,
            "artifacts",
        );
        if validation.str("executor_type") == Some("tool") {
            one(out, validation, "executor", &path, doc.tools, "tools");
        } else {
            one(out, validation, "executor", &path, doc.agents, "agents");
        }
    }
}

pub(super) fn tasks(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, task) in doc.tasks.iter() {
        let path = format!("tasks.{id}");
        one(out, task, "target_agent", &path, doc.agents, "agents");
        list(
            out,
            task,
            "allowed_from_agents",
            &path,
            doc.agents,
            "agents",
        );
        if let Some(node) = task.get("workflow") {
            let name = node.as_str().unwrap_or_default();
            if !doc.ordered(name) {
                out.push(not_ordered(doc, format!("{path}.workflow"), name, node));
            }
        }
        one(
            out,
            task,
            "invocation_handoff",
            &path,
            doc.handoff_types,
            "handoff_types",
        );
        one(
            out,
            task,
            "result_handoff",
            &path,
            doc.handoff_types,
            "handoff_types",
        );
        list(
            out,
            task,
            "input_artifacts",
            &path,
            doc.artifacts,
            "artifacts",
        );
        list(
            out,
            task,
            "validations",
            &path,
            doc.validations,
            "validations",
        );
    }
}

pub(super) fn task_access(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, task) in doc.tasks.iter() {
        let Some((agent_id, agent)) = doc.target(task) else {
            continue;
        };
        if let Some(handoff) = task.get("result_handoff") {
            let name = handoff.as_str().unwrap_or_default();
            if !doc.lists(agent, "can_return_handoffs", name) {
                let message = format!(
                    "\"{name}\" is not in can_return_handoffs of target agent \"{agent_id}\""
                );
                out.push(
                    Finding::error(
                        "result-handoff-not-returnable",
                        format!("tasks.{id}.result_handoff"),
                        message,
                        handoff.at,
                    )
                    .advice(format!(
                        "add `{name}` to `agents.{agent_id}.can_return_handoffs`"
                    )),
                );
            }
        }
        for (at, item) in task.items("input_artifacts").iter().enumerate() {
            let name = item.as_str().unwrap_or_default();
            if !doc.lists(agent, "can_read_artifacts", name) {
                let message = format!(
                    "\"{name}\" is not in can_read_artifacts of target agent \"{agent_id}\""
                );
                out.push(
                    Finding::error(
                        "input-artifact-not-readable",
                        format!("tasks.{id}.input_artifacts[{at}]"),
                        message,
                        item.at,
                    )
                    .advice(format!(
                        "add `{name}` to `agents.{agent_id}.can_read_artifacts`"
                    )),
                );
            }
        }
    }
}

pub(super) fn agent_access(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, agent) in doc.agents.iter() {
        if agent.str("mode") == Some("read-only") && !agent.items("can_write_artifacts").is_empty()
        {
            let message =
                format!("agent \"{id}\" is read-only but lists artifacts that it can write");
            let at = agent
                .get("can_write_artifacts")
                .map_or(agent.at, |node| node.at);
            out.push(Finding::error(
                "readonly-agent-has-writes",
                format!("agents.{id}.can_write_artifacts"),
                message,
                at,
            ));
        }
        for (at, prerequisite) in agent.items("prerequisites").iter().enumerate() {
            let target = prerequisite.str("target").unwrap_or_default();
            if !doc.lists(agent, "can_read_artifacts", target) {
                let message = format!(
                    "prerequisite target \"{target}\" is not in can_read_artifacts of agent \"{id}\""
                );
                let place = prerequisite
                    .get("target")
                    .map_or(prerequisite.at, |node| node.at);
                out.push(Finding::error(
                    "prerequisite-not-readable",
                    format!("agents.{id}.prerequisites[{at}].target"),
                    message,
                    place,
                ));
            }
        }
    }
}
