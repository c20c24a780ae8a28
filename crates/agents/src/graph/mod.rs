//! A system as a graph: what there is, what names what, and what the checks found there.
//!
//! [`Graph::of`] reads a parsed document; [`Graph::to_html`] writes one self-contained page (no network, no other file)
//! that can be searched and filtered, [`Graph::to_svg`] and [`Graph::to_mermaid`] the picture alone.

mod layout;
mod page;

use std::collections::HashMap;

use crate::finding::Finding;
use crate::value::Node;

/// What a node stands for; also the columns of the picture, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A workflow.
    Workflow,
    /// An agent.
    Agent,
    /// A task.
    Task,
    /// A handoff type.
    Handoff,
    /// An artifact.
    Artifact,
    /// A tool.
    Tool,
    /// A validation.
    Validation,
    /// A guardrail.
    Guardrail,
}

impl Kind {
    /// All kinds in order.
    pub const ALL: [Self; 8] = [
        Self::Workflow,
        Self::Agent,
        Self::Task,
        Self::Handoff,
        Self::Artifact,
        Self::Tool,
        Self::Validation,
        Self::Guardrail,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Workflow => "workflow",
            Self::Agent => "agent",
            Self::Task => "task",
            Self::Handoff => "handoff",
            Self::Artifact => "artifact",
            Self::Tool => "tool",
            Self::Validation => "validation",
            Self::Guardrail => "guardrail",
        }
    }

    /// The section of the document that holds it.
    pub fn section(self) -> &'static str {
        match self {
            Self::Workflow => "workflow",
            Self::Agent => "agents",
            Self::Task => "tasks",
            Self::Handoff => "handoff_types",
            Self::Artifact => "artifacts",
            Self::Tool => "tools",
            Self::Validation => "validations",
            Self::Guardrail => "guardrails",
        }
    }
}

/// A node of the graph.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it stands for.
    pub kind: Kind,
    /// Its id in the document.
    pub id: String,
    /// What it is called, or what it does, in one line.
    pub label: String,
    /// What the checks found there: rule, severity word and message.
    pub findings: Vec<(String, &'static str, String)>,
}

/// An edge of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Index of the node it starts at.
    pub from: usize,
    /// Index of the node it ends at.
    pub to: usize,
    /// What it says: `reads`, `runs`, `guards`.
    pub word: &'static str,
}

/// A system as a graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The name of the system.
    pub title: String,
    /// The nodes, by kind and then in document order.
    pub items: Vec<Item>,
    /// The edges; each once.
    pub links: Vec<Link>,
    /// What the checks found elsewhere.
    pub findings: Vec<(String, &'static str, String)>,
}

impl Graph {
    /// The graph of a parsed document with the findings of its checks.
    pub fn of(root: &Node, findings: &[Finding]) -> Self {
        let system = root.get("system");
        let mut graph = Self {
            title: system
                .and_then(|node| node.str("name"))
                .unwrap_or("system")
                .to_owned(),
            ..Self::default()
        };
        let mut index: HashMap<(Kind, String), usize> = HashMap::new();
        for kind in Kind::ALL {
            for (id, node) in root.section(kind.section()).iter() {
                let label = ["role_name", "description", "kind", "type"]
                    .iter()
                    .find_map(|field| node.str(field))
                    .unwrap_or_default();
                index.insert((kind, id.to_string()), graph.items.len());
                graph.items.push(Item {
                    kind,
                    id: id.to_string(),
                    label: label.to_owned(),
                    findings: Vec::new(),
                });
            }
        }
        graph.link_all(root, &index);
        for finding in findings {
            let entry = (
                finding.code.to_owned(),
                finding.severity.word(),
                finding.message.clone(),
            );
            let owner = Kind::ALL.iter().find_map(|kind| {
                let rest = finding
                    .path
                    .strip_prefix(kind.section())?
                    .strip_prefix('.')?;
                // Ids may hold dots: the longest id that fits is meant.
                let fits = |id: &str| {
                    rest.strip_prefix(id)
                        .is_some_and(|after| after.is_empty() || after.starts_with(['.', '[']))
                };
                let ids = root.section(kind.section()).keys().filter(|id| fits(id));
                let id = ids.max_by_key(|id| id.len())?;
                index.get(&(*kind, id.to_string())).copied()
            });
            match owner {
                Some(at) => graph.items[at].findings.push(entry),
                None => graph.findings.push(entry),
            }
        }
        graph
    }

