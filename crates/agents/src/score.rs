//! The completeness score (specification 13).

use crate::document::Document;
use crate::js;
use crate::value::{Map, Node, Value};

/// One of the eight dimensions.
#[derive(Debug, Clone)]
pub struct Dimension {
    /// Its name in JSON output.
    pub id: &'static str,
    /// Its name in text output.
    pub label: &'static str,
    /// What is there.
    pub score: usize,
    /// What could be there.
    pub total: usize,
    /// `score` of `total` in percent, rounded half up; 100 if nothing could be there.
    pub percent: u32,
    /// How much it counts.
    pub weight: u32,
    /// What to do, at most one line.
    pub recommendations: Vec<String>,
}

/// The score of a document.
#[derive(Debug, Clone)]
pub struct Score {
    /// The weighted mean of all dimensions, rounded half up.
    pub overall: u32,
    /// The dimensions, in order.
    pub dimensions: Vec<Dimension>,
}

/// Scores a parsed document.
pub fn score(root: &Node) -> Score {
    let doc = Document::new(root);
    let dimensions = vec![
        artifact_validation(&doc),
        task_validation(&doc),
        guardrail_policy(&doc),
        workflow_validation(&doc),
        completeness(&doc),
        bidirectionality(&doc),
        scope_resolution(&doc),
        entity_guardrails(&doc),
    ];
    let weights: u32 = dimensions.iter().map(|one| one.weight).sum();
    let sum: u32 = dimensions.iter().map(|one| one.percent * one.weight).sum();
    Score {
        overall: rounded(f64::from(sum) / f64::from(weights)),
        dimensions,
    }
}

fn percent(score: usize, total: usize) -> u32 {
    if total == 0 {
        return 100;
    }
    rounded(score as f64 / total as f64 * 100.0)
}

/// Rounded half up, on doubles, as the recorded scores are.
fn rounded(value: f64) -> u32 {
    (value + 0.5).floor() as u32
}

fn dimension(
    id: &'static str,
    label: &'static str,
    weight: u32,
    score: usize,
    total: usize,
    advice: Option<String>,
) -> Dimension {
    Dimension {
        id,
        label,
        score,
        total,
        percent: percent(score, total),
        weight,
        recommendations: advice.into_iter().collect(),
    }
}

/// A dimension that counts entities; the advice lists those that lack something.
fn entities<'n>(
    id: &'static str,
    label: &'static str,
    weight: u32,
    all: impl Iterator<Item = (&'n str, bool)>,
    words: &str,
) -> Dimension {
    let mut lacking = Vec::new();
    let mut total = 0;
    for (name, good) in all {
        total += 1;
        if !good {
            lacking.push(name);
        }
    }
    let advice =
        (!lacking.is_empty()).then(|| format!("{} {words}: {}", lacking.len(), lacking.join(", ")));
    dimension(id, label, weight, total - lacking.len(), total, advice)
}

fn artifact_validation(doc: &Document<'_>) -> Dimension {
    let all = doc
        .artifacts
        .iter()
        .map(|(id, node)| (&**id, !node.items("required_validations").is_empty()));
    entities(
        "artifact-validation-coverage",
        "Artifact validation coverage",
        3,
        all,
        "artifacts without required_validations",
    )
}

fn task_validation(doc: &Document<'_>) -> Dimension {
    let all = doc
        .tasks
        .iter()
        .map(|(id, node)| (&**id, !node.items("validations").is_empty()));
    entities(
        "task-validation-coverage",
        "Task validation coverage",
        3,
        all,
        "tasks without validations",
    )
}

fn guardrail_policy(doc: &Document<'_>) -> Dimension {
    let all = doc.guardrails.keys().map(|id| (&**id, doc.ruled(id)));
    entities(
        "guardrail-policy-coverage",
        "Guardrail policy coverage",
        2,
        all,
        "guardrails without policy rule",
    )
}

fn workflow_validation(doc: &Document<'_>) -> Dimension {
    let blocking = doc.validations.iter().filter(|(_, node)| {
        node.get("blocking").and_then(|node| node.value.as_bool()) == Some(true)
    });
    let all = blocking.map(|(id, _)| (&**id, doc.wired(id)));
    entities(
        "workflow-validation-integration",
        "Workflow validation integration",
        3,
        all,
        "blocking validations not in any workflow or task",
    )
}

/// The optional fields that count, by section.
const SLOTS: [(&str, &[&str]); 6] = [
    ("agents", &["responsibilities", "constraints", "rules"]),
    (
        "tasks",
        &[
            "description",
            "responsibilities",
            "execution_steps",
            "completion_criteria",
        ],
    ),
    ("artifacts", &["description", "visibility"]),
    ("tools", &["description", "commands"]),
    ("workflow", &["description", "trigger", "entry_conditions"]),
    ("guardrails", &["rationale", "tags"]),
];

fn completeness(doc: &Document<'_>) -> Dimension {
    let (mut score, mut total) = (0, 0);
    let mut low = Vec::new();
    for (section, fields) in SLOTS {
        let entities = doc.section(section);
        if entities.is_empty() {
            continue;
        }
        let slots = entities.len() * fields.len();
        let filled = entities
            .iter()
            .map(|(_, node)| {
                fields
                    .iter()
                    .filter(|field| is_filled(node.get(field)))
                    .count()
            })
            .sum::<usize>();
        if percent(filled, slots) < 50 {
            low.push(format!("{section} ({}%)", percent(filled, slots)));
        }
        score += filled;
        total += slots;
    }
    let advice = (!low.is_empty()).then(|| format!("Low completeness in: {}", low.join(", ")));
    dimension(
        "schema-completeness",
        "Schema completeness",
        1,
        score,
        total,
        advice,
    )
}

