//! The configuration file (specification 2, 21.1): what is where, team by team.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::finding::Severity;
use crate::load::{Failure, FailureKind, FileKind, Files, Sources, paths};
use crate::render::Target;
use crate::schema::{self, Issue, shape::Shape, tables};
use crate::value::{At, Map, Node, Value};

/// The name that is looked for in the working directory.
pub const CONFIG_NAME: &str = "agent-contracts.config.yaml";
/// The document when nothing else is said.
pub const DSL_NAME: &str = "agent-contracts.yaml";

/// One document with all that belongs to it.
#[derive(Debug, Clone)]
pub struct Project {
    /// The team, in multi-team mode.
    pub team: Option<String>,
    /// The entry document, absolute.
    pub dsl: PathBuf,
    /// The folder that all paths of the configuration are relative to.
    pub folder: PathBuf,
    /// Variables; `None` leaves placeholders as they are.
    pub vars: Option<Map>,
    /// Binding files, absolute.
    pub bindings: Vec<PathBuf>,
    /// Path variables of bindings.
    pub paths: Option<Map>,
    /// The active guardrail policy.
    pub policy: Option<String>,
    /// Where the team's interface is written.
    pub interface_output: Option<String>,
}

/// A finding that is accepted.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// The path of the finding; a `*` at its end stands for anything.
    pub path: String,
    /// Why it is accepted.
    pub reason: String,
    /// Where the waiver was written.
    pub at: At,
}

/// A configuration file that was read.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// The projects: one, or one per team in the order of the file.
    pub projects: Vec<Project>,
    /// True in multi-team mode.
    pub multi_team: bool,
    /// The render targets.
    pub renders: Vec<Target>,
    /// True: rules beyond those that existing projects know run, too.
    pub extra_rules: bool,
    /// Severities by rule; `None` turns a rule off.
    pub severities: HashMap<String, Option<Severity>>,
    /// Findings that are accepted, each with its reason.
    pub waivers: Vec<Waiver>,
    /// The lock of generated files, absolute; `None`: they are not tracked.
    pub lock: Option<PathBuf>,
    /// Keys that nobody knows, with their place; the drop-in output is silent about them.
    pub unknown: Vec<(String, At)>,
}

impl Config {
    /// Reads and checks a configuration file.
    ///
    /// # Errors
    /// A missing file, broken YAML, or the list of everything that is wrong.
    pub fn load(
        files: &dyn Files,
        sources: &mut Sources,
        path: &Path,
        cwd: &Path,
    ) -> Result<Self, Failure> {
        let shown = paths::show(path);
        if files.kind(path) != Some(FileKind::File) {
            return Err(Failure::config(format!("Config file not found: {shown}")));
        }
        let root = sources.yaml(files, path).map_err(|failure| Failure {
            kind: FailureKind::Config,
            ..failure
        })?;
        let mut issues = schema::check(&root, tables::configuration());
        issues.extend(cross_checks(&root, &issues));
        if !issues.is_empty() {
            return Err(problems(&format!("Invalid config in {shown}:"), &issues));
        }
        let mut unknown = Vec::new();
        unknown_keys(&root, tables::configuration(), "", &mut unknown);
        let root = schema::parse(&root, tables::configuration());
        Ok(Self::build(path, &root, cwd, unknown))
    }

    fn build(path: &Path, root: &Node, cwd: &Path, unknown: Vec<(String, At)>) -> Self {
        let folder = paths::parent(path);
        let teams = root.section("teams");
        let multi_team = teams.keys().any(|id| &**id != "_defaults");
        let map =
            |node: &Node, key: &str| node.get(key).and_then(|node| node.value.as_map()).cloned();
        let text = |node: &Node, key: &str| node.str(key).map(str::to_owned);
        let files = |nodes: &[Node]| -> Vec<PathBuf> {
            nodes
                .iter()
                .filter_map(|node| node.as_str())
                .map(|name| paths::resolve(&folder, name))
                .collect()
        };
        let projects = if multi_team {
            let empty = Node::default();
            let defaults = teams.get("_defaults").unwrap_or(&empty);
            teams
                .iter()
                .filter(|(id, _)| &***id != "_defaults")
                .map(|(id, team)| Project {
                    team: Some(id.to_string()),
                    dsl: paths::resolve(&folder, team.str("dsl").unwrap_or_default()),
                    folder: folder.clone(),
                    vars: overlay(map(defaults, "vars"), map(team, "vars")),
                    bindings: [
                        files(defaults.items("bindings")),
                        files(team.items("bindings")),
                    ]
                    .concat(),
                    paths: overlay(map(defaults, "paths"), map(team, "paths")),
                    policy: text(team, "active_guardrail_policy")
                        .or_else(|| text(defaults, "active_guardrail_policy")),
                    interface_output: text(team, "interface_output"),
                })
                .collect()
        } else {
            vec![Project {
                team: None,
                // Without a document existing projects end up with the working directory.
                dsl: root
                    .str("dsl")
                    .map_or_else(|| cwd.to_path_buf(), |dsl| paths::resolve(&folder, dsl)),
                folder: folder.clone(),
                vars: map(root, "vars"),
                bindings: files(root.items("bindings")),
                paths: map(root, "paths"),
                policy: text(root, "active_guardrail_policy"),
                interface_output: None,
            }]
        };
        let names = |node: &Node, key: &str| {
            let list = node.get(key)?.value.as_list()?;
            Some(
                list.iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect(),
            )
        };
        let renders = root.items("renders").iter().map(|target| Target {
            template: paths::resolve(&folder, target.str("template").unwrap_or_default()),
            context: text(target, "context").unwrap_or_default(),
            output: text(target, "output").unwrap_or_default(),
            include: names(target, "include"),
            exclude: names(target, "exclude"),
            skip_empty: target
                .get("skip_empty")
                .and_then(|node| node.value.as_bool())
                == Some(true),
            at: target.at,
        });
        Self {
            path: path.to_path_buf(),
            projects,
            multi_team,
            renders: renders.collect(),
            extra_rules: root
                .get("extra_rules")
                .and_then(|node| node.value.as_bool())
                == Some(true),
            severities: severities(root),
            waivers: waivers(root),
            lock: root.str("lock").map(|path| paths::resolve(&folder, path)),
            unknown,
        }
    }