    fn link_all(&mut self, root: &Node, index: &HashMap<(Kind, String), usize>) {
        use Kind::{Agent, Artifact, Guardrail, Handoff, Task, Tool, Validation, Workflow};
        let mut link = |from: (Kind, &str), to: (Kind, &str), word: &'static str| {
            let find = |(kind, id): (Kind, &str)| index.get(&(kind, id.to_owned())).copied();
            if let (Some(from), Some(to)) = (find(from), find(to)) {
                let link = Link { from, to, word };
                self.links.push(link);
            }
        };
        for (id, agent) in root.section("agents").iter() {
            for (field, kind, word) in [
                ("can_read_artifacts", Artifact, "reads"),
                ("can_write_artifacts", Artifact, "writes"),
                ("can_execute_tools", Tool, "runs"),
                ("can_perform_validations", Validation, "performs"),
                ("can_invoke_agents", Agent, "invokes"),
                ("can_return_handoffs", Handoff, "returns"),
            ] {
                agent
                    .texts(field)
                    .for_each(|name| link((Agent, id), (kind, name), word));
            }
        }
        for (id, task) in root.section("tasks").iter() {
            for (field, kind, word) in [
                ("target_agent", Agent, "done by"),
                ("workflow", Workflow, "part of"),
                ("invocation_handoff", Handoff, "starts with"),
                ("result_handoff", Handoff, "ends with"),
            ] {
                if let Some(name) = task.str(field) {
                    link((Task, id), (kind, name), word);
                }
            }
            task.texts("input_artifacts")
                .for_each(|name| link((Task, id), (Artifact, name), "takes"));
            task.texts("validations")
                .for_each(|name| link((Task, id), (Validation, name), "checked by"));
            for step in task.items("execution_steps") {
                for (field, kind, word) in [
                    ("uses_tool", Tool, "uses"),
                    ("produces_artifact", Artifact, "produces"),
                    ("reads_artifact", Artifact, "reads"),
                ] {
                    if let Some(name) = step.str(field) {
                        link((Task, id), (kind, name), word);
                    }
                }
            }
        }
        for (id, artifact) in root.section("artifacts").iter() {
            if let Some(owner) = artifact.str("owner") {
                link((Agent, owner), (Artifact, id), "owns");
            }
            artifact
                .texts("required_validations")
                .for_each(|name| link((Artifact, id), (Validation, name), "requires"));
        }
        for (id, validation) in root.section("validations").iter() {
            if let Some(name) = validation.str("target_artifact") {
                link((Validation, id), (Artifact, name), "checks");
            }
            if let (Some("tool"), Some(name)) =
                (validation.str("executor_type"), validation.str("executor"))
            {
                link((Validation, id), (Tool, name), "run by");
            }
        }
        for (id, workflow) in root.section("workflow").iter() {
            for step in workflow.items("steps") {
                for (field, kind, word) in [
                    ("task", Task, "delegates"),
                    ("gate_kind", Handoff, "waits for"),
                    ("validation", Validation, "runs"),
                ] {
                    if let Some(name) = step.str(field) {
                        link((Workflow, id), (kind, name), word);
                    }
                }
            }
        }
        for (id, guardrail) in root.section("guardrails").iter() {
            let scope = guardrail.get("scope").cloned().unwrap_or_default();
            for (field, kind) in [
                ("agents", Agent),
                ("tasks", Task),
                ("tools", Tool),
                ("artifacts", Artifact),
                ("workflows", Workflow),
            ] {
                scope
                    .texts(field)
                    .for_each(|name| link((Guardrail, id), (kind, name), "guards"));
            }
        }
        for kind in [Agent, Task, Tool, Artifact] {
            for (id, entity) in root.section(kind.section()).iter() {
                entity
                    .texts("guardrails")
                    .for_each(|name| link((Guardrail, name), (kind, id), "guards"));
            }
        }
        let mut seen = std::collections::HashSet::new();
        self.links
            .retain(|link| seen.insert((link.from, link.to, link.word)));
    }

    /// The graph as a Mermaid flow chart.
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        for kind in Kind::ALL {
            let items: Vec<(usize, &Item)> = self
                .items
                .iter()
                .enumerate()
                .filter(|(_, item)| item.kind == kind)
                .collect();
            if items.is_empty() {
                continue;
            }
            out.push_str(&format!("    subgraph {}s\n", kind.word()));
            for (at, item) in items {
                let text = item.id.replace('"', "#quot;");
                out.push_str(&format!("        n{at}[\"{text}\"]\n"));
            }
            out.push_str("    end\n");
        }
        for link in &self.links {
            out.push_str(&format!(
                "    n{} -->|{}| n{}\n",
                link.from, link.word, link.to
            ));
        }
        out
    }
}
