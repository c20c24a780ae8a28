//! May the agents do what their tasks ask of them?

use std::collections::HashSet;

use crate::document::Document;
use crate::finding::{Finding, Severity::Error, Severity::Warning};
use crate::lint::finding;
use crate::value::{Map, Node};

const TOOL_EXECUTION: &str = "tool-execution";

/// Names in a list of one section whose entities, in the other section, do not list the first one back.
fn one_sided(
    (entities, section, field): (&Map, &str, &str),
    (others, back): (&Map, &str),
    doc: &Document<'_>,
    out: &mut Vec<Finding>,
    message: impl Fn(&str, &str) -> String,
) {
    for (id, entity) in entities.iter() {
        for item in entity.items(field) {
            let name = item.as_str().unwrap_or_default();
            let other = others.get(name);
            if other.is_some_and(|other| !doc.lists(other, back, id)) {
                let path = format!("{section}.{id}.{field}");
                out.push(finding(
                    TOOL_EXECUTION,
                    Error,
                    path,
                    message(id, name),
                    item.at,
                ));
            }
        }
    }
}

/// A name that a task gives and a list of its agent lacks.
struct Lacking<'n> {
    item: &'n Node,
    name: &'n str,
}

/// The text of a field, if the agent's list lacks it.
fn lacking<'n>(
    doc: &Document<'_>,
    holder: &'n Node,
    field: &str,
    (agent, list): (&Node, &str),
) -> Option<Lacking<'n>> {
    let item = holder.get(field)?;
    let name = item.as_str().unwrap_or_default();
    (!doc.lists(agent, list, name)).then_some(Lacking { item, name })
}

pub(super) fn tool_execution(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let executed: HashSet<&str> = doc
        .agents
        .iter()
        .flat_map(|(_, agent)| agent.texts("can_execute_tools"))
        .collect();
    one_sided(
        (doc.agents, "agents", "can_execute_tools"),
        (doc.tools, "invokable_by"),
        doc,
        out,
        |id, name| {
            format!(
                "Agent \"{id}\" lists tool \"{name}\" but the tool's invokable_by lacks the agent"
            )
        },
    );
    one_sided(
        (doc.tools, "tools", "invokable_by"),
        (doc.agents, "can_execute_tools"),
        doc,
        out,
        |id, name| {
            format!(
                "Tool \"{id}\" lists agent \"{name}\" but the agent's can_execute_tools lacks the tool"
            )
        },
    );
    for (id, task) in doc.tasks.iter() {
        let Some((agent_id, agent)) = doc.target(task) else {
            continue;
        };
        for step in task.items("execution_steps") {
            let list = (agent, "can_execute_tools");
            if let Some(Lacking { item, name }) = lacking(doc, step, "uses_tool", list) {
                let message = format!(
                    "Task \"{id}\" uses tool \"{name}\", which agent \"{agent_id}\" does not list in can_execute_tools"
                );
                let path = format!("tasks.{id}.execution_steps");
                out.push(finding(TOOL_EXECUTION, Error, path, message, item.at));
            }
        }
    }
    for (id, validation) in doc.validations.iter() {
        let executor = validation.str("executor").unwrap_or_default();
        if validation.str("executor_type") == Some("tool") && !executed.contains(executor) {
            let message = format!(
                "Validation \"{id}\" is run by tool \"{executor}\", which no agent lists in can_execute_tools"
            );
            let path = format!("validations.{id}");
            out.push(finding(TOOL_EXECUTION, Error, path, message, validation.at));
        }
    }
}

