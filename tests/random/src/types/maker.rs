//! The items of one crate, in order, and what all of them share.

use std::collections::BTreeSet;

use super::values::Sort;
use crate::rng::Rng;

/// A generated item.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(super) form: Form,
    /// Text on the wire and ordered in Rust: a key of maps.
    pub(super) key: bool,
    /// Can be read from serde's buffer.
    pub(super) safe: bool,
    /// What uses may say of its elements or values: a newtype around a list or a map.
    pub(super) parts: Option<(&'static str, Sort)>,
}

/// What an item is where others use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Named members; closed by serde or not.
    Object {
        closed: bool,
    },
    /// An internally tagged enum.
    Tagged,
    /// An externally tagged enum whose variants have names as members.
    External,
    Text,
    Number,
    Other,
}

/// Derives of what is a key.
pub(super) const ORDERED: &str = "Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ";

/// All items of one crate, later ones made of earlier ones.
pub(crate) struct Maker {
    pub(super) rng: Rng,
    pub(super) prefix: String,
    pub(crate) items: Vec<Item>,
    pub(super) names: usize,
    /// Odd names that are given away.
    pub(super) odd: BTreeSet<String>,
}

impl Maker {
    /// Items whose names start with `prefix`.
    pub(crate) fn new(seed: u64, prefix: &str) -> Self {
        Self {
            rng: Rng::new(seed),
            prefix: prefix.to_owned(),
            items: Vec::new(),
            names: 0,
            odd: BTreeSet::new(),
        }
    }

    /// Makes that many items.
    pub(crate) fn make(mut self, count: usize) -> Vec<Item> {
        for at in 0..count {
            let item = match (at, self.rng.below(26)) {
                (0, _) => self.newtype(),
                (1, _) => self.text_enum(),
                (2, _) => self.structure(false),
                (_, 0..=2) => self.newtype(),
                (_, 3) => self.text_enum(),
                (_, 4..=5) => self.structure(false),
                (_, 6..=11) => self.structure(true),
                (_, 12..=13) => self.external(),
                (_, 14..=15) => self.internal(),
                (_, 16) => self.adjacent(),
                (_, 17) => self.untagged(),
                (_, 18) => self.generic(),
                (_, 19) => self.converted(),
                (_, 21..=22) => self.collection(),
                (_, 23) => self.remote(),
                (_, 24) => self.parsed(),
                (_, 25) => self.with_defaults(),
                (_, _) => self.tuple(),
            };
            self.items.push(item);
        }
        self.items
    }

    pub(super) fn next_name(&mut self) -> String {
        format!("{}{}", self.prefix, self.items.len())
    }

    pub(super) fn member(&mut self) -> String {
        self.names += 1;
        let stem = *self.rng.pick(&[
            "size",
            "owner_name",
            "kind",
            "value",
            "line_1",
            "url_path",
            "note",
        ]);
        format!("{stem}_{}", self.names)
    }

    pub(super) fn head(&mut self, more: &[String], serde: &[String], derives: &str) -> String {
        let mut contract = vec!["entity".to_owned()];
        contract.extend(more.iter().cloned());
        for lint in [
            "wide_integer",
            "bytes_as_numbers",
            "untagged_objects",
            "nested_tag",
            "rust_form",
            "loose_pattern",
            "missing_docs",
        ] {
            contract.push(format!("allow({lint}, reason = \"random types have it\")"));
        }
        let serde = match serde.is_empty() {
            true => String::new(),
            false => format!("#[serde({})]\n", serde.join(", ")),
        };
        format!(
            "/// A random contract.\n#[derive(Debug, {derives}Serialize, Deserialize, Contract)]\n#[contract({})]\n{serde}",
            contract.join(", ")
        )
    }
}
