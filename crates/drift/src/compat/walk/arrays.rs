//! Rules of section 5.5.

use super::super::schema::{NodeId, Types};
use super::scalars::limit;
use super::{Step, Told, View, Walker};

impl Walker<'_, '_> {
    pub(super) fn arrays(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, judged: bool) {
        let (was, is) = (&a.shape, &b.shape);
        let closed = |walker: &mut Self, items: Option<NodeId>| {
            items.is_some_and(|id| walker.solver.graph.flat(id).is_nothing())
        };
        let (was_closed, is_closed) = (closed(self, was.items), closed(self, is.items));
        let (m, n) = (was.prefix.len(), is.prefix.len());
        let resized = judged && was_closed && is_closed && m != n;
        if resized {
            // a shorter sender is refused only by a lower limit on entries
            let counts = self.both("tuple counts", was, is, |from, to| {
                to.max_items = Some(from.prefix.len() as u64);
                to.min_items = from.min_items;
            });
            self.propose(
                "tuple-length-changed",
                (old, new),
                counts,
                Told::change(m, n),
            );
        }
        if judged && !resized {
            self.counts(old, new, a, b);
            if was_closed != is_closed {
                let rule = if is_closed {
                    "items-closed"
                } else {
                    "items-opened"
                };
                let demands = self.both("items", was, is, |from, to| {
                    to.prefix.clone_from(&from.prefix);
                    to.items = from.items;
                });
                let edge = if is_closed { n } else { m };
                let told =
                    Told::change(open_word(was_closed), open_word(is_closed)).with("i", edge);
                self.propose(rule, (old, new), demands, told);
            }
        }
        if judged && was.unevaluated_items != is.unevaluated_items {
            let refuses = |walker: &mut Self, id: Option<NodeId>| {
                id.is_some_and(|id| walker.solver.graph.flat(id).is_nothing())
            };
            let (before, after) = (
                refuses(self, was.unevaluated_items),
                refuses(self, is.unevaluated_items),
            );
            if before != after {
                let rule = if after {
                    "unevaluated-items-closed"
                } else {
                    "unevaluated-items-opened"
                };
                self.propose(
                    rule,
                    (old, new),
                    (new, old),
                    Told::change(open_word(before), open_word(after)),
                );
            }
        }
        if judged && was.unique != is.unique {
            let rule = if is.unique {
                "unique-items-added"
            } else {
                "unique-items-removed"
            };
            let demands = self.both("unique", was, is, |from, to| to.unique = from.unique);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(was.unique, is.unique),
            );
        }
        if judged && was.contains != is.contains {
            self.contains(old, new, a, b);
        }
        let anything = self.solver.graph.anything();
        for at in 0..m.max(n) {
            let (before, after) = (was.prefix.get(at).copied(), is.prefix.get(at).copied());
            match (before, after) {
                (Some(before), Some(after)) => self.below(Step::Entry(at), before, after, judged),
                (None, Some(after)) if !was_closed && judged => match was.items {
                    Some(items) => self.below(Step::Entry(at), items, after, judged),
                    None => self.position("prefix-items-added", (old, new), (after, anything), at),
                },
                (Some(before), None) if !is_closed && judged => match is.items {
                    Some(items) => self.below(Step::Entry(at), before, items, judged),
                    None => {
                        self.position("prefix-items-removed", (old, new), (anything, before), at)
                    }
                },
                _ => {}
            }
        }
        if !was_closed && !is_closed && (was.items.is_some() || is.items.is_some()) {
            let (before, after) = (was.items.unwrap_or(anything), is.items.unwrap_or(anything));
            self.below(Step::Tail(m.max(n)), before, after, judged);
        }
    }

    fn position(
        &mut self,
        rule: &'static str,
        nodes: (NodeId, NodeId),
        typed: (NodeId, NodeId),
        at: usize,
    ) {
        let told = Told {
            step: Some(Step::Entry(at)),
            ..Told::default()
        }
        .with("i", at);
        self.propose(rule, nodes, typed, told);
    }

    fn counts(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let (was, is) = (&a.shape, &b.shape);
        if was.min_items != is.min_items {
            let rule = if is.min_items > was.min_items {
                "min-items-tightened"
            } else {
                "min-items-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| to.min_items = from.min_items);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(was.min_items, is.min_items),
            );
        }
        if was.max_items != is.max_items {
            let tightened = is
                .max_items
                .is_some_and(|is| was.max_items.is_none_or(|was| is < was));
            let rule = if tightened {
                "max-items-tightened"
            } else {
                "max-items-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| to.max_items = from.max_items);
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(limit(was.max_items), limit(is.max_items)),
            );
        }
    }

    fn contains(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let demands = self.both("contains", &a.shape, &b.shape, |from, to| {
            to.types = Types::ARRAY;
            to.contains.clone_from(&from.contains);
        });
        let words = |walker: &Self, view: &View| {
            view.shape
                .contains
                .iter()
                .map(|contains| {
                    let pointer = &walker.solver.graph.written(contains.schema).pointer;
                    let max = contains
                        .max
                        .map_or_else(String::new, |max| format!(" and at most {max}"));
                    format!("at least {}{max} entries of {pointer}", contains.min)
                })
                .collect::<Vec<_>>()
                .join(", ")
        };
        let told = |walker: &Self| Told::change(words(walker, a), words(walker, b));
        let free = self.both("contains only", &a.shape, &b.shape, |from, to| {
            to.contains.clone_from(&from.contains)
        });
        match (a.shape.contains.is_empty(), b.shape.contains.is_empty()) {
            (true, _) => {
                let told = told(self);
                self.propose("contains-added", (old, new), free, told);
            }
            (_, true) => {
                let told = told(self);
                self.propose("contains-removed", (old, new), free, told);
            }
            _ => {
                if !self.lies_within(demands.1, demands.0) {
                    let told = told(self);
                    self.propose("contains-tightened", (old, new), free, told);
                }
                if !self.lies_within(demands.0, demands.1) {
                    let told = told(self);
                    self.propose("contains-loosened", (old, new), free, told);
                }
            }
        }
    }
}

fn open_word(closed: bool) -> &'static str {
    if closed { "closed" } else { "open" }
}
