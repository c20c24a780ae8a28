//! Rules of sections 5.3, 5.4 and 5.6: texts, numbers, enums and constants.

use std::collections::BTreeSet;

use contractual_model::json::{Json, to_line};

use super::super::format;
use super::super::schema::{Bound, NodeId, Shape, Types, ValueSet};
use super::{Step, Told, View, Walker, clip, short, type_words};

/// Values of an enum that came or went and are told one by one.
const MAX_VALUES: usize = 50;

impl Walker<'_, '_> {
    pub(super) fn texts(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let (was, is) = (&a.shape, &b.shape);
        if was.min_length != is.min_length {
            let rule = if is.min_length > was.min_length {
                "min-length-tightened"
            } else {
                "min-length-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| to.min_length = from.min_length);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(was.min_length, is.min_length),
            );
        }
        if was.max_length != is.max_length {
            let rule = if tighter_max(was.max_length, is.max_length) {
                "max-length-tightened"
            } else {
                "max-length-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| to.max_length = from.max_length);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(limit(was.max_length), limit(is.max_length)),
            );
        }
        if was.patterns != is.patterns {
            self.patterns(old, new, was, is);
        }
        let texts = |shape: &Shape| -> BTreeSet<String> {
            shape
                .formats
                .iter()
                .filter(|name| format::is_text(name))
                .cloned()
                .collect()
        };
        self.formats(old, new, &texts(was), &texts(is), "text");
    }

    fn patterns(&mut self, old: NodeId, new: NodeId, was: &Shape, is: &Shape) {
        let demands = self.both("patterns", was, is, |from, to| {
            to.types = Types::STRING;
            to.patterns.clone_from(&from.patterns);
        });
        let rule = match (was.patterns.is_empty(), is.patterns.is_empty()) {
            (true, _) => "pattern-added",
            (_, true) => "pattern-removed",
            _ => match (
                self.lies_within(demands.1, demands.0),
                self.lies_within(demands.0, demands.1),
            ) {
                (true, true) => return,
                (true, false) => "pattern-widened",
                (false, true) => "pattern-narrowed",
                (false, false) => "pattern-changed",
            },
        };
        let words = |patterns: &BTreeSet<String>| {
            clip(&patterns.iter().cloned().collect::<Vec<_>>().join(" and "))
        };
        let demands = self.both("pattern", was, is, |from, to| {
            to.patterns.clone_from(&from.patterns)
        });
        self.propose(
            rule,
            (old, new),
            demands,
            Told::change(words(&was.patterns), words(&is.patterns)),
        );
    }

