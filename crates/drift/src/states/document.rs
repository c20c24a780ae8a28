//! Two forms of one document: where they differ, and whether the difference is one of meaning.

use contractual_diag::Pointer;
use contractual_model::json::{Json, to_line};

/// How many changes are listed; a document that differs more is another document.
const MAX_CHANGES: usize = 200;

/// Keywords that say nothing about which values are allowed.
const ANNOTATIONS: [&str; 6] = [
    "title",
    "description",
    "summary",
    "examples",
    "example",
    "$comment",
];

/// One difference, at the smallest place that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where: a pointer into the document.
    pub pointer: Pointer,
    /// What happened there.
    pub kind: ChangeKind,
}

/// What happened at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeKind {
    /// A member is new.
    Added(Json),
    /// A member is gone.
    Removed(Json),
    /// A value is another.
    Changed {
        /// What the committed document has.
        old: Json,
        /// What the types say now.
        new: Json,
    },
    /// A set of names (`required`, `enum`) gained or lost one.
    Member {
        /// The name.
        item: Json,
        /// True if it is new, false if it is gone.
        added: bool,
    },
}

impl Change {
    /// The rule-like word for lists: `added`, `removed`, `changed`.
    pub fn word(&self) -> &'static str {
        match &self.kind {
            ChangeKind::Added(_) | ChangeKind::Member { added: true, .. } => "added",
            ChangeKind::Removed(_) | ChangeKind::Member { added: false, .. } => "removed",
            ChangeKind::Changed { .. } => "changed",
        }
    }

    /// What happened, in words.
    pub fn message(&self) -> String {
        match &self.kind {
            ChangeKind::Added(value) => format!("now: {}", short(value)),
            ChangeKind::Removed(value) => format!("was: {}", short(value)),
            ChangeKind::Changed { old, new } => format!("was: {}, now: {}", short(old), short(new)),
            ChangeKind::Member { item, added: true } => format!("gained {}", short(item)),
            ChangeKind::Member { item, added: false } => format!("lost {}", short(item)),
        }
    }

    /// True if the place is an annotation: which values are allowed does not change.
    fn is_annotation(&self) -> bool {
        let steps: Vec<String> = self.pointer.steps().collect();
        steps.iter().enumerate().any(|(at, step)| {
            let below_names = at > 0
                && matches!(
                    steps[at - 1].as_str(),
                    "properties" | "$defs" | "schemas" | "patternProperties"
                );
            !below_names && ANNOTATIONS.contains(&step.as_str())
        })
    }
}

/// The value on one line, cut after 80 characters.
fn short(value: &Json) -> String {
    let line = to_line(value);
    if line.chars().count() <= 80 {
        return line;
    }
    let mut cut: String = line.chars().take(79).collect();
    cut.push('…');
    cut
}

/// Every difference between two documents, in the order of the new one, then what is gone; at most 200.
pub fn changes(old: &Json, new: &Json) -> Vec<Change> {
    let mut found = Vec::new();
    walk(old, new, &Pointer::root(), &mut found);
    found.truncate(MAX_CHANGES);
    found
}

/// True if two documents allow the same, with the changes between them: equal as JSON, but for annotations. Gives what differs, in words.
pub fn same_contract(found: &[Change]) -> Option<String> {
    if found.is_empty() {
        return Some("only white space or the order of members differ".to_owned());
    }
    if !found.iter().all(Change::is_annotation) {
        return None;
    }
    let mut places: Vec<&str> = found.iter().map(|change| change.pointer.as_str()).collect();
    let more = places.len().saturating_sub(3);
    places.truncate(3);
    let mut what = format!("only annotations differ: {}", places.join(", "));
    if more > 0 {
        what.push_str(&format!(" and {more} more"));
    }
    Some(what)
}

