//! What contexts say of workflows and of guardrails (specification 15.2 to 15.4).

use std::collections::{HashMap, HashSet};

use super::contexts::{Contexts, copy, named};
use crate::value::{Map, Node};

impl<'d> Contexts<'d> {
    pub(super) fn workflow(&self, map: &mut Map, id: &str, workflow: &Node) {
        let steps = workflow.items("steps");
        let mut named_tasks: HashSet<&str> = HashSet::new();
        for step in steps {
            if matches!(step.str("type"), Some("delegate" | "handoff")) {
                named_tasks.extend(step.str("task"));
                if let Some(retry) = step.get("retry") {
                    named_tasks.extend(retry.str("fix_task"));
                    named_tasks.extend(retry.str("revalidate_task"));
                }
            }
        }
        let mut related: Vec<usize> = Vec::new();
        for (at, (task_id, task)) in self.tasks.iter().enumerate() {
            if task.str("workflow") == Some(id) || named_tasks.contains(&**task_id) {
                related.push(at);
            }
        }
        let tasks: Vec<&Node> = related
            .iter()
            .map(|at| &self.tasks.entries()[*at].node)
            .collect();
        let validations = self.root.section("validations");
        let step_validations: Vec<&str> = steps
            .iter()
            .filter(|step| step.str("type") == Some("validation"))
            .filter_map(|step| step.str("validation"))
            .collect();
        let mut agent_names: Vec<&str> = Vec::new();
        for task in &tasks {
            agent_names.extend(task.str("target_agent"));
            agent_names.extend(task.texts("allowed_from_agents"));
        }
        for step in steps {
            match step.str("type") {
                Some("validation") => {
                    let validation = step.str("validation").and_then(|id| validations.get(id));
                    let by_agent =
                        validation.filter(|one| one.str("executor_type") == Some("agent"));
                    agent_names.extend(by_agent.and_then(|one| one.str("executor")));
                }
                _ => agent_names.extend(step.str("from_agent")),
            }
        }
        let agents = named(self.root.section("agents"), agent_names.into_iter());
        let execution = || tasks.iter().flat_map(|task| task.items("execution_steps"));
        let tools = agents
            .iter()
            .flat_map(|(_, agent)| agent.texts("can_execute_tools"));
        let tools = named(
            self.root.section("tools"),
            tools.chain(execution().filter_map(|step| step.str("uses_tool"))),
        );
        let mut artifact_names: Vec<&str> = Vec::new();
        for task in &tasks {
            artifact_names.extend(task.texts("input_artifacts"));
            for step in task.items("execution_steps") {
                artifact_names.extend(step.str("produces_artifact"));
                artifact_names.extend(step.str("reads_artifact"));
            }
        }
        for (_, agent) in agents.iter() {
            artifact_names.extend(agent.texts("can_read_artifacts"));
            artifact_names.extend(agent.texts("can_write_artifacts"));
        }
        let artifacts = named(self.root.section("artifacts"), artifact_names.into_iter());
        let from_tasks = tasks.iter().flat_map(|task| task.texts("validations"));
        let validations = named(validations, step_validations.into_iter().chain(from_tasks));
        map.insert("relatedTasks", self.task_list(&related));
        map.insert("relatedAgents", agents);
        map.insert("relatedTools", tools);
        map.insert("relatedArtifacts", artifacts);
        map.insert("relatedValidations", validations);
    }

    pub(super) fn guardrails(&self, section: &'static str, id: &str, entity: &Node) -> Vec<Node> {
        let all = self.root.section("guardrails");
        let by_scope = self
            .scoped
            .get(&(section, id))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let own: Vec<usize> = entity
            .texts("guardrails")
            .filter_map(|name| all.position(name))
            .collect();
        let mut seen = HashSet::new();
        let mut out = Vec::new();
        for at in own.iter().chain(by_scope) {
            if !seen.insert(*at) {
                continue;
            }
            let entry = &all.entries()[*at];
            let source = match (own.contains(at), by_scope.contains(at)) {
                (true, true) => "both",
                (true, false) => "entity",
                _ => "scope",
            };
            let mut map = Map::new();
            map.insert("guardrail_id", Node::from(entry.key.clone()));
            for field in ["description", "rationale", "tags"] {
                copy(&mut map, &entry.node, field);
            }
            map.insert("source", source);
            if let Some(rule) = self.first_rule.get(&*entry.key) {
                copy(&mut map, rule, "severity");
                copy(&mut map, rule, "action");
            }
            out.push(map.into());
        }
        out
    }

    pub(super) fn enforcement(&self, policy: &Node, bindings: &[Node]) -> Vec<Node> {
        let guardrails = self.root.section("guardrails");
        let mut triggers: HashMap<&str, &str> = HashMap::new();
        for binding in bindings {
            for (id, implementation) in binding.section("guardrail_impl").iter() {
                for check in implementation.items("checks") {
                    if let Some(kind) = check.get("matcher").and_then(|matcher| matcher.str("type"))
                    {
                        triggers.insert(id, kind);
                    }
                }
            }
        }
        let mut out = Vec::new();
        for rule in policy.items("rules") {
            let id = rule.str("guardrail").unwrap_or_default();
            let Some(guardrail) = guardrails.get(id) else {
                continue;
            };
            let mut map = Map::new();
            map.insert("guardrail_id", id);
            copy(&mut map, guardrail, "description");
            copy(&mut map, rule, "severity");
            copy(&mut map, rule, "action");
            let scope = guardrail.get("scope").cloned().unwrap_or_default();
            for (key, kind) in [
                ("scoped_agents", "agents"),
                ("scoped_tasks", "tasks"),
                ("scoped_workflows", "workflows"),
                ("scoped_tools", "tools"),
                ("scoped_artifacts", "artifacts"),
            ] {
                map.insert(key, scope.items(kind).to_vec());
            }
            map.insert(
                "allow_override",
                rule.get("allow_override")
                    .and_then(|node| node.value.as_bool())
                    == Some(true),
            );
            map.insert(
                "override_requires",
                rule.items("override_requires").to_vec(),
            );
            map.insert(
                "trigger",
                triggers
                    .get(id)
                    .map_or_else(Node::default, |kind| Node::from(*kind)),
            );
            let escalation = rule.get("escalation").map(|escalation| {
                let mut map = Map::new();
                copy(&mut map, escalation, "target");
                map.insert(
                    "condition",
                    escalation.get("condition").cloned().unwrap_or_default(),
                );
                Node::from(map)
            });
            map.insert("escalation", escalation.unwrap_or_default());
            out.push(map.into());
        }
        out
    }
}
