//! The graph of steps: ids, dependencies, cycles, injections, rework (sections 5.1.3 and 16.8).

use std::collections::{BTreeSet, HashMap};

use contractual_diag::nearest;
use contractual_yaml::Node;

use super::{Found, Loaded, place};
use crate::document::{OnFailure, OnRetry, Pipeline, Step, UsedUp, Workspace};
use crate::violation::Violation;

struct Check<'a> {
    file: &'a str,
    tree: &'a Node,
    found: Vec<Found>,
}

impl Check<'_> {
    fn bad(
        &mut self,
        step: usize,
        pointer: &str,
        field: &str,
        message: String,
        hint: Option<String>,
    ) {
        self.report("invalid_value", step, pointer, field, message, hint);
    }

    fn report(
        &mut self,
        code: &'static str,
        step: usize,
        pointer: &str,
        field: &str,
        message: String,
        hint: Option<String>,
    ) {
        let mut violation = Violation::new(code, message).field(field);
        violation.hint = hint;
        violation.config = Some(place(Some(self.tree), self.file, pointer));
        self.found.push(Found {
            step: Some(step),
            violation,
        });
    }
}

pub(super) fn check(loaded: &mut Loaded, tree: &Node) {
    let pipeline = &loaded.pipeline;
    let mut check = Check {
        file: &loaded.file,
        tree,
        found: Vec::new(),
    };
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (at, step) in pipeline.steps.iter().enumerate() {
        if let Some(first) = by_id.get(step.id.as_str()) {
            let message = format!(
                "two steps have the id `{}`; the first is number {}",
                step.id,
                first + 1
            );
            check.bad(at, &format!("{}/id", step.at), "id", message, None);
        } else {
            by_id.insert(&step.id, at);
        }
    }
    let ids: Vec<&str> = pipeline.steps.iter().map(|step| step.id.as_str()).collect();
    let suggest =
        |id: &str| nearest(id, ids.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    for (at, step) in pipeline.steps.iter().enumerate() {
        for (n, dependency) in step.dependencies.iter().enumerate() {
            let pointer = format!("{}/dependencies/{n}", step.at);
            if dependency == &step.id {
                check.bad(
                    at,
                    &pointer,
                    "dependencies",
                    format!("the step `{}` depends on itself", step.id),
                    None,
                );
            } else if !by_id.contains_key(dependency.as_str()) {
                let message = format!("the pipeline has no step `{dependency}`");
                check.bad(at, &pointer, "dependencies", message, suggest(dependency));
            }
        }
    }
    for (at, cycle) in cycles(pipeline, &by_id) {
        let step = &pipeline.steps[at];
        let message = format!("the steps wait for each other: {}", cycle.join(" -> "));
        check.bad(
            at,
            &format!("{}/dependencies", step.at),
            "dependencies",
            message,
            Some("remove one of the dependencies".into()),
        );
    }
    for (at, step) in pipeline.steps.iter().enumerate() {
        injections(&mut check, pipeline, at, step, &by_id, &suggest);
        workspace(&mut check, at, step, &by_id, pipeline, &suggest);
        rework(&mut check, pipeline, at, step, &by_id, &suggest);
        reviewer(&mut check, at, step);
    }
    loaded.found.extend(check.found);
}

/// Each step of a cycle, with the cycle beginning and ending at it.
fn cycles(pipeline: &Pipeline, by_id: &HashMap<&str, usize>) -> Vec<(usize, Vec<String>)> {
    let next = |at: usize| {
        pipeline.steps[at]
            .dependencies
            .iter()
            .filter_map(|id| by_id.get(id.as_str()).copied())
            .filter(move |n| *n != at)
    };
    let mut out = Vec::new();
    for start in 0..pipeline.steps.len() {
        // Breadth first from the step's dependencies back to itself: the shortest cycle through it.
        let mut from: HashMap<usize, usize> = HashMap::new();
        let mut queue: std::collections::VecDeque<usize> = next(start).collect();
        for at in next(start) {
            from.insert(at, start);
        }
        let mut closed = false;
        while let Some(at) = queue.pop_front() {
            if at == start {
                closed = true;
                break;
            }
            for below in next(at) {
                if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(below) {
                    entry.insert(at);
                    queue.push_back(below);
                }
            }
        }
        if closed {
            let mut path = vec![pipeline.steps[start].id.clone()];
            let mut at = start;
            while let Some(before) = from.get(&at).copied() {
                path.push(pipeline.steps[before].id.clone());
                at = before;
                if at == start {
                    break;
                }
            }
            path.reverse();
            out.push((start, path));
        }
    }
    out
}

/// The steps that a step waits for, directly or not.
pub(crate) fn ancestors(pipeline: &Pipeline, id: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut todo = vec![id.to_owned()];
    while let Some(id) = todo.pop() {
        for step in pipeline.steps.iter().filter(|step| step.id == id) {
            for dependency in &step.dependencies {
                if out.insert(dependency.clone()) {
                    todo.push(dependency.clone());
                }
            }
        }
    }
    out
}

type Suggest<'a> = &'a dyn Fn(&str) -> Option<String>;

fn injections(
    check: &mut Check<'_>,
    pipeline: &Pipeline,
    at: usize,
    step: &Step,
    by_id: &HashMap<&str, usize>,
    suggest: Suggest<'_>,
) {
    let above = ancestors(pipeline, &step.id);
    let mut names: Vec<&str> = Vec::new();
    for inject in &step.inject_artifacts {
        let Some(producer) = by_id
            .get(inject.step.as_str())
            .map(|at| &pipeline.steps[*at])
        else {
            let message = format!("the pipeline has no step `{}`", inject.step);
            check.bad(
                at,
                &format!("{}/step", inject.at),
                "step",
                message,
                suggest(&inject.step),
            );
            continue;
        };
        if !above.contains(&inject.step) || inject.step == step.id {
            let message = format!(
                "`{}` does not run before `{}`, so its artifacts cannot be injected",
                inject.step, step.id
            );
            let hint = format!("add `{}` to `dependencies`", inject.step);
            check.bad(
                at,
                &format!("{}/step", inject.at),
                "step",
                message,
                Some(hint),
            );
        }
        match producer
            .output_artifacts
            .iter()
            .find(|artifact| artifact.name == inject.artifact)
        {
            None => {
                let names = producer
                    .output_artifacts
                    .iter()
                    .map(|artifact| artifact.name.as_str());
                let hint =
                    nearest(&inject.artifact, names).map(|near| format!("did you mean `{near}`?"));
                let message = format!(
                    "the step `{}` declares no artifact `{}`",
                    inject.step, inject.artifact
                );
                check.bad(
                    at,
                    &format!("{}/artifact", inject.at),
                    "artifact",
                    message,
                    hint,
                );
            }
            Some(artifact) => {
                if let Some(kind) = inject.kind.filter(|kind| *kind != artifact.kind) {
                    let message = format!(
                        "`{}` is declared as {}, not as {}",
                        artifact.name,
                        artifact.kind.word(),
                        kind.word()
                    );
                    check.bad(at, &format!("{}/type", inject.at), "type", message, None);
                }
            }
        }
        if names.contains(&inject.alias.as_str()) {
            let message = format!("two injected artifacts have the name `{}`", inject.alias);
            check.bad(at, &format!("{}/as", inject.at), "as", message, None);
        }
        names.push(&inject.alias);
    }
}

fn workspace(
    check: &mut Check<'_>,
    at: usize,
    step: &Step,
    by_id: &HashMap<&str, usize>,
    pipeline: &Pipeline,
    suggest: Suggest<'_>,
) {
    let Workspace::Ref(target) = &step.workspace else {
        return;
    };
    let pointer = format!("{}/workspace/ref", step.at);
    if !by_id.contains_key(target.as_str()) {
        check.bad(
            at,
            &pointer,
            "ref",
            format!("the pipeline has no step `{target}`"),
            suggest(target),
        );
    } else if !ancestors(pipeline, &step.id).contains(target) {
        let message = format!(
            "`{target}` does not run before `{}`, so its workspace is not there yet",
            step.id
        );
        check.bad(
            at,
            &pointer,
            "ref",
            message,
            Some(format!("add `{target}` to `dependencies`")),
        );
    }
    let retries = step
        .contracts
        .iter()
        .any(|contract| contract.policy() == OnFailure::Retry && contract.max_retries > 0)
        || step
            .retry
            .as_ref()
            .is_some_and(|retry| retry.max_attempts > 1);
    if retries && step.workspace_on_retry == OnRetry::Fresh {
        let message = "the workspace of another step cannot be fresh on a retry".to_owned();
        check.bad(
            at,
            &pointer,
            "ref",
            message,
            Some("write `workspace_on_retry: keep`".into()),
        );
    }
}

fn rework(
    check: &mut Check<'_>,
    pipeline: &Pipeline,
    at: usize,
    step: &Step,
    by_id: &HashMap<&str, usize>,
    suggest: Suggest<'_>,
) {
    let from_retry = step
        .retry
        .as_ref()
        .and_then(|retry| retry.rework_step.clone());
    let mut targets: Vec<(String, String)> = Vec::new();
    if let Some(retry) = &step.retry {
        let pointer = format!("{}/retry/rework_step", step.at);
        match (&retry.rework_step, retry.on_failure) {
            (Some(target), _) if retry.on_failure == Some(UsedUp::Rework) => {
                targets.push((target.clone(), pointer))
            }
            (None, Some(UsedUp::Rework)) => {
                check.report(
                    "missing_field",
                    at,
                    &pointer,
                    "rework_step",
                    "`on_failure: rework` needs `rework_step`".into(),
                    None,
                );
            }
            (Some(_), _)
                if !step
                    .contracts
                    .iter()
                    .any(|contract| contract.policy() == OnFailure::Rework) =>
            {
                check.bad(
                    at,
                    &pointer,
                    "rework_step",
                    "`rework_step` needs `on_failure: rework`".into(),
                    None,
                );
            }
            _ => {}
        }
    }
    for contract in &step.contracts {
        let pointer = format!("{}/rework_step", contract.at);
        match (
            contract.rework_step.clone().or_else(|| from_retry.clone()),
            contract.policy(),
        ) {
            (Some(target), OnFailure::Rework) => targets.push((target, pointer)),
            (None, OnFailure::Rework) => {
                check.report(
                    "missing_field",
                    at,
                    &pointer,
                    "rework_step",
                    "`on_failure: rework` needs `rework_step`".into(),
                    None,
                );
            }
            _ => {}
        }
    }
    for (target, pointer) in targets {
        let Some(found) = by_id.get(target.as_str()).map(|at| &pipeline.steps[*at]) else {
            check.bad(
                at,
                &pointer,
                "rework_step",
                format!("the pipeline has no step `{target}`"),
                suggest(&target),
            );
            continue;
        };
        if !found.rework_only {
            let message = format!("`{target}` must say `rework_only: true` to be a rework step");
            check.bad(at, &pointer, "rework_step", message, None);
        }
        let related = ancestors(pipeline, &step.id).contains(&target)
            || ancestors(pipeline, &target).contains(&step.id);
        if related {
            let message = format!(
                "`{target}` is before or after `{}` in the graph; a rework step stands beside it",
                step.id
            );
            check.bad(at, &pointer, "rework_step", message, None);
        }
        let others =
            pipeline
                .steps
                .iter()
                .enumerate()
                .filter(|(other, candidate)| {
                    *other < at
                        && (candidate.contracts.iter().any(|contract| {
                            contract.rework_step.as_deref() == Some(target.as_str())
                        }) || candidate.retry.as_ref().is_some_and(|retry| {
                            retry.rework_step.as_deref() == Some(target.as_str())
                        }))
                });
        if let Some((_, other)) = others.into_iter().next() {
            let message = format!(
                "`{target}` already reworks `{}`; each rework step serves one step",
                other.id
            );
            check.bad(at, &pointer, "rework_step", message, None);
        }
    }
}

fn reviewer(check: &mut Check<'_>, at: usize, step: &Step) {
    for contract in &step.contracts {
        if contract.kind == Some(crate::document::ContractType::AgentReview)
            && contract.persona.is_some()
            && contract.persona == step.persona
        {
            let message = format!(
                "the reviewer must differ from the step's own persona `{}`",
                step.persona.as_deref().unwrap_or("")
            );
            check.bad(
                at,
                &format!("{}/persona", contract.at),
                "persona",
                message,
                None,
            );
        }
    }
}
