//! Members without a name of their own: additional ones, those by pattern, and how many.

use std::collections::BTreeSet;

use super::super::super::schema::{NodeId, Shape, Types};
use super::super::scalars::limit;
use super::super::{Step, Told, View, Walker};

impl Walker<'_, '_> {
    /// Maps, name patterns, name rules.
    pub(super) fn maps(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, judged: bool) {
        let (before, after) = (a.map(self.solver.graph), b.map(self.solver.graph));
        let closed = a.is_closed(self.solver.graph) || b.is_closed(self.solver.graph);
        let anything = self.solver.graph.anything();
        if (before.is_some() || after.is_some()) && !closed {
            let (was, is) = (before.unwrap_or(anything), after.unwrap_or(anything));
            if judged {
                let names = |view: &View, schema: NodeId| {
                    let mut shape = Shape::anything("");
                    shape.properties = view
                        .shape
                        .properties
                        .keys()
                        .map(|name| (name.clone(), anything))
                        .collect();
                    shape.pattern_properties = view
                        .shape
                        .pattern_properties
                        .keys()
                        .map(|name| (name.clone(), anything))
                        .collect();
                    shape.additional = Some(schema);
                    shape
                };
                let (from, to) = (names(a, was), names(b, is));
                let demand_old = self
                    .solver
                    .graph
                    .make(&format!("map {}", from.fingerprint()), || from);
                let demand_new = self
                    .solver
                    .graph
                    .make(&format!("map {}", to.fingerprint()), || to);
                if !self.lies_within(was, is) {
                    self.propose(
                        "additional-properties-narrowed",
                        (old, new),
                        (demand_new, demand_old),
                        Told::default(),
                    );
                }
                if !self.lies_within(is, was) {
                    self.propose(
                        "additional-properties-widened",
                        (old, new),
                        (demand_new, demand_old),
                        Told::default(),
                    );
                }
            }
            if before.is_some() && after.is_some() {
                self.below(Step::Other(old), was, is, judged);
            }
        }
        let patterns: BTreeSet<String> = a
            .shape
            .pattern_properties
            .keys()
            .chain(b.shape.pattern_properties.keys())
            .cloned()
            .collect();
        for pattern in patterns {
            let was = a.shape.pattern_properties.get(&pattern).copied();
            let is = b.shape.pattern_properties.get(&pattern).copied();
            if judged {
                self.pattern_of_names(old, new, &pattern, was, is);
            }
            if let (Some(was), Some(is)) = (was, is) {
                self.below(Step::Matching(pattern), was, is, judged);
            }
        }
        if judged && a.shape.names != b.shape.names {
            let names = self.both("names", &a.shape, &b.shape, |from, to| {
                to.names.clone_from(&from.names)
            });
            let words = |walker: &mut Self, view: &View| {
                let mut patterns = BTreeSet::new();
                for id in &view.shape.names {
                    patterns.extend(walker.solver.graph.flat(*id).patterns.iter().cloned());
                }
                if patterns.is_empty() {
                    "other names".to_owned()
                } else {
                    patterns.into_iter().collect::<Vec<_>>().join(" and ")
                }
            };
            let (was, is) = (words(self, a), words(self, b));
            if !self.lies_within(names.1, names.0) {
                let told = Told::change(&was, &is).with("pattern", &is);
                self.propose("property-names-narrowed", (old, new), names, told);
            }
            if !self.lies_within(names.0, names.1) {
                let told = Told::change(&was, &is).with("pattern", &was);
                self.propose("property-names-widened", (old, new), names, told);
            }
        }
    }

