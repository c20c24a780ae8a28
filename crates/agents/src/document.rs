//! A parsed document with the answers that checks ask for again and again.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::value::{Map, Node, Text, Value};

/// The sections whose entities may carry guardrails, with the name of their list in a guardrail's scope.
pub(crate) const GUARDED: [&str; 4] = ["agents", "tasks", "tools", "artifacts"];

/// An entity that may carry guardrails.
pub(crate) struct Guarded<'d> {
    pub(crate) section: &'static str,
    pub(crate) id: &'d str,
    pub(crate) entity: &'d Node,
    /// Its own guardrails.
    pub(crate) own: &'d [Node],
}

/// Lists longer than this are searched through a set.
const LONG: usize = 24;

/// A parsed document.
pub(crate) struct Document<'d> {
    pub(crate) root: &'d Node,
    pub(crate) agents: &'d Map,
    pub(crate) tasks: &'d Map,
    pub(crate) artifacts: &'d Map,
    pub(crate) tools: &'d Map,
    pub(crate) validations: &'d Map,
    pub(crate) handoff_types: &'d Map,
    pub(crate) workflow: &'d Map,
    pub(crate) guardrails: &'d Map,
    pub(crate) guardrail_policies: &'d Map,
    pub(crate) order: Vec<&'d str>,
    order_set: HashSet<&'d str>,
    /// Validations in a `validation` step or in a task.
    wired: HashSet<&'d str>,
    /// Guardrails named by a rule of any policy.
    ruled: HashSet<&'d str>,
    /// Section and id of entities that a guardrail's scope names.
    scoped: HashSet<(&'static str, &'d str)>,
    /// The entities that may carry guardrails, section by section.
    pub(crate) guarded: Vec<Guarded<'d>>,
    long: RefCell<HashMap<usize, HashSet<Text>>>,
}

impl<'d> Document<'d> {
    pub(crate) fn new(root: &'d Node) -> Self {
        let workflow = root.section("workflow");
        let tasks = root.section("tasks");
        let guardrails = root.section("guardrails");
        let guardrail_policies = root.section("guardrail_policies");
        let system = root.get("system");
        let order: Vec<&str> = system
            .map(|node| node.texts("default_workflow_order").collect())
            .unwrap_or_default();
        let in_steps = workflow.iter().flat_map(|(_, flow)| flow.items("steps"));
        let in_steps = in_steps
            .filter(|step| step.str("type") == Some("validation"))
            .filter_map(|step| step.str("validation"));
        let in_tasks = tasks.iter().flat_map(|(_, task)| task.texts("validations"));
        let ruled = guardrail_policies
            .iter()
            .flat_map(|(_, policy)| policy.items("rules"));
        let mut scoped = HashSet::new();
        for (_, guardrail) in guardrails.iter() {
            if let Some(scope) = guardrail.get("scope") {
                for section in GUARDED {
                    scoped.extend(scope.texts(section).map(|id| (section, id)));
                }
            }
        }
        let guarded = GUARDED.into_iter().flat_map(|section| {
            let entities = root.section(section).iter();
            entities.map(move |(id, entity)| Guarded {
                section,
                id,
                entity,
                own: entity.items("guardrails"),
            })
        });
        Self {
            root,
            guarded: guarded.collect(),
            agents: root.section("agents"),
            tasks,
            artifacts: root.section("artifacts"),
            tools: root.section("tools"),
            validations: root.section("validations"),
            handoff_types: root.section("handoff_types"),
            workflow,
            guardrails,
            guardrail_policies,
            order_set: order.iter().copied().collect(),
            order,
            wired: in_steps.chain(in_tasks).collect(),
            ruled: ruled.filter_map(|rule| rule.str("guardrail")).collect(),
            scoped,
            long: RefCell::new(HashMap::new()),
        }
    }

    /// True if the list `field` of `node` has `name`.
    pub(crate) fn lists(&self, node: &Node, field: &str, name: &str) -> bool {
        let Some(Value::List(items)) = node.get(field).map(|node| &node.value) else {
            return false;
        };
        if items.len() <= LONG {
            return items.iter().any(|item| item.as_str() == Some(name));
        }
        // The list is shared by the document, which outlives this cache: its address names it.
        let mut long = self.long.borrow_mut();
        let set = long.entry(items.as_ptr() as usize).or_insert_with(|| {
            let texts = items.iter().filter_map(|item| match &item.value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            });
            texts.collect()
        });
        set.contains(name)
    }

    /// True if `system.default_workflow_order` has `id`.
    pub(crate) fn ordered(&self, id: &str) -> bool {
        self.order_set.contains(id)
    }

    /// True if the validation is in a `validation` step or in a task.
    pub(crate) fn wired(&self, id: &str) -> bool {
        self.wired.contains(id)
    }

    /// True if a rule of any policy names the guardrail.
    pub(crate) fn ruled(&self, id: &str) -> bool {
        self.ruled.contains(id)
    }

    /// True if an entity has guardrails of its own or is in the scope of one.
    pub(crate) fn is_guarded(&self, one: &Guarded<'_>) -> bool {
        !one.own.is_empty() || self.scoped.contains(&(one.section, one.id))
    }

    /// The section of that name.
    pub(crate) fn section(&self, name: &str) -> &'d Map {
        self.root.section(name)
    }

    /// The target agent of a task, if it exists.
    pub(crate) fn target(&self, task: &Node) -> Option<(&'d str, &'d Node)> {
        let entry = self.agents.entry(task.str("target_agent")?)?;
        Some((&entry.key, &entry.node))
    }
}