    fn formats(
        &mut self,
        old: NodeId,
        new: NodeId,
        was: &BTreeSet<String>,
        is: &BTreeSet<String>,
        kind: &str,
    ) {
        let gone: Vec<&String> = was.difference(is).collect();
        let come: Vec<&String> = is.difference(was).collect();
        if gone.is_empty() && come.is_empty() {
            return;
        }
        let within = |a: &[&String], b: &[&String]| {
            b.iter().all(|b| a.iter().any(|a| format::included(a, b)))
        };
        let rule = match (gone.is_empty(), come.is_empty()) {
            (true, _) => "format-added",
            (_, true) => "format-removed",
            _ if within(&gone, &come) => "format-widened",
            _ if within(&come, &gone) => "format-narrowed",
            _ => "format-changed",
        };
        let words = |names: &[&String]| {
            if names.is_empty() {
                "no format".to_owned()
            } else {
                names
                    .iter()
                    .map(|n| n.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        };
        let demand_new = self.make(&format!("{kind} formats {is:?}"), |shape| {
            shape.formats.clone_from(is)
        });
        let demand_old = self.make(&format!("{kind} formats {was:?}"), |shape| {
            shape.formats.clone_from(was)
        });
        let told = Told::change(words(&gone), words(&come)).with("type", kind);
        self.propose(rule, (old, new), (demand_new, demand_old), told);
    }

    pub(super) fn numbers(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let (was, is) = (&a.shape, &b.shape);
        let numeric = |shape: &Shape| -> BTreeSet<String> {
            shape
                .formats
                .iter()
                .filter(|name| !format::is_text(name))
                .cloned()
                .collect()
        };
        self.formats(old, new, &numeric(was), &numeric(is), "number");
        if was.minimum != is.minimum {
            let tightened = match (was.minimum, is.minimum) {
                (None, _) => true,
                (_, None) => false,
                (Some(was), Some(is)) => {
                    is.value > was.value || (is.value == was.value && is.exclusive)
                }
            };
            let rule = if tightened {
                "minimum-tightened"
            } else {
                "minimum-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| to.minimum = from.minimum);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(bound(was.minimum, ">"), bound(is.minimum, ">")),
            );
        }
        if was.maximum != is.maximum {
            let tightened = match (was.maximum, is.maximum) {
                (None, _) => true,
                (_, None) => false,
                (Some(was), Some(is)) => {
                    is.value < was.value || (is.value == was.value && is.exclusive)
                }
            };
            let rule = if tightened {
                "maximum-tightened"
            } else {
                "maximum-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| to.maximum = from.maximum);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(bound(was.maximum, "<"), bound(is.maximum, "<")),
            );
        }
        let mut steps = (was.steps.clone(), is.steps.clone());
        steps.0.sort();
        steps.1.sort();
        if steps.0 != steps.1 {
            let demands = self.both("steps", was, is, |from, to| {
                to.types = Types::NUMBER;
                to.steps.clone_from(&from.steps);
            });
            let rule = match (
                self.lies_within(demands.1, demands.0),
                self.lies_within(demands.0, demands.1),
            ) {
                (true, true) => return,
                (true, false) => "multiple-of-loosened",
                (false, true) => "multiple-of-tightened",
                (false, false) => "multiple-of-changed",
            };
            let words = |steps: &[super::super::number::Decimal]| {
                if steps.is_empty() {
                    "any step".to_owned()
                } else {
                    steps
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(", ")
                }
            };
            let demands = self.both("step", was, is, |from, to| to.steps.clone_from(&from.steps));
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(words(&steps.0), words(&steps.1)),
            );
        }
    }

    /// Enums and constants, closed and open.
    pub(super) fn values(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let everything = |view: &View| view.open_enum.is_some();
        match (&a.shape.values, &b.shape.values) {
            (None, None) => {}
            (Some(was), None) => {
                let rule = if everything(b) {
                    "enum-opened"
                } else if was.len() == 1 {
                    "const-removed"
                } else {
                    "enum-removed"
                };
                let told = Told::change(list(was), type_words(b.types))
                    .with("type", type_words(b.types))
                    .with("values", list(was));
                let demands = self.enum_demands(was, &[], a, b);
                self.propose(rule, (old, new), (new, demands.1), told);
            }
            (None, Some(is)) => {
                let rule = if everything(a) {
                    "enum-closed"
                } else if is.len() == 1 {
                    "const-added"
                } else {
                    "enum-added"
                };
                let shown = if is.len() == 1 {
                    short(&is[0])
                } else {
                    list(is)
                };
                let told = Told::change(type_words(a.types), shown).with("values", list(is));
                let demands = self.enum_demands(&[], is, a, b);
                self.propose(rule, (old, new), (demands.0, old), told);
            }
            (Some(was), Some(is)) => self.enums(old, new, was, is, a, b),
        }
    }

    fn enums(&mut self, old: NodeId, new: NodeId, was: &[Json], is: &[Json], a: &View, b: &View) {
        let demands = self.enum_demands(was, is, a, b);
        if let ([one], [other]) = (was, is)
            && one != other
        {
            let version =
                matches!(self.path.last(), Some(Step::Member(name)) if name == "schema_version");
            let rule = if version {
                "schema-version-changed"
            } else {
                "const-changed"
            };
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(short(one), short(other)),
            );
            return;
        }
        let sets = (ValueSet::of(was), ValueSet::of(is));
        for (rule, from, other) in [
            ("enum-value-added", is, &sets.0),
            ("enum-value-removed", was, &sets.1),
        ] {
            let differ: Vec<&Json> = from.iter().filter(|value| !other.has(value)).collect();
            let (first, rest) = differ.split_at(differ.len().min(MAX_VALUES));
            for value in first {
                // refused by the other side: exactly this value
                let this = self.except(&[value]);
                let known = match rule {
                    "enum-value-removed" => self.value_notes(old),
                    _ => Vec::new(),
                };
                let known = known.into_iter().find(|(one, _)| one == *value);
                let notes = known.map(|(_, id)| self.solver.graph.flat(id).notes.clone());
                let notes = notes.unwrap_or_default();
                let told = Told {
                    sunset_passed: self.sunset_passed(notes.sunset.as_deref()),
                    draft: notes.draft,
                    ..Told::change(list(was), list(is)).with("value", short(value))
                };
                self.propose(rule, (old, new), (this, this), told);
            }
            if !rest.is_empty() {
                let these = self.except(rest);
                let words = format!("{} more values", rest.len());
                let told = Told::change(list(was), list(is)).with("value", words);
                self.propose(rule, (old, new), (these, these), told);
            }
        }
    }

    /// A schema that refuses only these values.
    fn except(&mut self, values: &[&Json]) -> NodeId {
        let line: String = values.iter().map(|value| to_line(value)).collect();
        let only = self.make(&format!("only {line}"), |shape| {
            shape.values = Some(values.iter().map(|value| (*value).clone()).collect())
        });
        self.make(&format!("except {line}"), |shape| shape.nots = vec![only])
    }

    fn enum_demands(&mut self, was: &[Json], is: &[Json], a: &View, b: &View) -> (NodeId, NodeId) {
        let mut one = |values: &[Json], nullable: bool| {
            let mut values = values.to_vec();
            if nullable {
                values.push(Json::Null);
            }
            let key = format!("values {}", to_line(&Json::Array(values.clone())));
            self.make(&key, |shape| shape.values = Some(values))
        };
        (one(is, b.nullable), one(was, a.nullable))
    }

    /// What each side demands, as two schemas that say only that: the new side's first.
    pub(super) fn both(
        &mut self,
        key: &str,
        was: &Shape,
        is: &Shape,
        copy: impl Fn(&Shape, &mut Shape),
    ) -> (NodeId, NodeId) {
        let mut only = |from: &Shape| {
            let mut shape = Shape::anything("");
            copy(from, &mut shape);
            let key = format!("only {key} {}", shape.fingerprint());
            self.solver.graph.make(&key, || shape)
        };
        (only(is), only(was))
    }
}

fn tighter_max(was: Option<u64>, is: Option<u64>) -> bool {
    match (was, is) {
        (None, _) => true,
        (_, None) => false,
        (Some(was), Some(is)) => is < was,
    }
}

pub(super) fn limit(max: Option<u64>) -> String {
    max.map_or_else(|| "no limit".to_owned(), |max| max.to_string())
}

fn bound(bound: Option<Bound>, sign: &str) -> String {
    match bound {
        None => "no bound".to_owned(),
        Some(bound) if bound.exclusive => format!("{sign}{}", bound.value),
        Some(bound) => bound.value.to_string(),
    }
}

pub(super) fn list(values: &[Json]) -> String {
    // more than is shown of any list
    let first = values.iter().take(80).map(short);
    clip(&first.collect::<Vec<_>>().join(", "))
}
