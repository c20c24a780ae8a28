//! What templates see (specification 15): one context per entity, built from indexes of the document.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::flatten;
use crate::value::{Map, Node, Value};

/// The section that a context walks over.
pub(crate) fn section_of(context: &str) -> &'static str {
    match context {
        "agent" => "agents",
        "task" => "tasks",
        "artifact" => "artifacts",
        "tool" => "tools",
        "validation" => "validations",
        "handoff_type" => "handoff_types",
        "policy" => "policies",
        "guardrail" => "guardrails",
        "guardrail_policy" => "guardrail_policies",
        _ => "workflow",
    }
}

/// What bindings and the active policy add to the `system` context.
#[derive(Debug, Clone, Default)]
pub struct Enforcement {
    /// The binding documents.
    pub bindings: Vec<Node>,
    /// The active policy, if it exists.
    pub policy: Option<Node>,
}

/// A parsed document, indexed for building contexts.
pub struct Contexts<'d> {
    pub(super) root: &'d Node,
    pub(super) tasks: &'d Map,
    tasks_of_agent: HashMap<&'d str, Vec<usize>>,
    tasks_from_agent: HashMap<&'d str, Vec<usize>>,
    tasks_of_handoff: HashMap<&'d str, Vec<usize>>,
    pub(super) scoped: HashMap<(&'static str, &'d str), Vec<usize>>,
    pub(super) first_rule: HashMap<&'d str, &'d Node>,
    validations_of_artifact: HashMap<&'d str, Vec<usize>>,
    validations_of_tool: HashMap<&'d str, Vec<usize>>,
    tools_of_artifact: HashMap<&'d str, Vec<usize>>,
}

impl<'d> Contexts<'d> {
    /// Indexes a parsed document.
    pub fn new(root: &'d Node) -> Self {
        let tasks = root.section("tasks");
        let mut this = Self {
            root,
            tasks,
            tasks_of_agent: HashMap::new(),
            tasks_from_agent: HashMap::new(),
            tasks_of_handoff: HashMap::new(),
            scoped: HashMap::new(),
            first_rule: HashMap::new(),
            validations_of_artifact: HashMap::new(),
            validations_of_tool: HashMap::new(),
            tools_of_artifact: HashMap::new(),
        };
        let once = |list: &mut Vec<usize>, at: usize| {
            if list.last() != Some(&at) {
                list.push(at);
            }
        };
        for (at, (_, task)) in tasks.iter().enumerate() {
            if let Some(agent) = task.str("target_agent") {
                this.tasks_of_agent.entry(agent).or_default().push(at);
            }
            for agent in task.texts("allowed_from_agents") {
                once(this.tasks_from_agent.entry(agent).or_default(), at);
            }
            for field in ["invocation_handoff", "result_handoff"] {
                if let Some(handoff) = task.str(field) {
                    once(this.tasks_of_handoff.entry(handoff).or_default(), at);
                }
            }
        }
        for (at, (_, guardrail)) in root.section("guardrails").iter().enumerate() {
            let Some(scope) = guardrail.get("scope") else {
                continue;
            };
            for section in crate::document::GUARDED {
                for id in scope.texts(section) {
                    once(this.scoped.entry((section, id)).or_default(), at);
                }
            }
        }
        for (_, policy) in root.section("guardrail_policies").iter() {
            for rule in policy.items("rules") {
                if let Some(id) = rule.str("guardrail") {
                    this.first_rule.entry(id).or_insert(rule);
                }
            }
        }
        for (at, (_, validation)) in root.section("validations").iter().enumerate() {
            if let Some(artifact) = validation.str("target_artifact") {
                this.validations_of_artifact
                    .entry(artifact)
                    .or_default()
                    .push(at);
            }
            if let Some(tool) = validation
                .str("executor")
                .filter(|_| validation.str("executor_type") == Some("tool"))
            {
                this.validations_of_tool.entry(tool).or_default().push(at);
            }
        }
        for (at, (_, tool)) in root.section("tools").iter().enumerate() {
            for artifact in tool
                .texts("input_artifacts")
                .chain(tool.texts("output_artifacts"))
            {
                once(this.tools_of_artifact.entry(artifact).or_default(), at);
            }
        }
        this
    }

    /// The context of one entity.
    pub fn entity(&self, context: &str, id: &str) -> Map {
        let section = section_of(context);
        let Some(entity) = self.root.section(section).get(id) else {
            return Map::new();
        };
        let mut map = Map::new();
        map.insert(context, with_id(id, entity));
        match context {
            "agent" => self.agent(&mut map, id, entity),
            "task" => self.task(&mut map, id, entity),
            "artifact" => self.artifact(&mut map, id, entity),
            "tool" => self.tool(&mut map, id, entity),
            "handoff_type" => {
                let tasks = self.tasks_of_handoff.get(id);
                map.insert(
                    "relatedTasks",
                    self.task_list(tasks.map(Vec::as_slice).unwrap_or_default()),
                );
            }
            "workflow" => self.workflow(&mut map, id, entity),
            _ => {}
        }
        map.insert("dsl", self.root.clone());
        map
    }