fn is_filled(node: Option<&Node>) -> bool {
    match node.map(|node| &node.value) {
        None | Some(Value::Null) => false,
        Some(Value::Text(text)) => !text.is_empty(),
        Some(Value::List(items)) => !items.is_empty(),
        Some(_) => true,
    }
}

fn bidirectionality(doc: &Document<'_>) -> Dimension {
    let mut total = 0;
    let mut failed = Vec::new();
    let mut count = |good: bool, text: &dyn Fn() -> String| {
        total += 1;
        if !good {
            failed.push(text());
        }
    };
    for (id, agent) in doc.agents.iter() {
        for name in agent.texts("can_execute_tools") {
            let good = doc
                .tools
                .get(name)
                .is_some_and(|tool| doc.lists(tool, "invokable_by", id));
            count(good, &|| format!("agent {id} → tool {name}"));
        }
        for (field, word, lists) in [
            (
                "can_write_artifacts",
                "write",
                &["producers", "editors"][..],
            ),
            (
                "can_read_artifacts",
                "read",
                &["consumers", "producers", "editors"][..],
            ),
        ] {
            for name in agent.texts(field) {
                let artifact = doc.artifacts.get(name);
                let good = artifact
                    .is_some_and(|artifact| lists.iter().any(|list| doc.lists(artifact, list, id)));
                count(good, &|| format!("agent {id} → artifact {name} ({word})"));
            }
        }
    }
    for (id, tool) in doc.tools.iter() {
        for name in tool.texts("invokable_by") {
            let good = doc
                .agents
                .get(name)
                .is_some_and(|agent| doc.lists(agent, "can_execute_tools", id));
            count(good, &|| format!("tool {id} → agent {name}"));
        }
    }
    let score = total - failed.len();
    let advice = first_five(&failed, "unreciprocated cross-references");
    dimension(
        "cross-reference-bidirectionality",
        "Cross-reference bidirectionality",
        2,
        score,
        total,
        advice,
    )
}

fn first_five(failed: &[String], words: &str) -> Option<String> {
    if failed.is_empty() {
        return None;
    }
    let shown = failed
        .iter()
        .take(5)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = failed.len().saturating_sub(5);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Some(format!("{} {words}: {shown}{more}", failed.len()))
}

fn scope_resolution(doc: &Document<'_>) -> Dimension {
    let mut total = 0;
    let mut failed = Vec::new();
    for (id, guardrail) in doc.guardrails.iter() {
        let Some(scope) = guardrail.get("scope") else {
            continue;
        };
        for kind in ["agents", "tasks", "tools", "artifacts", "workflows"] {
            let known: &Map = doc.section(if kind == "workflows" {
                "workflow"
            } else {
                kind
            });
            for name in scope.texts(kind) {
                total += 1;
                if !known.contains(name) {
                    failed.push(format!("{id}.scope.{kind}: {name}"));
                }
            }
        }
    }
    let advice = (!failed.is_empty()).then(|| {
        format!(
            "{} unresolved scope refs: {}",
            failed.len(),
            failed.join(", ")
        )
    });
    dimension(
        "guardrail-scope-resolution",
        "Guardrail scope resolution",
        2,
        total - failed.len(),
        total,
        advice,
    )
}

fn entity_guardrails(doc: &Document<'_>) -> Dimension {
    let total = doc.guarded.len();
    let failed = doc.guarded.iter().filter(|one| !doc.is_guarded(one));
    let failed: Vec<String> = failed
        .map(|one| format!("{}.{}", one.section, one.id))
        .collect();
    let advice = first_five(&failed, "entities without guardrails");
    dimension(
        "entity-guardrail-coverage",
        "Entity guardrail coverage",
        1,
        total - failed.len(),
        total,
        advice,
    )
}

impl Score {
    /// The score as pretty JSON.
    pub fn to_json(&self) -> String {
        let dimensions = self.dimensions.iter().map(|one| {
            let texts: Vec<Node> = one
                .recommendations
                .iter()
                .map(|text| Node::from(text.as_str()))
                .collect();
            let number = |value: usize| Node::from(value as f64);
            let map: Map = [
                ("id", Node::from(one.id)),
                ("label", Node::from(one.label)),
                ("score", number(one.score)),
                ("total", number(one.total)),
                ("percent", number(one.percent as usize)),
                ("weight", number(one.weight as usize)),
                ("recommendations", Node::from(texts)),
            ]
            .into_iter()
            .collect();
            Node::from(map)
        });
        let map: Map = [
            ("overall", Node::from(f64::from(self.overall))),
            ("dimensions", Node::from(dimensions.collect::<Vec<_>>())),
        ]
        .into_iter()
        .collect();
        js::json(&Value::map(map), 2)
    }

    /// The score as text, with a final line feed.
    pub fn to_text(&self) -> String {
        let mut out = format!("DSL Completeness Score: {}/100\n\n", self.overall);
        for one in &self.dimensions {
            let word = one.id.split('-').next().unwrap_or_default();
            let parts = if one.total > 0 {
                format!(" ({}/{} {word})", one.score, one.total)
            } else {
                String::new()
            };
            out.push_str(&format!("  {:<40} {:>3}%{parts}\n", one.label, one.percent));
        }
        let advice: Vec<&String> = self
            .dimensions
            .iter()
            .flat_map(|one| &one.recommendations)
            .collect();
        if !advice.is_empty() {
            out.push_str("\nRecommendations:\n");
            for line in advice {
                out.push_str(&format!("  - {line}\n"));
            }
        }
        out
    }
}
