//! Rules of section 5.2.

mod maps;

use std::collections::{BTreeMap, BTreeSet};

use super::super::options::Question;
use super::super::schema::{NodeId, Shape};
use super::{Step, Told, View, Walker};

/// Pairs of members, gone and new, that are looked at for renames.
const MAX_RENAMES: usize = 10_000;

impl Walker<'_, '_> {
    pub(super) fn objects(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, judged: bool) {
        let common: Vec<String> = ordered(&a.shape)
            .into_iter()
            .filter(|name| b.shape.properties.contains_key(name))
            .collect();
        for name in &common {
            let (before, after) = (a.shape.properties[name], b.shape.properties[name]);
            self.below(Step::Member(name.clone()), before, after, judged);
        }
        let gone: Vec<String> = ordered(&a.shape)
            .into_iter()
            .filter(|n| !b.shape.properties.contains_key(n))
            .collect();
        let come: Vec<String> = ordered(&b.shape)
            .into_iter()
            .filter(|n| !a.shape.properties.contains_key(n))
            .collect();
        if !judged {
            self.declared(old, new, (a, &gone), (b, &come));
            self.maps(old, new, a, b, false);
            return;
        }
        self.presence(old, new, a, b, &common);
        let (gone, come) = self.renamed(old, new, a, b, (gone, come));
        self.removed(old, new, a, b, &gone);
        self.added(old, new, a, b, &come);
        self.closures(old, new, a, b);
        self.maps(old, new, a, b, true);
        self.counts_of_members(old, new, a, b);
    }

    /// Members that are declared on both sides, or on neither.
    fn presence(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, common: &[String]) {
        let undeclared = |name: &&String| {
            !a.shape.properties.contains_key(*name) && !b.shape.properties.contains_key(*name)
        };
        let names: BTreeSet<String> = common
            .iter()
            .cloned()
            .chain(
                a.shape
                    .required
                    .iter()
                    .chain(&b.shape.required)
                    .filter(undeclared)
                    .cloned(),
            )
            .collect();
        for name in names {
            let (was, is) = (
                a.shape.required.contains(&name),
                b.shape.required.contains(&name),
            );
            if was == is {
                continue;
            }
            let demand = self.must_have(&name);
            let at = self.place_of(&name, (old, a), (new, b));
            let rule = if is {
                "property-became-required"
            } else {
                "property-became-optional"
            };
            let draft = a
                .shape
                .properties
                .get(&name)
                .is_some_and(|schema| self.solver.graph.flat(*schema).notes.draft);
            let told = Told {
                draft,
                ..Told::change(required_word(was), required_word(is))
                    .with("ptr", place(&at, &self.named(&name)))
                    .at(at)
            };
            self.propose(rule, (old, new), (demand, demand), told);
        }
    }

    fn removed(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, gone: &[String]) {
        let closed = b.is_closed(self.solver.graph);
        for name in gone {
            let schema = a.shape.properties[name];
            let at = self.solver.graph.written(schema).pointer.to_string();
            let flat = self.solver.graph.flat(schema);
            let passed = self.sunset_passed(flat.notes.sunset.as_deref());
            let told = |walker: &Self| Told {
                sunset_passed: passed,
                draft: flat.notes.draft,
                ..Told::change("declared", "gone")
                    .with("ptr", place(&at, &walker.named(name)))
                    .at(&at)
            };
            if flat.is_nothing() {
                continue;
            }
            if a.shape.required.contains(name) && !b.shape.required.contains(name) {
                let demand = self.must_have(name);
                let told = told(self);
                self.propose("required-property-removed", (old, new), (new, demand), told);
            } else if !closed {
                let told = told(self);
                self.propose("property-removed", (old, new), (new, old), told);
            }
            if closed {
                let demand = self.must_not_have(name);
                let told = told(self);
                self.propose(
                    "property-removed-from-closed-object",
                    (old, new),
                    (demand, old),
                    told,
                );
            } else if let Some(map) = b.map(self.solver.graph) {
                self.below(Step::Member(name.clone()), schema, map, true);
            } else if b.is_free_form() {
                let anything = self.solver.graph.anything();
                self.below(Step::Member(name.clone()), schema, anything, true);
            }
        }
    }