    /// The folder of the file.
    pub fn folder(&self) -> PathBuf {
        paths::parent(&self.path)
    }
}

fn severities(root: &Node) -> HashMap<String, Option<Severity>> {
    let rules = root.section("lint_rules").iter();
    rules
        .map(|(rule, word)| {
            let severity = match word.as_str() {
                Some("error") => Some(Severity::Error),
                Some("warning") => Some(Severity::Warning),
                Some("info") => Some(Severity::Info),
                _ => None,
            };
            (rule.to_string(), severity)
        })
        .collect()
}

fn waivers(root: &Node) -> Vec<Waiver> {
    let items = root.items("waivers").iter();
    items
        .map(|item| Waiver {
            rule: item.str("rule").unwrap_or_default().to_owned(),
            path: item.str("path").unwrap_or_default().to_owned(),
            reason: item.str("reason").unwrap_or_default().to_owned(),
            at: item.at,
        })
        .collect()
}

fn overlay(base: Option<Map>, own: Option<Map>) -> Option<Map> {
    match (base, own) {
        (None, None) => None,
        (base, own) => {
            let mut map = base.unwrap_or_default();
            for entry in own.unwrap_or_default().entries() {
                map.insert_entry(entry.clone());
            }
            Some(map)
        }
    }
}

/// An error with one indented line per issue under a heading.
pub(crate) fn problems(heading: &str, issues: &[Issue]) -> Failure {
    let mut message = heading.to_owned();
    for issue in issues {
        message.push_str(&format!("\n  {}: {}", issue.path, issue.message));
    }
    let at = issues.first().map_or(At::default(), |issue| issue.at);
    Failure::config(message).at(at)
}

pub(crate) fn issue(path: impl Into<String>, message: impl Into<String>, at: At) -> Issue {
    Issue {
        path: path.into(),
        message: message.into(),
        at,
        advice: None,
    }
}

/// `include`, `exclude` and `context: system` shut each other out.
pub(crate) fn selection_issues(target: &Node, path: &str, out: &mut Vec<Issue>) {
    let (include, exclude) = (
        target.get("include").is_some(),
        target.get("exclude").is_some(),
    );
    if include && exclude {
        out.push(issue(
            path,
            "include and exclude are mutually exclusive",
            target.at,
        ));
    }
    if (include || exclude) && target.str("context") == Some("system") {
        out.push(issue(
            path,
            "include and exclude cannot be used with context: system",
            target.at,
        ));
    }
}

/// True if no type error was found in or below `path`.
pub(crate) fn is_clean(issues: &[Issue], path: &str) -> bool {
    !issues.iter().any(|issue| {
        path.is_empty()
            || issue.path == path
            || issue
                .path
                .strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('.'))
    })
}

fn cross_checks(root: &Node, issues: &[Issue]) -> Vec<Issue> {
    let mut out = Vec::new();
    for (at, target) in root.items("renders").iter().enumerate() {
        let path = format!("renders.{at}");
        if is_clean(issues, &path) {
            selection_issues(target, &path, &mut out);
        }
    }
    if !is_clean(issues, "") {
        return out;
    }
    let (dsl, teams) = (root.get("dsl"), root.get("teams"));
    match (dsl, teams) {
        (Some(_), Some(teams)) => out.push(issue(
            "teams",
            "dsl and teams are mutually exclusive",
            teams.at,
        )),
        (None, None) => out.push(issue("", "Either dsl or teams must be specified", root.at)),
        (_, Some(teams)) => {
            for (id, team) in teams.value.as_map().into_iter().flat_map(Map::iter) {
                if &**id != "_defaults" && team.get("dsl").is_none() {
                    out.push(issue(
                        format!("teams.{id}.dsl"),
                        format!("Team \"{id}\" must specify dsl"),
                        team.at,
                    ));
                }
            }
        }
        _ => {}
    }
    out
}

fn unknown_keys(node: &Node, shape: &Shape, path: &str, out: &mut Vec<(String, At)>) {
    match (shape, &node.value) {
        (Shape::Object(object), Value::Map(map)) => {
            for entry in map.entries() {
                let below = if path.is_empty() {
                    entry.key.to_string()
                } else {
                    format!("{path}.{}", entry.key)
                };
                match object.field(&entry.key) {
                    Some(field) => unknown_keys(&entry.node, &field.shape, &below, out),
                    None if entry.key.starts_with("x-") => {}
                    None => out.push((below, entry.key_at)),
                }
            }
        }
        (Shape::Record(value), Value::Map(map)) => {
            for (key, node) in map.iter() {
                unknown_keys(node, value, &format!("{path}.{key}"), out);
            }
        }
        (Shape::List(item), Value::List(items)) => {
            for (at, node) in items.iter().enumerate() {
                unknown_keys(node, item, &format!("{path}[{at}]"), out);
            }
        }
        _ => {}
    }
}
