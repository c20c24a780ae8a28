//! The settings: `contractual.toml` beside the package's `Cargo.toml`, or `[package.metadata.contractual]` in it.
//!
//! Text in, [`Settings`] out; every key is optional, unknown keys are refused at their place. No IO here.

mod handover;
mod parse;
mod policy;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

pub use handover::Handover;
pub use parse::{parse_manifest, parse_settings};
pub use policy::{POLICY_FILE, POLICY_KEYS, POLICY_SCHEMA, follow_policy};
pub use reader::KEYS;

/// What the settings say, with the defaults filled in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// Project name; `None`: from `pyproject.toml`.
    pub project: Option<String>,
    /// Python package; `None`: from `pyproject.toml`.
    pub package: Option<String>,
    /// Folder that all paths are relative to, relative to the package's folder.
    pub root: String,
    /// When files are written.
    pub mode: ModeSetting,
    /// What contracts are compared with.
    pub baseline: String,
    /// True if the settings name the baseline: then it must be there.
    pub baseline_set: bool,
    /// Tags that count as releases.
    pub tag_pattern: String,
    /// `wire` or `source`.
    pub level: String,
    /// `declared` or `strict`.
    pub content_model: String,
    /// What each `$id` starts with.
    pub id_base: Option<String>,
    /// Title of the OpenAPI document.
    pub title: Option<String>,
    /// Servers of the OpenAPI document: URL and description.
    pub servers: Option<Vec<(String, String)>>,
    /// Features that the committed artifacts are made with; `None`: the default ones.
    pub features: Option<Vec<String>>,
    /// Target that the committed artifacts are made for; `None`: one that depends on no machine.
    pub target: Option<String>,
    /// At most this many days ahead may an acceptance expire.
    pub max_accept_days: u32,
    /// At least this many days ahead must a sunset be when it is set.
    pub min_sunset_days: u32,
    /// Witness search: values tried.
    pub budget_values: u32,
    /// Witness search: milliseconds.
    pub budget_millis: u32,
    /// Folders and files.
    pub paths: Paths,
    /// Emitters by name: on or off.
    pub emitters: BTreeMap<String, bool>,
    /// Rules by name: `error`, `warn`, `info`, `off`.
    pub rules: BTreeMap<String, String>,
    /// Contracts by name.
    pub per_contract: BTreeMap<String, Contract>,
    /// Folders of path dependencies whose sources are scanned, by crate name.
    pub dependencies: BTreeMap<String, String>,
    /// How pipelines are run.
    pub handover: Handover,
    /// What `contractual check` checks at the root of a workspace.
    pub check: Check,
    /// Keys of the first level that the file gives.
    pub given: BTreeSet<String>,
    /// The project's versioning policy, relative to the root, if it has one.
    pub policy: Option<String>,
}

/// What the settings say about one contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contract {
    /// `request`, `response`, `both`, `event`; `None`: from its uses.
    pub direction: Option<String>,
    /// For events: `BACKWARD`, `FORWARD`, `FULL`, each also with `_TRANSITIVE`.
    pub mode: Option<String>,
    /// For events: for how many days stored ones are kept; `None`: for ever.
    pub retention: Option<u32>,
}

/// When files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeSetting {
    /// A developer's build writes, one with `CI` set compares.
    Auto,
    /// Always write.
    Write,
    /// Always compare only.
    Check,
}

/// What is checked at the root of a workspace beside its packages; `None`: what lies in the conventional places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// Suites of invariants: files, or patterns with stars.
    pub invariants: Option<Vec<String>>,
    /// Pipelines.
    pub handover: Option<Vec<String>>,
    /// Projects of agents: folders, or their configuration.
    pub agents: Option<Vec<String>>,
}

/// Folders and files, relative to the root; `None`: the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paths {
    /// Schema files, OpenAPI documents, the lock: `docs/contracts`.
    pub contracts: Option<String>,
    /// The folder that holds the Python package: `src`.
    pub source: Option<String>,
    /// Contract tests: `tests/contracts`.
    pub tests: Option<String>,
    /// The test harness: `tests/conftest.py`.
    pub conftest: Option<String>,
    /// `justfile`.
    pub justfile: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            project: None,
            package: None,
            root: ".".to_owned(),
            mode: ModeSetting::Auto,
            baseline: "git:main".to_owned(),
            baseline_set: false,
            tag_pattern: "v*".to_owned(),
            level: "wire".to_owned(),
            content_model: "declared".to_owned(),
            id_base: None,
            title: None,
            servers: None,
            features: None,
            target: None,
            max_accept_days: 180,
            min_sunset_days: 90,
            budget_values: 2000,
            budget_millis: 200,
            paths: Paths::default(),
            emitters: BTreeMap::new(),
            rules: BTreeMap::new(),
            per_contract: BTreeMap::new(),
            dependencies: BTreeMap::new(),
            handover: Handover::default(),
            check: Check::default(),
            given: BTreeSet::new(),
            policy: None,
        }
    }
}

impl Settings {
    /// The folder of the contracts, relative to the root.
    pub fn contracts(&self) -> &str {
        self.paths.contracts.as_deref().unwrap_or("docs/contracts")
    }
}
