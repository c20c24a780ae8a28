//! Is everything validated, and early enough?

use std::collections::{HashMap, HashSet};

use crate::document::Document;
use crate::finding::{Finding, Severity::Warning};
use crate::lint::finding;

pub(super) fn validation_coverage(doc: &Document<'_>, out: &mut Vec<Finding>) {
    const RULE: &str = "validation-coverage";
    let mut kinds: HashMap<&str, Vec<&str>> = HashMap::new();
    for (_, validation) in doc.validations.iter() {
        let target = validation.str("target_artifact").unwrap_or_default();
        kinds
            .entry(target)
            .or_default()
            .push(validation.str("kind").unwrap_or_default());
    }
    for (id, artifact) in doc.artifacts.iter() {
        let path = format!("artifacts.{id}");
        let kind = artifact.str("type").unwrap_or_default();
        match kinds.get(&**id) {
            None => out.push(finding(
                RULE,
                Warning,
                path,
                format!("Artifact \"{id}\" has no validation"),
                artifact.at,
            )),
            Some(kinds) => {
                let formal = matches!(kind, "code" | "config" | "schema");
                if formal
                    && !kinds
                        .iter()
                        .any(|kind| matches!(*kind, "mechanical" | "schema"))
                {
                    let message = format!(
                        "Artifact \"{id}\" of type \"{kind}\" has no mechanical or schema validation"
                    );
                    out.push(finding(RULE, Warning, path, message, artifact.at));
                }
            }
        }
    }
    for (id, artifact) in doc.artifacts.iter() {
        if artifact.items("required_validations").is_empty() {
            let message = format!("Artifact \"{id}\" has no required_validations");
            out.push(finding(
                RULE,
                Warning,
                format!("artifacts.{id}"),
                message,
                artifact.at,
            ));
        }
    }
    for (id, validation) in doc.validations.iter() {
        let blocking = validation
            .get("blocking")
            .and_then(|node| node.value.as_bool())
            == Some(true);
        if blocking && !doc.wired(id) {
            let message =
                format!("Blocking validation \"{id}\" is in no workflow step and no task");
            out.push(finding(
                RULE,
                Warning,
                format!("validations.{id}"),
                message,
                validation.at,
            ));
        }
    }
}

pub(super) fn task_output_validation_completeness(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, task) in doc.tasks.iter() {
        let own: HashSet<&str> = task.texts("validations").collect();
        let mut seen = HashSet::new();
        let produced = task
            .items("execution_steps")
            .iter()
            .filter_map(|step| step.str("produces_artifact"));
        let writable = doc
            .target(task)
            .map(|(_, agent)| agent.items("can_write_artifacts"))
            .unwrap_or_default();
        let writable = writable.iter().filter_map(|item| item.as_str());
        for name in produced.chain(writable) {
            let Some(artifact) = doc.artifacts.get(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            let missing: Vec<&str> = artifact
                .texts("required_validations")
                .filter(|one| !own.contains(one))
                .collect();
            if !missing.is_empty() {
                let message = format!(
                    "Task \"{id}\" may produce artifact \"{name}\" but lacks its required validations: {}",
                    missing.join(", ")
                );
                out.push(finding(
                    "task-output-validation-completeness",
                    Warning,
                    format!("tasks.{id}"),
                    message,
                    task.at,
                ));
            }
        }
    }
}

pub(super) fn semantic_validation_phase_coverage(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let is_semantic = |name: &str| {
        let kind = doc.validations.get(name).and_then(|node| node.str("kind"));
        matches!(kind, Some("semantic" | "fidelity"))
    };
    let any = doc.validations.keys().any(|id| is_semantic(id));
    if !any || doc.order.len() < 2 {
        return;
    }
    let mut phases: HashSet<&str> = HashSet::new();
    for (id, workflow) in doc.workflow.iter() {
        let mut steps = workflow
            .items("steps")
            .iter()
            .filter(|step| step.str("type") == Some("validation"));
        if steps.any(|step| step.str("validation").is_some_and(is_semantic)) {
            phases.insert(id);
        }
    }
    for (_, task) in doc.tasks.iter() {
        if task.texts("validations").any(is_semantic) {
            phases.extend(task.str("workflow"));
        }
    }
    let (early, late) = doc.order.split_at(doc.order.len().div_ceil(2));
    let has = |phase: &&str| phases.contains(*phase);
    if !early.iter().any(has) && late.iter().any(has) {
        let message = format!(
            "Semantic validations run only in late phases ({}); none in early phases ({})",
            late.join(", "),
            early.join(", ")
        );
        let at = doc
            .root
            .get("validations")
            .map_or(doc.root.at, |node| node.at);
        out.push(finding(
            "semantic-validation-phase-coverage",
            Warning,
            "validations".to_owned(),
            message,
            at,
        ));
    }
}
