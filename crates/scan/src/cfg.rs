//! The cfg set of a build, as Cargo tells it to build scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use contractual_syntax::cfg::CfgSet;

/// Names that rustc or its tools set and build scripts never hear of.
const HIDDEN: [&str; 9] = [
    "test",
    "doc",
    "doctest",
    "miri",
    "clippy",
    "rustfmt",
    "rust_analyzer",
    "bootstrap",
    "kani",
];

/// Names that Cargo passes whenever they are set: if one is not in the set, it is not set.
const PASSED: [&str; 10] = [
    "unix",
    "windows",
    "debug_assertions",
    "feature",
    "panic",
    "proc_macro",
    "overflow_checks",
    "relocation_model",
    "sanitize",
    "ub_checks",
];

/// A cfg set. Names that are neither in it nor known to be passed by Cargo are unknown: another build script may set them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cfg {
    names: BTreeSet<String>,
    values: BTreeMap<String, BTreeSet<String>>,
    /// Names that are known not to be set otherwise than in this set.
    declared: BTreeSet<String>,
}

impl Cfg {
    /// A set of names and of `name = "value"` pairs.
    pub fn new<'a>(set: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Self {
        let mut cfg = Self::default();
        for (name, value) in set {
            cfg.insert(name, value);
        }
        cfg
    }

    /// Sets a name, or a value of it.
    pub fn insert(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => {
                let values = self.values.entry(name.to_owned()).or_default();
                values.insert(value.to_owned());
            }
            None => {
                self.names.insert(name.to_owned());
            }
        }
    }

    /// Declares a name as known: it is set only if this set says so.
    pub fn declare(&mut self, name: &str) {
        self.declared.insert(name.to_owned());
    }

    /// The same set with other features.
    #[must_use]
    pub fn with_features<'a>(&self, features: impl IntoIterator<Item = &'a str>) -> Self {
        let mut other = self.clone();
        other.values.remove("feature");
        for feature in features {
            other.insert("feature", Some(feature));
        }
        other
    }

    /// As text, sorted: `unix`, `feature="a"`.
    pub fn to_texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.names.iter().cloned().collect();
        for (name, values) in &self.values {
            texts.extend(values.iter().map(|value| format!("{name}={value:?}")));
        }
        texts.sort();
        texts
    }

    /// True if the name, or that value of it, is set.
    pub fn is_set(&self, name: &str, value: Option<&str>) -> bool {
        match value {
            Some(value) => self
                .values
                .get(name)
                .is_some_and(|values| values.contains(value)),
            None => self.names.contains(name) || self.values.contains_key(name),
        }
    }

    fn is_known(&self, name: &str) -> bool {
        self.names.contains(name)
            || self.values.contains_key(name)
            || self.declared.contains(name)
            || PASSED.contains(&name)
            || name.starts_with("target_")
    }
}

/// What a judgement asks for: the set, with `test` taken as given, and a record of what was asked.
pub(crate) struct Asking<'c> {
    pub(crate) cfg: &'c Cfg,
    pub(crate) test: Option<bool>,
    pub(crate) asked: &'c Mutex<BTreeSet<(String, Option<String>)>>,
}

impl CfgSet for Asking<'_> {
    fn has(&self, name: &str, value: Option<&str>) -> Option<bool> {
        if name == "test" && value.is_none() {
            return self.test;
        }
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((name.to_owned(), value.map(str::to_owned)));
        if HIDDEN.contains(&name) && !self.cfg.declared.contains(name) {
            return None;
        }
        let set = self.cfg.is_set(name, value);
        (set || self.cfg.is_known(name)).then_some(set)
    }
}