    fn added(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, come: &[String]) {
        let closed = a.is_closed(self.solver.graph);
        let map = a.map(self.solver.graph);
        if a.is_free_form() && !come.is_empty() {
            let told = Told::change("free-form", "typed").with("names", come.join(", "));
            self.propose("free-form-object-typed", (old, new), (new, old), told);
        }
        for name in come {
            let schema = b.shape.properties[name];
            let flat = self.solver.graph.flat(schema);
            let at = self.solver.graph.written(schema).pointer.to_string();
            let told = |walker: &Self| {
                Told::change("absent", "declared")
                    .with("ptr", place(&at, &walker.named(name)))
                    .at(&at)
            };
            if flat.is_nothing() {
                continue;
            }
            let required = b.shape.required.contains(name);
            if required && !a.shape.required.contains(name) {
                let demand = self.must_have(name);
                let told = told(self);
                self.propose("property-added-required", (old, new), (demand, old), told);
            }
            if let Some(map) = map.filter(|_| !closed) {
                let before = self.solver.graph.written(map).pointer.to_string();
                let told = Told {
                    step: None,
                    old: before.clone(),
                    ..told(self)
                }
                .with("old", format!("`{before}`"));
                let typed = self.has_typed(name, schema);
                let entry = self.has_typed(name, map);
                self.propose("property-added-to-map", (old, new), (typed, entry), told);
            } else if closed {
                let demand = self.must_not_have(name);
                let told = told(self);
                self.propose(
                    "property-added-to-closed-object",
                    (old, new),
                    (new, demand),
                    told,
                );
            } else if !required && !a.is_free_form() {
                let told = told(self);
                self.propose("property-added-optional", (old, new), (new, old), told);
            }
        }
    }

    /// Members that admit anything and are declared on one side only: every message is admitted as before, but senders may write them now,
    /// or no longer.
    fn declared(
        &mut self,
        old: NodeId,
        new: NodeId,
        (a, gone): (&View, &[String]),
        (b, come): (&View, &[String]),
    ) {
        let simple = |view: &View| {
            view.union.is_none() && view.shape.is_plain() && view.shape.unions.is_empty()
        };
        if !simple(a) || !simple(b) || (a.is_free_form() && b.is_free_form()) {
            return;
        }
        let open = |walker: &mut Self, view: &View| {
            !view.is_closed(walker.solver.graph) && view.map(walker.solver.graph).is_none()
        };
        if !open(self, a) || !open(self, b) {
            return;
        }
        let mut untyped = |names: &[String], view: &View, other: &View| -> Vec<String> {
            let kept = |name: &&String| {
                let schema = view.shape.properties[*name];
                self.solver.graph.flat(schema).is_anything()
                    && other.shape.pattern_properties.is_empty()
            };
            names.iter().filter(kept).cloned().collect()
        };
        let (gone, come) = (untyped(gone, a, b), untyped(come, b, a));
        if !gone.is_empty() {
            self.removed(old, new, a, b, &gone);
        }
        if !come.is_empty() {
            self.added(old, new, a, b, &come);
        }
    }