/// True if everything in `small` is in `large`, too, with the same value: `large` only adds members and items.
pub fn is_within(small: &Json, large: &Json) -> bool {
    match (small, large) {
        (Json::Object(members), Json::Object(_)) => members
            .iter()
            .all(|(name, value)| large.get(name).is_some_and(|other| is_within(value, other))),
        (Json::Array(items), Json::Array(others)) => items
            .iter()
            .all(|item| others.iter().any(|other| is_within(item, other))),
        (small, large) => small == large,
    }
}

fn walk(old: &Json, new: &Json, at: &Pointer, found: &mut Vec<Change>) {
    if found.len() >= MAX_CHANGES || old == new {
        return;
    }
    match (old, new) {
        (Json::Object(before), Json::Object(after)) => {
            for (place, (name, value)) in after.iter().enumerate() {
                match old.get_near(place, name) {
                    Some(other) => walk(other, value, &at.key(name), found),
                    None => found.push(Change {
                        pointer: at.key(name),
                        kind: ChangeKind::Added(value.clone()),
                    }),
                }
            }
            for (place, (name, value)) in before.iter().enumerate() {
                if new.get_near(place, name).is_none() {
                    found.push(Change {
                        pointer: at.key(name),
                        kind: ChangeKind::Removed(value.clone()),
                    });
                }
            }
        }
        (Json::Array(before), Json::Array(after)) if is_set(at) => {
            let sides = [(after, before, true), (before, after, false)];
            for (side, other, added) in sides {
                for item in side.iter().filter(|item| !other.contains(item)) {
                    found.push(Change {
                        pointer: at.clone(),
                        kind: ChangeKind::Member {
                            item: item.clone(),
                            added,
                        },
                    });
                }
            }
        }
        (Json::Array(before), Json::Array(after)) if before.len() == after.len() => {
            for (index, (a, b)) in before.iter().zip(after).enumerate() {
                walk(a, b, &at.index(index), found);
            }
        }
        (old, new) => found.push(Change {
            pointer: at.clone(),
            kind: ChangeKind::Changed {
                old: old.clone(),
                new: new.clone(),
            },
        }),
    }
}

/// True if the order of the array at this place means nothing.
fn is_set(at: &Pointer) -> bool {
    at.split_last()
        .is_some_and(|(_, name)| matches!(name.as_str(), "required" | "enum"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    fn read(text: &str) -> Json {
        parse(text).unwrap()
    }

    #[test]
    fn changes_stand_at_the_smallest_place() {
        let old =
            read(r#"{"required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"null"}}}"#);
        let new = read(
            r#"{"required":["a","c"],"properties":{"a":{"type":"string","minLength":1},"c":{"type":"null"}}}"#,
        );
        let lines: Vec<String> = changes(&old, &new)
            .iter()
            .map(|c| format!("{} {} {}", c.word(), c.pointer, c.message()))
            .collect();
        assert_eq!(
            lines,
            [
                r#"added /required gained "c""#,
                "added /properties/a/minLength now: 1",
                r#"added /properties/c now: {"type": "null"}"#,
                r#"removed /properties/b was: {"type": "null"}"#,
            ]
        );
        assert_eq!(same_contract(&changes(&old, &new)), None);
    }

    #[test]
    fn annotations_are_no_contract() {
        let old = read(r#"{"description":"a","properties":{"title":{"type":"string"}}}"#);
        let new = read(r#"{"description":"b","properties":{"title":{"type":"string"}}}"#);
        assert_eq!(
            same_contract(&changes(&old, &new)).as_deref(),
            Some("only annotations differ: /description")
        );
        let other = read(r#"{"description":"b","properties":{"title":{"type":"null"}}}"#);
        assert_eq!(
            same_contract(&changes(&new, &other)),
            None,
            "a member named title is no annotation"
        );
    }

    #[test]
    fn a_document_lies_within_its_extension() {
        let small = read(r#"{"paths":{"/a":{"get":{}}},"tags":[{"name":"x"}]}"#);
        let large = read(
            r#"{"paths":{"/a":{"get":{"summary":"s"}},"/b":{}},"tags":[{"name":"y"},{"name":"x"}]}"#,
        );
        assert!(is_within(&small, &large));
        assert!(!is_within(&large, &small));
    }
}
