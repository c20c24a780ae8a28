//! `overviewFlowchart`: who does what in which phase, as Markdown tables (specification 18).

use crate::js;
use crate::value::Node;

/// Rows in first-seen order, each with one list of marks per phase.
#[derive(Default)]
struct Table {
    rows: Vec<(String, Vec<Vec<String>>)>,
}

impl Table {
    fn mark(&mut self, name: &str, phase: usize, phases: usize, mark: &str) {
        let at = self
            .rows
            .iter()
            .position(|(row, _)| row == name)
            .unwrap_or_else(|| {
                self.rows.push((name.to_owned(), vec![Vec::new(); phases]));
                self.rows.len() - 1
            });
        let cell = &mut self.rows[at].1[phase];
        if !cell.iter().any(|one| one == mark) {
            cell.push(mark.to_owned());
        }
    }
}

pub(super) fn tables(dsl: &Node) -> String {
    let system = dsl.get("system");
    let workflow = dsl.section("workflow");
    let order = system
        .map(|node| node.items("default_workflow_order"))
        .unwrap_or_default();
    let phases: Vec<&str> = order
        .iter()
        .filter_map(|item| item.as_str())
        .filter(|id| workflow.contains(id))
        .collect();
    let (mut agents, mut artifacts, mut tools) =
        (Table::default(), Table::default(), Table::default());
    let count = phases.len();
    for (phase, id) in phases.iter().enumerate() {
        let steps = workflow
            .get(id)
            .map(|node| node.items("steps"))
            .unwrap_or_default();
        for step in steps {
            match step.str("type").unwrap_or_default() {
                "delegate" | "handoff" => {
                    if let Some(from) = step.str("from_agent").filter(|from| !from.is_empty()) {
                        agents.mark(from, phase, count, "delegate");
                    }
                    let Some(task) = step.str("task").and_then(|id| dsl.section("tasks").get(id))
                    else {
                        continue;
                    };
                    if let Some(target) = task.str("target_agent") {
                        agents.mark(target, phase, count, "execute");
                    }
                    for step in task.items("execution_steps") {
                        if let Some(name) = present(step, "reads_artifact") {
                            artifacts.mark(name, phase, count, "R");
                        }
                        if let Some(name) = present(step, "produces_artifact") {
                            artifacts.mark(name, phase, count, "W");
                        }
                        if let Some(name) = present(step, "uses_tool") {
                            let commands = dsl
                                .section("tools")
                                .get(name)
                                .map(|tool| tool.items("commands"))
                                .unwrap_or_default();
                            if commands.is_empty() {
                                tools.mark(name, phase, count, "✓");
                            }
                            for command in commands {
                                tools.mark(
                                    name,
                                    phase,
                                    count,
                                    command.str("category").unwrap_or_default(),
                                );
                            }
                        }
                    }
                }
                "validation" => {
                    let Some(validation) = step
                        .str("validation")
                        .and_then(|id| dsl.section("validations").get(id))
                    else {
                        continue;
                    };
                    let executor = validation.str("executor").unwrap_or_default();
                    if validation.str("executor_type") == Some("agent") {
                        agents.mark(executor, phase, count, "validate");
                    } else {
                        tools.mark(executor, phase, count, "verification");
                    }
                    if let Some(target) = validation.str("target_artifact") {
                        artifacts.mark(target, phase, count, "V");
                    }
                }
                _ => {}
            }
        }
    }
    for (name, _) in &mut agents.rows {
        if let Some(role) = dsl
            .section("agents")
            .get(name)
            .and_then(|agent| agent.str("role_name"))
        {
            *name = role.to_owned();
        }
    }
    let parts: Vec<String> = [("Agent", agents), ("Artifact", artifacts), ("Tool", tools)]
        .into_iter()
        .filter(|(_, table)| !table.rows.is_empty())
        .map(|(word, table)| print(word, &phases, &table))
        .collect();
    parts.join("\n\n")
}

fn present<'n>(step: &'n Node, field: &str) -> Option<&'n str> {
    step.get(field)
        .filter(|node| js::truthy(node))
        .and_then(|node| node.value.as_str())
}

fn print(word: &str, phases: &[&str], table: &Table) -> String {
    let mut lines = vec![format!("#### {word} × Phase"), String::new()];
    lines.push(format!("| {word} | {} |", phases.join(" | ")));
    lines.push(format!("|{}", "---|".repeat(phases.len() + 1)));
    for (name, cells) in &table.rows {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| {
                if cell.is_empty() {
                    "—".to_owned()
                } else {
                    cell.join(", ")
                }
            })
            .collect();
        lines.push(format!("| {name} | {} |", cells.join(" | ")));
    }
    lines.join("\n")
}