    pub(super) fn pattern_of_names(
        &mut self,
        old: NodeId,
        new: NodeId,
        pattern: &str,
        was: Option<NodeId>,
        is: Option<NodeId>,
    ) {
        let anything = self.solver.graph.anything();
        let nothing = self.solver.graph.nothing();
        let (before, after) = (was.unwrap_or(anything), is.unwrap_or(anything));
        let mut under = |schema: NodeId| {
            self.make(&format!("under {pattern} {schema:?}"), |shape| {
                shape.pattern_properties.insert(pattern.to_owned(), schema);
            })
        };
        let demands = (under(after), under(before));
        let told = || Told::default().with("pattern", pattern);
        // a pattern that is new in a closed object opens a name for it
        let closed = |walker: &mut Self, id: NodeId| {
            let view = View::of(walker.solver.graph, id);
            view.is_closed(walker.solver.graph)
        };
        let (was_closed, is_closed) = (closed(self, old), closed(self, new));
        let effective = |given: Option<NodeId>, closed: bool| {
            given.unwrap_or(if closed { nothing } else { anything })
        };
        let (from, to) = (effective(was, was_closed), effective(is, is_closed));
        if !self.lies_within(from, to) {
            let demand = if is.is_none() { new } else { demands.0 };
            self.propose(
                "pattern-properties-narrowed",
                (old, new),
                (demand, old),
                told(),
            );
        }
        if !self.lies_within(to, from) {
            let demand = if was.is_none() { old } else { demands.1 };
            self.propose(
                "pattern-properties-widened",
                (old, new),
                (new, demand),
                told(),
            );
        }
    }

    pub(super) fn counts_of_members(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let (was, is) = (&a.shape, &b.shape);
        if was.min_properties != is.min_properties {
            let tightened = is.min_properties > was.min_properties;
            let rule = if tightened {
                "min-properties-tightened"
            } else {
                "min-properties-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| {
                to.min_properties = from.min_properties
            });
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(was.min_properties, is.min_properties),
            );
        }
        if was.max_properties != is.max_properties {
            let tightened = is
                .max_properties
                .is_some_and(|is| was.max_properties.is_none_or(|was| is < was));
            let rule = if tightened {
                "max-properties-tightened"
            } else {
                "max-properties-loosened"
            };
            let demands = self.both(rule, was, is, |from, to| {
                to.max_properties = from.max_properties
            });
            self.propose(
                rule,
                (old, new),
                demands,
                Told::change(limit(was.max_properties), limit(is.max_properties)),
            );
        }
        for (rule, from, to) in [
            (
                "dependent-required-added",
                &is.dependent_required,
                &was.dependent_required,
            ),
            (
                "dependent-required-removed",
                &was.dependent_required,
                &is.dependent_required,
            ),
        ] {
            for (name, needed) in from {
                for other in needed
                    .iter()
                    .filter(|other| !to.get(name).is_some_and(|known| known.contains(*other)))
                {
                    let demand = self.make(&format!("with {name} {other}"), |shape| {
                        shape
                            .dependent_required
                            .insert(name.clone(), BTreeSet::from([other.clone()]));
                    });
                    let told = Told::default().with("a", name).with("b", other);
                    self.propose(rule, (old, new), (demand, demand), told);
                }
            }
        }
        if was.dependent_schemas != is.dependent_schemas {
            let names: BTreeSet<String> = was
                .dependent_schemas
                .iter()
                .chain(&is.dependent_schemas)
                .map(|(name, _)| name.clone())
                .collect();
            for name in names {
                let demands = self.both(&format!("depends {name}"), was, is, |from, to| {
                    to.types = Types::ALL;
                    to.dependent_schemas = from
                        .dependent_schemas
                        .iter()
                        .filter(|(known, _)| *known == name)
                        .cloned()
                        .collect();
                });
                if !self.lies_within(demands.1, demands.0) {
                    self.propose(
                        "dependent-schemas-tightened",
                        (old, new),
                        demands,
                        Told::default().with("a", &name),
                    );
                }
                if !self.lies_within(demands.0, demands.1) {
                    self.propose(
                        "dependent-schemas-loosened",
                        (old, new),
                        demands,
                        Told::default().with("a", &name),
                    );
                }
            }
        }
    }
}
