//! Steps of workflows, and what a team offers to others (specification 9.7 and 9.14).

use super::{missing, not_ordered, one};
use crate::document::Document;
use crate::finding::Finding;
use crate::value::Map;

pub(super) fn workflows(doc: &Document<'_>, out: &mut Vec<Finding>) {
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

pub(super) fn team_interface(doc: &Document<'_>, out: &mut Vec<Finding>) {
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
