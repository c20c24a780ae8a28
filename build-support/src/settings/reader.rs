//! A TOML table read key by key, with every fault collected at its place.

use contractual_diag::{Diagnostic, SourceLoc, nearest};
use contractual_model::toml::{Entry, Table, Value};

/// Every key of the settings with its meaning, for the reference page. A key with a dot stands in a table.
pub const KEYS: &[(&str, &str)] = &[
    (
        "project",
        "project name; default: `[project].name` of pyproject.toml",
    ),
    (
        "package",
        "Python package; default: the project name with underscores, if there is a pyproject.toml",
    ),
    (
        "root",
        "folder that all paths are relative to, relative to the Rust package; default `.`",
    ),
    (
        "mode",
        "`auto` (write, but only compare where CI is set), `write`, `check`; default `auto`",
    ),
    (
        "baseline",
        "what contracts are compared with: `git:<ref>`, `released`, `lock`, `file:<path>`; default `git:main`",
    ),
    ("tag_pattern", "tags that count as releases; default `v*`"),
    ("level", "`wire` or `source`; default `wire`"),
    (
        "content_model",
        "`declared` or `strict`; default `declared`",
    ),
    (
        "id_base",
        "what each `$id` starts with; default `https://<project>.local/schemas`",
    ),
    ("title", "title of the OpenAPI document"),
    (
        "servers",
        "servers of the OpenAPI document: URLs, or tables with `url` and `description`",
    ),
    (
        "features",
        "features that the committed artifacts are made with; default: the default ones",
    ),
    ("target", "target that the committed artifacts are made for"),
    (
        "max_accept_days",
        "how far ahead an acceptance may expire; default 180",
    ),
    (
        "min_sunset_days",
        "how far ahead a sunset must be when it is set; default 90",
    ),
    (
        "budget.values",
        "witness search: values tried; default 2000",
    ),
    ("budget.millis", "witness search: milliseconds; default 200"),
    (
        "paths.contracts",
        "schema files, OpenAPI documents, lock; default `docs/contracts`",
    ),
    (
        "paths.source",
        "the folder that holds the Python package; default `src`",
    ),
    ("paths.tests", "contract tests; default `tests/contracts`"),
    (
        "paths.conftest",
        "the test harness; default `tests/conftest.py`",
    ),
    ("paths.justfile", "default `justfile`"),
    (
        "emitters.<name>",
        "`true` or `false`: turns an emitter on or off",
    ),
    ("rules.<name>", "`error`, `warn`, `info` or `off`"),
    (
        "contract.<name>.direction",
        "`request`, `response`, `both` or `event`; default: from its uses in the APIs",
    ),
    (
        "contract.<name>.mode",
        "of events: `BACKWARD`, `FORWARD` or `FULL`, also with `_TRANSITIVE` (every released version); default `FULL`",
    ),
    (
        "contract.<name>.retention",
        "of events: for how many days stored ones are kept; default: for ever, so that every released version counts",
    ),
    (
        "dependencies.<crate>",
        "folder of a path dependency whose sources are scanned",
    ),
    (
        "handover.persona_command",
        "`contractual handover`: the command of every persona without one of its own",
    ),
    (
        "handover.judge",
        "`contractual handover`: the command that judges for `llm_judge`",
    ),
    (
        "handover.env_passthrough",
        "`contractual handover`: variables that contract and step commands get as well",
    ),
    (
        "handover.personas.<name>",
        "`contractual handover`: the command of one persona",
    ),
    (
        "handover.project.<name>",
        "`contractual handover`: what `project.<name>` stands for in templates",
    ),
    (
        "handover.hooks.<event>",
        "`contractual handover`: a command that is told of an event: contract_validated, step_retrying, step_failed, artifact_created, workspace_created",
    ),
    (
        "check.invariants",
        "`contractual check` at the root of a workspace: suites, as paths or patterns; default `contracts/*.yml` of the root and of each member",
    ),
    (
        "check.handover",
        "the same for pipelines; default `pipeline.yaml` and `pipelines/*.yaml`",
    ),
    (
        "check.agents",
        "the same for projects of agents; default where an `agent-contracts.config.yaml` lies",
    ),
];