pub(super) fn task_agent_binding(doc: &Document<'_>, out: &mut Vec<Finding>) {
    const RULE: &str = "task-agent-binding";
    let mut targeted: HashSet<&str> = HashSet::new();
    for (id, task) in doc.tasks.iter() {
        let target = task.str("target_agent").unwrap_or_default();
        targeted.insert(target);
        for item in task.items("allowed_from_agents") {
            let name = item.as_str().unwrap_or_default();
            if doc
                .agents
                .get(name)
                .is_some_and(|caller| !doc.lists(caller, "can_invoke_agents", target))
            {
                let message = format!(
                    "Agent \"{name}\" may start task \"{id}\" but does not list \"{target}\" in can_invoke_agents"
                );
                let path = format!("tasks.{id}.allowed_from_agents");
                out.push(finding(RULE, Error, path, message, item.at));
            }
        }
    }
    for (id, agent) in doc.agents.iter() {
        let dispatch_only = agent
            .get("dispatch_only")
            .and_then(|node| node.value.as_bool())
            == Some(true);
        if !targeted.contains(&**id) && !dispatch_only {
            let message = format!("No task targets agent \"{id}\"");
            out.push(
                finding(RULE, Warning, format!("agents.{id}"), message, agent.at)
                    .advice("give it a task, or set `dispatch_only: true`"),
            );
        }
    }
    for (id, task) in doc.tasks.iter() {
        let Some((agent_id, agent)) = doc.target(task) else {
            continue;
        };
        for item in task.items("input_artifacts") {
            let name = item.as_str().unwrap_or_default();
            if !doc.lists(agent, "can_read_artifacts", name) {
                let message = format!(
                    "Input artifact \"{name}\" of task \"{id}\" is not in can_read_artifacts of agent \"{agent_id}\""
                );
                let path = format!("tasks.{id}.input_artifacts");
                out.push(finding(RULE, Error, path, message, item.at));
            }
        }
        let list = (agent, "can_return_handoffs");
        if let Some(Lacking { item, name }) = lacking(doc, task, "result_handoff", list) {
            let message = format!(
                "Result handoff \"{name}\" of task \"{id}\" is not in can_return_handoffs of agent \"{agent_id}\""
            );
            let path = format!("tasks.{id}.result_handoff");
            out.push(finding(RULE, Error, path, message, item.at));
        }
        let path = format!("tasks.{id}.execution_steps");
        for step in task.items("execution_steps") {
            let step_id = step.str("id").unwrap_or_default();
            if let Some(item) = step.get("uses_tool") {
                let name = item.as_str().unwrap_or_default();
                if !doc.lists(agent, "can_execute_tools", name) {
                    let message = format!(
                        "Step \"{step_id}\" of task \"{id}\" uses tool \"{name}\", which is not in can_execute_tools of agent \"{agent_id}\""
                    );
                    out.push(finding(RULE, Error, path.clone(), message, item.at));
                }
                if doc
                    .tools
                    .get(name)
                    .is_some_and(|tool| !doc.lists(tool, "invokable_by", agent_id))
                {
                    let message = format!(
                        "Step \"{step_id}\" of task \"{id}\" uses tool \"{name}\", whose invokable_by lacks agent \"{agent_id}\""
                    );
                    out.push(finding(RULE, Error, path.clone(), message, item.at));
                }
            }
            for (field, list, verb) in [
                ("produces_artifact", "can_write_artifacts", "produces"),
                ("reads_artifact", "can_read_artifacts", "reads"),
            ] {
                if let Some(Lacking { item, name }) = lacking(doc, step, field, (agent, list)) {
                    let message = format!(
                        "Step \"{step_id}\" of task \"{id}\" {verb} artifact \"{name}\", which is not in {list} of agent \"{agent_id}\""
                    );
                    out.push(finding(RULE, Error, path.clone(), message, item.at));
                }
            }
        }
    }
}

pub(super) fn artifact_ownership(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, task) in doc.tasks.iter() {
        let target = task.str("target_agent").unwrap_or_default();
        for step in task.items("execution_steps") {
            for (field, verb, lists) in [
                (
                    "produces_artifact",
                    "produces",
                    &["producers", "editors"][..],
                ),
                (
                    "reads_artifact",
                    "reads",
                    &["consumers", "producers", "editors"][..],
                ),
            ] {
                let Some(item) = step.get(field) else {
                    continue;
                };
                let name = item.as_str().unwrap_or_default();
                let Some(artifact) = doc.artifacts.get(name) else {
                    continue;
                };
                if !lists.iter().any(|list| doc.lists(artifact, list, target)) {
                    let message = format!(
                        "Task \"{id}\" {verb} artifact \"{name}\", but agent \"{target}\" is not in its {}",
                        lists.join(" or ")
                    );
                    out.push(finding(
                        "artifact-ownership",
                        Warning,
                        format!("tasks.{id}.execution_steps"),
                        message,
                        item.at,
                    ));
                }
            }
        }
    }
}
