//! Reference integrity and the shape of handoff schemas (specification 9 and 10): what `validate` and `check` demand
//! beyond the schema layer.

use crate::document::{Document, GUARDED};
use crate::finding::Finding;
use crate::flatten;
use crate::jsonschema::Schema;
use crate::load::Failure;
use crate::value::{Map, Node};

const NOT_FOUND: &str = "reference-not-found";

/// Checks all references, in the order of the specification.
pub(crate) fn check_references(doc: &Document<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    agents(doc, &mut out);
    artifacts(doc, &mut out);
    artifact_access(doc, &mut out);
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
    validations(doc, &mut out);
    tasks(doc, &mut out);
    workflows(doc, &mut out);
    task_access(doc, &mut out);
    agent_access(doc, &mut out);
    handoff_types(doc, &mut out);
    guardrails(doc, &mut out);
    team_interface(doc, &mut out);
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

fn agents(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn artifacts(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn artifact_access(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn validations(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn tasks(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn not_ordered(doc: &Document<'_>, path: String, name: &str, node: &Node) -> Finding {
    let message = format!("\"{name}\" is not in system.default_workflow_order");
    Finding::error(NOT_FOUND, path, message, node.at).near(name, doc.order.iter().copied())
}

fn workflows(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let imports = doc.root.get("imports").and_then(|node| node.value.as_map());
    for (id, workflow) in doc.workflow.iter() {
        let path = format!("workflow.{id}");
        if !doc.ordered(id) {
            out.push(not_ordered(doc, path.clone(), id, workflow));
        }
        for (at, step) in workflow.items("steps").iter().enumerate() {
            let path = format!("{path}.steps[{at}]");
            match step.str("type").unwrap_or_default() {
                "delegate" => {
                    one(out, step, "task", &path, doc.tasks, "tasks");
                    one(out, step, "from_agent", &path, doc.agents, "agents");
                }
                "gate" => one(
                    out,
                    step,
                    "gate_kind",
                    &path,
                    doc.handoff_types,
                    "handoff_types",
                ),
                "handoff" => {
                    for (field, known, name) in [
                        ("task", doc.tasks, "tasks"),
                        ("from_agent", doc.agents, "agents"),
                    ] {
                        if step.str(field).is_some_and(|name| !name.is_empty()) {
                            one(out, step, field, &path, known, name);
                        }
                    }
                }
                "validation" => one(
                    out,
                    step,
                    "validation",
                    &path,
                    doc.validations,
                    "validations",
                ),
                "team_task" => {
                    let team = step.str("to_team").unwrap_or_default();
                    let at = step.get("to_team").map_or(step.at, |node| node.at);
                    match imports {
                        None => out.push(
                            Finding::error(
                                "team-task-missing-imports",
                                format!("{path}.to_team"),
                                format!("team_task names team \"{team}\" but the document has no imports"),
                                at,
                            )
                            .advice(format!("add `imports: {{{team}: {{interface: PATH}}}}`")),
                        ),
                        Some(imports) if !imports.contains(team) => {
                            let message = format!("\"{team}\" is not defined in imports");
                            let finding = Finding::error("team-import-not-found", format!("{path}.to_team"), message, at);
                            out.push(finding.near(team, imports.keys().map(|key| &**key)));
                        }
                        Some(_) => {}
                    }
                    one(
                        out,
                        step,
                        "handoff",
                        &path,
                        doc.handoff_types,
                        "handoff_types",
                    );
                    one(
                        out,
                        step,
                        "expects",
                        &path,
                        doc.handoff_types,
                        "handoff_types",
                    );
                }
                _ => {}
            }
        }
    }
}

fn task_access(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn agent_access(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

fn handoff_types(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, handoff) in doc.handoff_types.iter() {
        let Some(schema) = handoff.get("schema") else {
            continue;
        };
        let path = format!("handoff_types.{id}.schema");
        let flat = flatten::one_level(schema);
        let Some(properties) = flat.get("properties").and_then(|node| node.value.as_map()) else {
            continue;
        };
        for (at, name) in flat.items("required").iter().enumerate() {
            let word = crate::js::string(name);
            if !properties.contains(&word) {
                let message = format!("required \"{word}\" is not among the properties");
                let finding = Finding::error(
                    "schema-required-not-in-properties",
                    format!("{path}.required[{at}]"),
                    message,
                    name.at,
                );
                out.push(finding.near(&word, properties.keys().map(|key| &**key)));
            }
        }
        for (name, property) in properties.iter() {
            let values = property.get("enum");
            if values
                .and_then(|node| node.value.as_list())
                .is_some_and(<[Node]>::is_empty)
            {
                let message = format!("property \"{name}\" has an empty enum: no value fits");
                let at = values.map_or(property.at, |node| node.at);
                out.push(Finding::error(
                    "schema-empty-enum",
                    format!("{path}.properties.{name}"),
                    message,
                    at,
                ));
            }
        }
    }
}

fn guardrails(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for section in GUARDED {
        for (id, entity) in doc.section(section).iter() {
            for item in entity.items("guardrails") {
                if item
                    .as_str()
                    .is_some_and(|name| !doc.guardrails.contains(name))
                {
                    let path = format!("{section}.{id}.guardrails");
                    out.push(missing(
                        "entity-guardrail-ref-not-found",
                        path,
                        item,
                        doc.guardrails,
                        "guardrails",
                    ));
                }
            }
        }
    }
    for (id, guardrail) in doc.guardrails.iter() {
        let Some(scope) = guardrail.get("scope") else {
            continue;
        };
        for kind in ["agents", "tasks", "tools", "artifacts", "workflows"] {
            for item in scope.items(kind) {
                let name = item.as_str().unwrap_or_default();
                let path = format!("guardrails.{id}.scope.{kind}");
                if kind == "workflows" {
                    if !doc.ordered(name) {
                        let mut finding = not_ordered(doc, path, name, item);
                        finding.code = "guardrail-scope-ref-not-found";
                        out.push(finding);
                    }
                } else if !doc.section(kind).contains(name) {
                    out.push(missing(
                        "guardrail-scope-ref-not-found",
                        path,
                        item,
                        doc.section(kind),
                        kind,
                    ));
                }
            }
        }
    }
    for (id, policy) in doc.guardrail_policies.iter() {
        for (at, rule) in policy.items("rules").iter().enumerate() {
            if let Some(item) = rule.get("guardrail")
                && item
                    .as_str()
                    .is_some_and(|name| !doc.guardrails.contains(name))
            {
                let path = format!("guardrail_policies.{id}.rules[{at}].guardrail");
                out.push(missing(
                    "guardrail-policy-ref-not-found",
                    path,
                    item,
                    doc.guardrails,
                    "guardrails",
                ));
            }
        }
    }
}

fn team_interface(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let Some(interface) = doc.root.get("team_interface") else {
        return;
    };
    let accepted = interface
        .get("accepts")
        .map(|node| node.section("workflows"));
    for (key, workflow) in accepted.into_iter().flat_map(Map::iter) {
        let path = format!("team_interface.accepts.workflows.{key}");
        let internal = workflow.str("internal_workflow").unwrap_or(key);
        if !doc.workflow.contains(internal) {
            let message = format!("\"{internal}\" is not defined in workflow");
            let at = workflow
                .get("internal_workflow")
                .map_or(workflow.at, |node| node.at);
            out.push(
                Finding::error(
                    "team-interface-workflow-not-found",
                    format!("{path}.internal_workflow"),
                    message,
                    at,
                )
                .near(internal, doc.workflow.keys().map(|key| &**key)),
            );
        }
        for field in ["input_handoff", "output_handoff"] {
            if let Some(item) = workflow.get(field)
                && item
                    .as_str()
                    .is_some_and(|name| !doc.handoff_types.contains(name))
            {
                let path = format!("{path}.{field}");
                out.push(missing(
                    "team-interface-handoff-not-found",
                    path,
                    item,
                    doc.handoff_types,
                    "handoff_types",
                ));
            }
        }
    }
    for (at, item) in interface
        .get("exposes")
        .map_or(&[][..], |node| node.items("artifacts"))
        .iter()
        .enumerate()
    {
        if item
            .as_str()
            .is_some_and(|name| !doc.artifacts.contains(name))
        {
            let path = format!("team_interface.exposes.artifacts[{at}]");
            out.push(missing(
                "team-interface-artifact-not-found",
                path,
                item,
                doc.artifacts,
                "artifacts",
            ));
        }
    }
}

/// Each handoff schema against the meta-schema of draft-07.
///
/// # Errors
/// A schema of another dialect ends the command.
pub(crate) fn check_handoff_schemas(doc: &Document<'_>) -> Result<Vec<Finding>, Failure> {
    let mut out = Vec::new();
    for (id, handoff) in doc.handoff_types.iter() {
        let Some(schema) = handoff
            .get("schema")
            .filter(|node| node.value.as_map().is_some_and(|map| !map.is_empty()))
        else {
            continue;
        };
        let violations = Schema::check_schema(schema).map_err(|error| {
            let at = schema.get("$schema").map_or(schema.at, |node| node.at);
            Failure::new(error.message).at(at).advice(format!(
                "handoff type `{id}`: only draft-07 is supported; remove `$schema`"
            ))
        })?;
        for violation in violations {
            let path = format!("handoff_types.{id}.schema{}", violation.pointer);
            out.push(Finding::error(
                "invalid-handoff-schema",
                path,
                violation.message,
                violation.at,
            ));
        }
    }
    Ok(out)
}
