//! Keys of mappings: what may be one, which are the same, and what merge keys bring.

use std::collections::HashMap;
use std::sync::Arc;

use contractual_diag::{Diagnostic, SourceLoc};

use super::{Builder, Frame};
use crate::{Entry, Node, Style, Value};

impl Builder<'_> {
    pub(super) fn entry(&mut self, value: Node) {
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        let Some(key_node) = frame.key.take() else {
            return;
        };
        let Value::Mapping(mapping) = &mut frame.node.value else {
            return;
        };
        let Some(key) = key_text(&key_node) else {
            let kind = key_node.kind();
            let problem = Diagnostic::error("yaml_key", format!("a {kind} cannot be a key here"))
                .at(key_node.span.loc(&self.file))
                .pointer(self.pointer())
                .why("keys are text, so that every value has a name")
                .fix("write a text key; put text that looks like a collection in quotes");
            self.report(problem);
            return;
        };
        const SMALL: usize = 12;
        let typed = self.options.typed_keys;
        let same = |entry: &Entry| entry.key == key && is_same(&entry.key_node, &key_node);
        let earlier = if mapping.len() < SMALL {
            mapping.entries.iter().position(|entry| entry.key == key)
        } else {
            if frame.index.is_empty() {
                let known = mapping.entries.iter().enumerate();
                frame.index = known.map(|(at, entry)| (entry.key.clone(), at)).collect();
            }
            frame.index.get(&key).copied()
        };
        let earlier = match earlier {
            // Another key of that text may be the same as this one.
            Some(_) if typed => mapping.entries.iter().position(same),
            found => found,
        };
        if let Some(at) = earlier {
            let first: SourceLoc = mapping.entries[at].key_node.span.loc(&self.file);
            let problem = Diagnostic::error("yaml_duplicate_key", format!("duplicate key `{key}`"))
                .at(key_node.span.loc(&self.file))
                .pointer(self.pointer().key(&key))
                .see("the first one is here", first)
                .why("readers disagree which of the two values counts")
                .fix("remove one, or rename it");
            self.report(problem);
            return;
        }
        if mapping.len() >= SMALL {
            frame.index.insert(key.clone(), mapping.len());
        }
        mapping.entries.push(Entry {
            key,
            key_node,
            value,
        });
    }

    /// Replaces an unquoted `<<` by the entries it names (YAML 1.1 merge key type).
    pub(super) fn merge(&mut self, frame: &mut Frame) {
        let Value::Mapping(mapping) = &mut frame.node.value else {
            return;
        };
        let is_merge = |entry: &Entry| *entry.key == *"<<" && entry.key_node.style == Style::Plain;
        let Some(at) = mapping.entries.iter().position(is_merge) else {
            return;
        };
        let merge = mapping.entries.remove(at);
        let place = merge.key_node.span;
        let sources: Vec<Node> = match merge.value.value {
            Value::Mapping(_) => vec![merge.value],
            Value::Sequence(items) => items,
            _ => vec![merge.value],
        };
        let mut known: HashMap<Arc<str>, ()> = mapping
            .entries
            .iter()
            .map(|e| (e.key.clone(), ()))
            .collect();
        let mut merged = Vec::new();
        let mut wrong = None;
        for source in sources {
            let span = source.span;
            let alias = source.alias();
            match source.value {
                Value::Mapping(source) => {
                    for mut entry in source.entries {
                        if known.insert(entry.key.clone(), ()).is_none() {
                            if let (None, Some(place)) = (entry.value.alias(), alias) {
                                entry.value.rare_mut().alias = Some(place);
                            }
                            merged.push(entry);
                        }
                    }
                }
                _ => wrong = Some(span),
            }
        }
        mapping.entries.splice(at..at, merged);
        if let Some(span) = wrong {
            let problem = Diagnostic::error(
                "yaml_merge",
                "the merge key `<<` takes a mapping or a list of mappings",
            )
            .at(span.loc(&self.file))
            .pointer(self.pointer())
            .see("the merge key is here", place.loc(&self.file))
            .fix("name a mapping with an alias, or quote the key to have an ordinary one");
            self.report(problem);
        }
    }
}

/// True if two keys are one for readers that tell the kinds apart.
fn is_same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        #[allow(clippy::cast_precision_loss)]
        (Value::Int(whole), Value::Float(other)) | (Value::Float(other), Value::Int(whole)) => {
            *whole as f64 == *other
        }
        (a, b) => a == b,
    }
}

/// The text a key has: text itself, numbers in their shortest decimal form, null as the empty text.
pub(super) fn key_text(key: &Node) -> Option<Arc<str>> {
    match &key.value {
        Value::Null => Some("".into()),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::Int(value) => Some(value.to_string().into()),
        Value::Float(value) => Some(value.to_string().into()),
        Value::String(text) => Some(text.clone()),
        Value::Sequence(_) | Value::Mapping(_) => None,
    }
}
