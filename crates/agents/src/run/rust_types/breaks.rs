//! What a breaking change of a Rust type hits.

use std::collections::BTreeSet;

use contractual_drift::compat::{Direction, Options, Severity, compare_schemas};
use contractual_model::json::{self, Json};

use super::RustUse;
use crate::document::Document;
use crate::finding::Finding;
use crate::load::Failure;
use crate::run::SchemaSource;
use crate::value::Node;

/// Breaking changes of the Rust types that a document names, each with the handoffs, tasks and agents that it hits.
pub(in crate::run) fn breaks(
    root: &Node,
    uses: &[RustUse],
    source: &dyn SchemaSource,
    against: Option<&str>,
) -> Result<Vec<Finding>, Failure> {
    let doc = Document::new(root);
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for one in uses {
        if !seen.insert(one.name.as_str()) {
            continue;
        }
        let cannot = |reason: String| {
            let message = format!(
                "Cannot compare the Rust type {} with what it was: {reason}",
                one.name
            );
            Failure::new(message).at(one.at)
        };
        let Some(before) = source.schema_before(&one.name, against).map_err(cannot)? else {
            continue;
        };
        let now = source.schema(&one.name).map_err(cannot)?;
        // What a file is called says nothing about messages.
        let parse = |text: &str| -> Result<Json, Failure> {
            let mut schema = json::parse(text).map_err(|error| cannot(error.to_string()))?;
            if let Json::Object(members) = &mut schema {
                members.retain(|(name, _)| name != "$id");
            }
            Ok(schema)
        };
        // A handoff is written by one agent and read by another; either may be the one that did not change.
        let options = Options::new(Direction::Both);
        let compared = compare_schemas(&parse(&before)?, &parse(&now)?, &options)
            .map_err(|unusable| cannot(unusable.message))?;
        let same: Vec<&RustUse> = uses.iter().filter(|other| other.name == one.name).collect();
        let hit = hit(&doc, &same);
        for found in compared.findings {
            if found.severity != Severity::Error {
                continue;
            }
            let message = format!(
                "Rust type \"{}\" changed so that others refuse it: {}; it hits {hit}",
                one.name, found.message
            );
            out.push(
                Finding::error("rust-type-breaking", one.path.clone(), message, one.at)
                    .advice(found.fix),
            );
        }
    }
    Ok(out)
}

/// Handoffs, tasks and agents behind uses of one type, in words.
fn hit(doc: &Document<'_>, uses: &[&RustUse]) -> String {
    let mut handoffs: Vec<&str> = uses
        .iter()
        .filter_map(|one| one.handoff.as_deref())
        .collect();
    handoffs.dedup();
    let mut tasks: Vec<&str> = Vec::new();
    let mut agents: BTreeSet<&str> = BTreeSet::new();
    for (id, task) in doc.tasks.iter() {
        let hit = ["invocation_handoff", "result_handoff"]
            .iter()
            .any(|field| task.str(field).is_some_and(|name| handoffs.contains(&name)));
        if hit {
            tasks.push(id);
            agents.extend(task.str("target_agent"));
            agents.extend(task.texts("allowed_from_agents"));
        }
    }
    for (id, agent) in doc.agents.iter() {
        if agent
            .texts("can_return_handoffs")
            .any(|name| handoffs.contains(&name))
        {
            agents.insert(id);
        }
    }
    let agents: Vec<&str> = agents.into_iter().collect();
    let parts: Vec<String> = [("handoff", &handoffs), ("task", &tasks), ("agent", &agents)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(word, names)| {
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("{word}{plural} {}", names.join(", "))
        })
        .collect();
    if parts.is_empty() {
        return "no handoff, task or agent yet".to_owned();
    }
    parts.join("; ")
}
