//! The guardrail tables.

use crate::js;
use crate::value::{Node, Value};

fn enforcement(context: &Value) -> Option<&[Node]> {
    context
        .as_map()?
        .get("guardrailEnforcement")?
        .value
        .as_list()
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    format!("| {} |", cells.into_iter().collect::<Vec<_>>().join(" | "))
}

/// Guardrails with what each covers.
pub(super) fn coverage(context: &Value) -> String {
    const HEADER: [&str; 11] = [
        "Guardrail",
        "Severity",
        "Action",
        "Agents",
        "Tasks",
        "Workflows",
        "Tools",
        "Artifacts",
        "Trigger",
        "Override",
        "Escalation",
    ];
    let Some(entries) = enforcement(context).filter(|entries| !entries.is_empty()) else {
        return String::new();
    };
    let mut lines = vec![row(HEADER.map(str::to_owned))];
    lines.push(format!(
        "|{}|",
        HEADER.map(|cell| "-".repeat(cell.len() + 2)).join("|")
    ));
    for entry in entries {
        let text = |key: &str| {
            entry
                .get(key)
                .filter(|node| js::truthy(node))
                .map_or_else(|| "—".to_owned(), |node| js::string(node))
        };
        let list = |key: &str| {
            let items = entry.items(key);
            if items.is_empty() {
                "—".to_owned()
            } else {
                js::join(items, ", ")
            }
        };
        let overridable = entry
            .get("allow_override")
            .is_some_and(|node| js::truthy(node));
        let escalation = entry
            .get("escalation")
            .and_then(|node| node.str("target"))
            .unwrap_or("—");
        lines.push(row([
            text("guardrail_id"),
            text("severity"),
            text("action"),
            list("scoped_agents"),
            list("scoped_tasks"),
            list("scoped_workflows"),
            list("scoped_tools"),
            list("scoped_artifacts"),
            text("trigger"),
            if overridable { "yes" } else { "no" }.to_owned(),
            escalation.to_owned(),
        ]));
    }
    lines.join("\n")
}

/// Tasks with what each guardrail does to them.
pub(super) fn tasks(context: &Value) -> String {
    let entries = enforcement(context).filter(|entries| !entries.is_empty());
    let dsl = context.as_map().and_then(|map| map.get("dsl"));
    let (Some(entries), Some(dsl)) = (entries, dsl) else {
        return String::new();
    };
    let tasks = dsl.section("tasks");
    if tasks.is_empty() {
        return String::new();
    }
    let names = entries
        .iter()
        .map(|entry| entry.str("guardrail_id").unwrap_or_default().to_owned());
    let mut lines = vec![row(std::iter::once("Task".to_owned()).chain(names))];
    lines.push(format!("|{}", "------|".repeat(entries.len() + 1)));
    for id in tasks.keys() {
        let cells = entries.iter().map(|entry| {
            let scoped = entry.items("scoped_tasks");
            let covered = scoped.is_empty() || scoped.iter().any(|item| item.as_str() == Some(id));
            if covered {
                entry.str("action").unwrap_or_default().to_owned()
            } else {
                "n/a".to_owned()
            }
        });
        lines.push(row(std::iter::once(id.to_string()).chain(cells)));
    }
    lines.join("\n")
}