    /// The context of the whole system.
    pub fn system(&self, enforcement: Option<&Enforcement>) -> Map {
        let mut map = Map::new();
        map.insert(
            "system",
            self.root.get("system").cloned().unwrap_or_default(),
        );
        map.insert("dsl", self.root.clone());
        if let Some(enforcement) = enforcement {
            map.insert("bindings", enforcement.bindings.clone());
            if let Some(policy) = &enforcement.policy {
                map.insert(
                    "guardrailEnforcement",
                    self.enforcement(policy, &enforcement.bindings),
                );
            }
        }
        map
    }

    fn agent(&self, map: &mut Map, id: &str, agent: &Node) {
        let received = self
            .tasks_of_agent
            .get(id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let delegated = self
            .tasks_from_agent
            .get(id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let tasks = self.task_list(received);
        map.insert("receivableTasks", tasks.clone());
        map.insert("tasks", tasks);
        map.insert(
            "delegatableTasks",
            delegated
                .iter()
                .map(|at| self.delegatable(*at))
                .collect::<Vec<_>>(),
        );
        let artifacts = agent
            .texts("can_read_artifacts")
            .chain(agent.texts("can_write_artifacts"));
        map.insert(
            "relatedArtifacts",
            subset(self.root.section("artifacts"), artifacts),
        );
        map.insert(
            "relatedTools",
            subset(self.root.section("tools"), agent.texts("can_execute_tools")),
        );
        let mut handoffs: Vec<&str> = agent.texts("can_return_handoffs").collect();
        for at in received.iter().chain(delegated) {
            let task = &self.tasks.entries()[*at].node;
            handoffs.extend(task.str("invocation_handoff"));
            handoffs.extend(task.str("result_handoff"));
        }
        map.insert(
            "relatedHandoffTypes",
            subset(self.root.section("handoff_types"), handoffs.into_iter()),
        );
        map.insert("mergedBehavior", self.merged_behavior(agent, received));
        map.insert("relatedGuardrails", self.guardrails("agents", id, agent));
        map.insert(
            "relatedValidations",
            self.validation_list(agent.texts("can_perform_validations")),
        );
    }

    fn delegatable(&self, at: usize) -> Node {
        let entry = &self.tasks.entries()[at];
        let task = &entry.node;
        let mut map = Map::new();
        map.insert("id", Node::from(entry.key.clone()));
        for field in ["description", "target_agent", "workflow", "input_artifacts"] {
            copy(&mut map, task, field);
        }
        for (field, keys) in [
            ("invocation_handoff", "invocation_payload_keys"),
            ("result_handoff", "result_payload_keys"),
        ] {
            copy(&mut map, task, field);
            let handoff = task
                .str(field)
                .and_then(|id| self.root.section("handoff_types").get(id));
            let schema = handoff.and_then(|handoff| handoff.get("schema"));
            map.insert(keys, schema.map(flatten::payload_keys).unwrap_or_default());
        }
        map.into()
    }

    fn merged_behavior(&self, agent: &Node, received: &[usize]) -> Map {
        let mut map = Map::new();
        for field in [
            "responsibilities",
            "constraints",
            "rules",
            "anti_patterns",
            "escalation_criteria",
            "execution_steps",
            "completion_criteria",
        ] {
            let own = !matches!(field, "execution_steps" | "completion_criteria");
            let mut items: Vec<Node> = if own {
                agent.items(field).to_vec()
            } else {
                Vec::new()
            };
            for at in received {
                for item in self.tasks.entries()[*at].node.items(field) {
                    let known = (field == "rules")
                        .then(|| {
                            items
                                .iter()
                                .position(|other| other.str("id") == item.str("id"))
                        })
                        .flatten();
                    match known {
                        Some(at) => items[at] = item.clone(),
                        None => items.push(item.clone()),
                    }
                }
            }
            map.insert(field, items);
        }
        map
    }

    fn task(&self, map: &mut Map, id: &str, task: &Node) {
        let target = task
            .str("target_agent")
            .and_then(|id| self.root.section("agents").entry(id));
        map.insert(
            "targetAgent",
            target.map_or_else(Node::default, |entry| with_id(&entry.key, &entry.node)),
        );
        map.insert("relatedGuardrails", self.guardrails("tasks", id, task));
        map.insert(
            "relatedValidations",
            self.validation_list(task.texts("validations")),
        );
    }

    fn artifact(&self, map: &mut Map, id: &str, artifact: &Node) {
        let agents = self.root.section("agents");
        map.insert(
            "relatedTools",
            at_positions(self.root.section("tools"), self.tools_of_artifact.get(id)),
        );
        map.insert(
            "relatedValidations",
            at_positions(
                self.root.section("validations"),
                self.validations_of_artifact.get(id),
            ),
        );
        map.insert("producerAgents", named(agents, artifact.texts("producers")));
        map.insert("consumerAgents", named(agents, artifact.texts("consumers")));
        map.insert("editorAgents", named(agents, artifact.texts("editors")));
        let mut workflows: Vec<Node> = Vec::new();
        let mut seen = HashSet::new();
        for (_, task) in self.tasks.iter() {
            let agent = task.str("target_agent").and_then(|agent| agents.get(agent));
            let writes = agent
                .is_some_and(|agent| agent.texts("can_write_artifacts").any(|name| name == id));
            let produces = task
                .items("execution_steps")
                .iter()
                .any(|step| step.str("produces_artifact") == Some(id));
            if let Some(workflow) = task.str("workflow").filter(|_| writes || produces)
                && seen.insert(workflow)
            {
                workflows.push(workflow.into());
            }
        }
        map.insert("createdInWorkflows", workflows);
        map.insert(
            "relatedGuardrails",
            self.guardrails("artifacts", id, artifact),
        );
    }

    fn tool(&self, map: &mut Map, id: &str, tool: &Node) {
        let artifacts = self.root.section("artifacts");
        map.insert(
            "invokableAgents",
            named(self.root.section("agents"), tool.texts("invokable_by")),
        );
        map.insert(
            "inputArtifactDetails",
            named(artifacts, tool.texts("input_artifacts")),
        );
        map.insert(
            "outputArtifactDetails",
            named(artifacts, tool.texts("output_artifacts")),
        );
        map.insert("relatedGuardrails", self.guardrails("tools", id, tool));
        let validations = self.root.section("validations");
        let mut names: Vec<&str> = self
            .validations_of_tool
            .get(id)
            .into_iter()
            .flatten()
            .map(|at| &*validations.entries()[*at].key)
            .collect();
        names.sort_by(|a, b| crate::js::compare_units(a, b));
        map.insert(
            "relatedValidations",
            self.validation_list(names.into_iter()),
        );
    }

    pub(super) fn task_list(&self, at: &[usize]) -> Vec<Node> {
        let entries = self.tasks.entries();
        at.iter()
            .map(|at| with_id(&entries[*at].key, &entries[*at].node))
            .collect()
    }

    fn validation_list<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Node> {
        let validations = self.root.section("validations");
        names
            .filter_map(|name| Some((name, validations.get(name)?)))
            .map(|(name, validation)| {
                let mut map = Map::new();
                map.insert("validation_id", name);
                for field in [
                    "kind",
                    "target_artifact",
                    "executor_type",
                    "blocking",
                    "produces_evidence",
                ] {
                    copy(&mut map, validation, field);
                }
                map.into()
            })
            .collect()
    }
}

pub(super) fn copy(map: &mut Map, from: &Node, field: &str) {
    if let Some(node) = from.get(field) {
        map.insert(field, node.clone());
    }
}

/// The entity with its id in front.
fn with_id(id: &str, entity: &Node) -> Node {
    let mut map = Map::new();
    map.insert("id", id);
    if let Value::Map(own) = &entity.value {
        for entry in own.entries() {
            map.insert_entry(entry.clone());
        }
    }
    Node {
        value: Value::map(map),
        at: entity.at,
    }
}

/// The named entries, in the order of the section.
fn subset<'n>(section: &Map, names: impl Iterator<Item = &'n str>) -> Map {
    let mut positions: Vec<usize> = names.filter_map(|name| section.position(name)).collect();
    positions.sort_unstable();
    positions.dedup();
    at_positions(section, Some(&positions))
}

/// The named entries, in the order of the names.
pub(super) fn named<'n>(section: &Map, names: impl Iterator<Item = &'n str>) -> Map {
    let mut map = Map::new();
    for name in names {
        if let Some(entry) = section.entry(name)
            && !map.contains(name)
        {
            map.insert_entry(entry.clone());
        }
    }
    map
}

fn at_positions(section: &Map, positions: Option<&Vec<usize>>) -> Map {
    let mut map = Map::new();
    for at in positions.into_iter().flatten() {
        map.insert_entry(section.entries()[*at].clone());
    }
    map
}

/// A context as a value that templates are rendered with.
impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(Arc::new(map))
    }
}