/// Reads tables and collects what is wrong.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn loc(&self, at: usize) -> SourceLoc {
        SourceLoc::of_offset(self.file, self.text, at)
    }

    pub(super) fn fault(&mut self, at: usize, headline: String, fix: impl Into<String>) {
        let found = Diagnostic::error("config-invalid", headline)
            .at(self.loc(at))
            .fix(fix);
        self.faults.push(found);
    }

    /// Refuses keys that are not in `known`.
    pub(super) fn closed(&mut self, table: &Table, place: &str, known: &[&str]) {
        for entry in table.entries() {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            let fix = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None => format!("known keys: {}", known.join(", ")),
            };
            self.fault(
                entry.at,
                format!("unknown key `{}` in {place}", entry.key),
                fix,
            );
        }
    }

    fn expected(&mut self, entry: &Entry, what: &str) {
        let found = entry.node.value.kind();
        self.fault(
            entry.node.at,
            format!("`{}` is {found}, expected {what}", entry.key),
            format!("write {what}"),
        );
    }

    pub(super) fn text(&mut self, table: &Table, key: &str) -> Option<String> {
        let entry = table.entry(key)?;
        match &entry.node.value {
            Value::String(text) if text.is_empty() => {
                self.fault(
                    entry.node.at,
                    format!("`{key}` is empty"),
                    "give a value, or remove the key",
                );
                None
            }
            Value::String(text) if text.chars().any(char::is_control) => {
                self.fault(
                    entry.node.at,
                    format!("`{key}` holds a control character"),
                    "remove it",
                );
                None
            }
            Value::String(text) => Some(text.clone()),
            _ => {
                self.expected(entry, "text between quotation marks");
                None
            }
        }
    }

    pub(super) fn choice(&mut self, table: &Table, key: &str, choices: &[&str]) -> Option<String> {
        let text = self.text(table, key)?;
        if choices.contains(&text.as_str()) {
            return Some(text);
        }
        let at = table.entry(key).map_or(0, |entry| entry.node.at);
        let fix = match nearest(&text, choices.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("one of: {}", choices.join(", ")),
        };
        self.fault(at, format!("`{key}` cannot be `{text}`"), fix);
        None
    }

    /// A whole number from 1 to 1,000,000.
    pub(super) fn count(&mut self, table: &Table, key: &str) -> Option<u32> {
        let entry = table.entry(key)?;
        match &entry.node.value {
            Value::Integer(number @ 1..=1_000_000) => u32::try_from(*number).ok(),
            _ => {
                self.expected(entry, "a whole number from 1 to 1000000");
                None
            }
        }
    }

    pub(super) fn truth(&mut self, entry: &Entry) -> Option<bool> {
        match entry.node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.expected(entry, "`true` or `false`");
                None
            }
        }
    }

    pub(super) fn texts(&mut self, table: &Table, key: &str) -> Option<Vec<String>> {
        let entry = table.entry(key)?;
        if let Value::Array(items) = &entry.node.value {
            let texts: Vec<String> = items
                .iter()
                .filter_map(|item| match &item.value {
                    Value::String(text) => Some(text.clone()),
                    _ => None,
                })
                .collect();
            if texts.len() == items.len() {
                return Some(texts);
            }
        }
        self.expected(entry, "an array of texts");
        None
    }

    pub(super) fn table<'t>(&mut self, table: &'t Table, key: &str) -> Option<&'t Table> {
        let entry = table.entry(key)?;
        match &entry.node.value {
            Value::Table(inner) => Some(inner),
            _ => {
                self.expected(entry, "a table");
                None
            }
        }
    }

    /// A relative path below the root: no drive, no leading slash, no `..` (but for `up`), forward slashes.
    pub(super) fn path(&mut self, table: &Table, key: &str, up: Climb) -> Option<String> {
        let text = self.text(table, key)?;
        let at = table.entry(key).map_or(0, |entry| entry.node.at);
        let climbs = text.split('/').any(|step| step == "..");
        let why = if text.contains('\\') {
            "is written with backslashes"
        } else if text.starts_with('/') || text.contains(':') {
            "is not relative"
        } else if climbs && up == Climb::Refused {
            "leaves the root"
        } else {
            let trimmed = text.trim_end_matches('/');
            let clean = trimmed.strip_prefix("./").unwrap_or(trimmed);
            return Some(if clean.is_empty() {
                ".".to_owned()
            } else {
                clean.to_owned()
            });
        };
        self.fault(
            at,
            format!("the path `{text}` of `{key}` {why}"),
            "write a path relative to the root, with forward slashes and without `..`",
        );
        None
    }
}

/// Whether a path may lead upwards.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Climb {
    Allowed,
    Refused,
}