    /// Members gone and new with the same schema, one candidate on each side, where that breaks somebody: reported for the questions that it
    /// breaks, as two changes for the others. What is left is returned.
    fn renamed(
        &mut self,
        old: NodeId,
        new: NodeId,
        a: &View,
        b: &View,
        (mut gone, mut come): (Vec<String>, Vec<String>),
    ) -> (Vec<String>, Vec<String>) {
        let closed = (
            a.is_closed(self.solver.graph),
            b.is_closed(self.solver.graph),
        );
        if gone.len().saturating_mul(come.len()) > MAX_RENAMES || a.map(self.solver.graph).is_some()
        {
            return (gone, come);
        }
        let graph = &mut *self.solver.graph;
        let mut same = |before: &String, after: &String| {
            let (was, is) = (a.shape.properties[before], b.shape.properties[after]);
            graph.same(was, is) && !graph.flat(is).is_anything()
        };
        let mut pairs: Vec<(String, String)> = Vec::new();
        for before in &gone {
            let mut candidates = come.iter().filter(|after| same(before, after));
            if let (Some(after), None) = (candidates.next(), candidates.next()) {
                pairs.push((before.clone(), after.clone()));
            }
        }
        let counted = pairs.clone();
        pairs.retain(|(_, after)| counted.iter().filter(|(_, other)| other == after).count() == 1);
        for (before, after) in pairs {
            let breaks = [
                (
                    Question::Request,
                    closed.1 || b.shape.required.contains(&after),
                ),
                (
                    Question::Response,
                    closed.0 || a.shape.required.contains(&before),
                ),
            ];
            if breaks.iter().all(|(_, broken)| !broken) {
                continue;
            }
            gone.retain(|name| *name != before);
            come.retain(|name| *name != after);
            let both = breaks.iter().all(|(_, broken)| *broken);
            for (question, broken) in breaks {
                self.only = (!both).then_some(question);
                if broken {
                    let is = b.shape.properties[&after];
                    let at = self.solver.graph.written(is).pointer.to_string();
                    let told = Told::change(&before, &after).at(at);
                    self.propose("property-renamed", (old, new), (new, old), told);
                } else {
                    self.removed(old, new, a, b, std::slice::from_ref(&before));
                    self.added(old, new, a, b, std::slice::from_ref(&after));
                }
                if both {
                    break;
                }
            }
            self.only = None;
        }
        (gone, come)
    }

    /// What is said about members that nobody named.
    fn closures(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let (was, is) = (
            a.is_closed(self.solver.graph),
            b.is_closed(self.solver.graph),
        );
        let composed = |view: &View| view.closures.iter().any(|closure| closure.composed);
        // several closures that do not see each other close more than one does
        let several = |walker: &mut Self, view: &View| {
            view.closures
                .iter()
                .filter(|closure| walker.solver.graph.flat(closure.schema).is_nothing())
                .any(|closure| {
                    view.shape
                        .properties
                        .keys()
                        .any(|name| !closure.names.contains(name))
                })
        };
        let (was_several, is_several) = (several(self, a), several(self, b));
        if was != is || was_several != is_several {
            let closed = (is && !was) || (is && is_several && !was_several);
            let view = if closed { b } else { a };
            let rule = match (composed(view) && !several(self, view), closed) {
                (false, true) => "additional-properties-closed",
                (false, false) => "additional-properties-opened",
                (true, true) => "unevaluated-properties-closed",
                (true, false) => "unevaluated-properties-opened",
            };
            let told = Told::change(open_word(was), open_word(is));
            self.propose(rule, (old, new), (new, old), told);
        }
    }

    pub(super) fn must_have(&mut self, name: &str) -> NodeId {
        self.make(&format!("must have {name}"), |shape| {
            shape.required.insert(name.to_owned());
        })
    }

    fn must_not_have(&mut self, name: &str) -> NodeId {
        let nothing = self.solver.graph.nothing();
        self.make(&format!("must not have {name}"), |shape| {
            shape.properties.insert(name.to_owned(), nothing);
        })
    }

    fn has_typed(&mut self, name: &str, schema: NodeId) -> NodeId {
        self.make(&format!("typed {name} {schema:?}"), |shape| {
            shape.properties.insert(name.to_owned(), schema);
        })
    }

    fn place_of(&self, name: &str, old: (NodeId, &View), new: (NodeId, &View)) -> String {
        let known = new
            .1
            .shape
            .properties
            .get(name)
            .or_else(|| old.1.shape.properties.get(name));
        self.solver
            .graph
            .written(known.copied().unwrap_or(new.0))
            .pointer
            .to_string()
    }

    fn named(&self, name: &str) -> String {
        let mut path = self.path.clone();
        path.push(Step::Member(name.to_owned()));
        super::super::judge::path_words(&path)
    }
}

fn place(pointer: &str, words: &str) -> String {
    super::super::judge::place_words(pointer, words)
}

fn ordered(shape: &Shape) -> Vec<String> {
    let at: BTreeMap<&String, usize> = shape
        .order
        .iter()
        .enumerate()
        .map(|(at, name)| (name, at))
        .collect();
    let mut names: Vec<String> = shape.properties.keys().cloned().collect();
    names.sort_by_key(|name| at.get(name).copied().unwrap_or(usize::MAX));
    names
}

fn required_word(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn open_word(closed: bool) -> &'static str {
    if closed { "closed" } else { "open" }
}
