//! Rules of section 5.7: which alternative became which, and what they are told apart by.

use std::collections::{BTreeMap, BTreeSet};

use contractual_model::json::Json;

use super::super::sat::Literal;
use super::super::schema::{NodeId, Shape, Types, UnionKind, ValueSet};
use super::{Told, View, Walker, short};

/// How alternatives are told apart, as serde writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// A constant member inside each alternative.
    Tagged(String),
    /// A constant member and one member for the content.
    Adjacent(String, String),
    /// One member whose name is the variant.
    External,
    Untagged,
}

impl Form {
    fn words(&self) -> String {
        match self {
            Form::Tagged(tag) => format!("tagged by `{tag}`"),
            Form::Adjacent(tag, content) => format!("tagged by `{tag}` beside `{content}`"),
            Form::External => "as a member named after the variant".to_owned(),
            Form::Untagged => "untagged".to_owned(),
        }
    }

    fn tag(&self) -> Option<&str> {
        match self {
            Form::Tagged(tag) | Form::Adjacent(tag, _) => Some(tag),
            Form::External | Form::Untagged => None,
        }
    }
}

impl Walker<'_, '_> {
    pub(super) fn unions(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, judged: bool) {
        let alone = |id: NodeId| vec![id];
        let (was_kind, was) = a.union.clone().unwrap_or((UnionKind::Any, alone(old)));
        let (is_kind, is) = b.union.clone().unwrap_or((UnionKind::Any, alone(new)));
        let both = a.union.is_some() && b.union.is_some();
        let objects = both || (judged && self.is_object_union(&was) && self.is_object_union(&is));
        if !objects {
            return;
        }
        if both && judged {
            self.kinds(old, new, (was_kind, &was), (is_kind, &is));
            if self.forms(old, new, &was, &is) {
                return;
            }
        }
        let (pairs, gone, come) = self.match_branches(&was, &is);
        for (before, after) in &pairs {
            if (*before, *after) != (old, new) {
                self.visit(*before, *after, judged);
            }
        }
        if !judged {
            return;
        }
        if let ([before], [after]) = (&gone[..], &come[..])
            && self.tag_value_changed(old, new, *before, *after)
        {
            return;
        }
        for branch in gone {
            let words = self.branch_words(branch);
            let at = self.solver.graph.written(branch).pointer.to_string();
            let told = Told::change(&words, "gone").with("value", &words).at(at);
            let not = self.refuses(branch);
            self.propose("union-variant-removed", (old, new), (not, old), told);
        }
        for branch in come {
            let words = self.branch_words(branch);
            let at = self.solver.graph.written(branch).pointer.to_string();
            let told = Told::change("absent", &words).with("value", &words).at(at);
            let not = self.refuses(branch);
            self.propose("union-variant-added", (old, new), (new, not), told);
        }
        if is_kind == UnionKind::One && both {
            self.overlap(old, new, &was, &is);
        }
    }

    fn is_object_union(&mut self, branches: &[NodeId]) -> bool {
        branches.iter().all(|branch| {
            let view = View::of(self.solver.graph, *branch);
            view.types.within(Types::OBJECT)
        })
    }

    fn refuses(&mut self, schema: NodeId) -> NodeId {
        self.make(&format!("refuses {schema:?}"), |shape| {
            shape.nots = vec![schema]
        })
    }

    fn kinds(
        &mut self,
        old: NodeId,
        new: NodeId,
        was: (UnionKind, &[NodeId]),
        is: (UnionKind, &[NodeId]),
    ) {
        let (rule, branches) = match (was.0, is.0) {
            (UnionKind::Any, UnionKind::One) => ("union-made-exclusive", is.1),
            (UnionKind::One, UnionKind::Any) => ("union-made-inclusive", was.1),
            (UnionKind::Any, UnionKind::Any) | (UnionKind::One, UnionKind::One) => return,
        };
        if self.overlapping(branches).is_some() {
            self.propose(
                rule,
                (old, new),
                (new, old),
                Told::change(kind_word(was.0), kind_word(is.0)),
            );
        }
    }

    /// Two alternatives that share a value.
    fn overlapping(&mut self, branches: &[NodeId]) -> Option<(NodeId, NodeId)> {
        if self.solver.are_apart(branches) {
            return None;
        }
        for (at, a) in branches.iter().enumerate() {
            for b in &branches[at + 1..] {
                let both = [*a, *b].map(|schema| Literal::Holds {
                    schema,
                    declares: false,
                });
                if !self.solver.solve(both.to_vec()).is_no() {
                    return Some((*a, *b));
                }
            }
        }
        None
    }

    fn overlap(&mut self, old: NodeId, new: NodeId, was: &[NodeId], is: &[NodeId]) {
        let before = self.overlapping(was).is_some();
        if let Some((a, b)) = self.overlapping(is)
            && !(before && self.solver.graph.same(old, new))
        {
            // values that are in two alternatives now, and were admitted
            let shared: Vec<NodeId> = vec![a, b];
            let both = self.solver.graph.join(shared);
            let not_both = self.refuses(both);
            let told = Told::default().with("n", 2);
            self.propose(
                "union-overlap-introduced",
                (old, new),
                (not_both, old),
                told,
            );
        }
    }

    /// Whether the way in which alternatives are written changed.
    fn forms(&mut self, old: NodeId, new: NodeId, was: &[NodeId], is: &[NodeId]) -> bool {
        let (before, after) = (self.form(was), self.form(is));
        if before == after {
            return false;
        }
        if let (Form::Tagged(one), Form::Tagged(other))
        | (Form::Adjacent(one, _), Form::Adjacent(other, _)) = (&before, &after)
            && one != other
        {
            self.propose(
                "union-tag-changed",
                (old, new),
                (new, old),
                Told::change(one, other),
            );
            return true;
        }
        if before == Form::Untagged && after == Form::Untagged {
            return false;
        }
        if !self.is_object_union(was) && !self.is_object_union(is) {
            return false;
        }
        self.propose(
            "union-representation-changed",
            (old, new),
            (new, old),
            Told::change(before.words(), after.words()),
        );
        true
    }

    fn form(&mut self, branches: &[NodeId]) -> Form {
        let views: Vec<View> = branches
            .iter()
            .map(|branch| View::of(self.solver.graph, *branch))
            .collect();
        if branches.len() < 2
            || !views
                .iter()
                .all(|view| view.types.within(Types::OBJECT) && !view.types.is_none())
        {
            return self.external(&views);
        }
        let first = &views[0].shape;
        for tag in &first.required {
            let mut seen = BTreeSet::new();
            let tagged = views.iter().all(|view| {
                let constant = self.constant(&view.shape, tag);
                view.shape.required.contains(tag)
                    && constant.is_some_and(|value| seen.insert(value))
            });
            if !tagged {
                continue;
            }
            let content = first
                .properties
                .keys()
                .find(|name| *name != tag)
                .filter(|content| {
                    views.iter().all(|view| {
                        view.shape.properties.len() <= 2
                            && view
                                .shape
                                .properties
                                .keys()
                                .all(|name| name == tag || name == *content)
                    }) && views
                        .iter()
                        .filter(|view| view.shape.properties.contains_key(*content))
                        .count()
                        > 1
                        && views.iter().all(|view| {
                            view.shape.properties.get(*content).is_none_or(|id| {
                                self.solver
                                    .graph
                                    .flat(*id)
                                    .types
                                    .within(Types::OBJECT.or(Types::ARRAY))
                            })
                        })
                });
            return match content {
                Some(content) => Form::Adjacent(tag.clone(), content.clone()),
                None => Form::Tagged(tag.clone()),
            };
        }
        self.external(&views)
    }

    fn external(&mut self, views: &[View]) -> Form {
        let mut seen = BTreeSet::new();
        let named = |view: &View| {
            let names: Vec<&String> = view.shape.properties.keys().collect();
            match names[..] {
                [only] if view.shape.required.contains(only) => Some(only.clone()),
                _ => None,
            }
        };
        let mut objects = 0;
        for view in views {
            let unit = view.types == Types::STRING && view.shape.values.is_some();
            match named(view).filter(|_| view.types == Types::OBJECT) {
                Some(name) if seen.insert(name.clone()) && view.is_closed(self.solver.graph) => {
                    objects += 1
                }
                _ if unit => {}
                _ => return Form::Untagged,
            }
        }
        if objects > 0 && views.len() > 1 {
            Form::External
        } else {
            Form::Untagged
        }
    }

    /// The only value of a member, as a text.
    fn constant(&mut self, shape: &Shape, name: &str) -> Option<String> {
        let flat = self.solver.graph.flat(*shape.properties.get(name)?);
        match flat.values.as_deref() {
            Some([only]) => Some(short(only)),
            _ => None,
        }
    }

    /// Pairs of alternatives that are the same thing on both sides, and what is left over.
    fn match_branches(
        &mut self,
        was: &[NodeId],
        is: &[NodeId],
    ) -> (Vec<(NodeId, NodeId)>, Vec<NodeId>, Vec<NodeId>) {
        let mut gone: Vec<NodeId> = was.to_vec();
        let mut come: Vec<NodeId> = is.to_vec();
        let mut pairs = Vec::new();
        let mut take = |gone: &mut Vec<NodeId>,
                        come: &mut Vec<NodeId>,
                        fits: &mut dyn FnMut(NodeId, NodeId) -> bool| {
            gone.retain(|a| match come.iter().position(|b| fits(*a, *b)) {
                Some(at) => {
                    pairs.push((*a, come.remove(at)));
                    false
                }
                None => true,
            });
        };
        take(&mut gone, &mut come, &mut |a, b| {
            self.solver.graph.same(a, b)
        });
        let tags = self
            .form(was)
            .tag()
            .map(str::to_owned)
            .filter(|tag| self.form(is).tag() == Some(tag));
        if let Some(tag) = tags {
            let mut values: BTreeMap<NodeId, Option<String>> = BTreeMap::new();
            for id in gone.iter().chain(&come) {
                let view = View::of(self.solver.graph, *id);
                let value = self.constant(&view.shape, &tag);
                values.insert(*id, value);
            }
            take(&mut gone, &mut come, &mut |a, b| {
                values[&a].is_some() && values[&a] == values[&b]
            });
            return (pairs, gone, come);
        }
        // without tags: mutual inclusion, then inclusion, then the same kind and members in common
        take(&mut gone, &mut come, &mut |a, b| {
            self.lies_within(a, b) && self.lies_within(b, a)
        });
        take(&mut gone, &mut come, &mut |a, b| {
            let (x, y) = (
                View::of(self.solver.graph, a),
                View::of(self.solver.graph, b),
            );
            if x.types != y.types || x.types.is_none() {
                return false;
            }
            if x.types != Types::OBJECT {
                return true;
            }
            let shared = x
                .shape
                .properties
                .keys()
                .filter(|name| y.shape.properties.contains_key(*name))
                .count();
            shared > 0 || (x.shape.properties.is_empty() && y.shape.properties.is_empty())
        });
        take(&mut gone, &mut come, &mut |a, b| {
            let (x, y) = (
                View::of(self.solver.graph, a),
                View::of(self.solver.graph, b),
            );
            x.types.has(y.types) && !x.types.has(Types::OBJECT)
        });
        (pairs, gone, come)
    }

    fn tag_value_changed(
        &mut self,
        old: NodeId,
        new: NodeId,
        before: NodeId,
        after: NodeId,
    ) -> bool {
        let (a, b) = (
            View::of(self.solver.graph, before),
            View::of(self.solver.graph, after),
        );
        let names = |view: &View| view.shape.properties.keys().cloned().collect::<Vec<_>>();
        if names(&a) != names(&b) || a.shape.required != b.shape.required {
            return false;
        }
        let mut changed: Option<(String, String)> = None;
        for (name, was) in &a.shape.properties {
            let is = b.shape.properties[name];
            if self.solver.graph.same(*was, is) {
                continue;
            }
            let constants = (self.constant(&a.shape, name), self.constant(&b.shape, name));
            match (constants, &changed) {
                ((Some(was), Some(is)), None) if a.shape.required.contains(name) => {
                    changed = Some((was, is))
                }
                _ => return false,
            }
        }
        let Some((was, is)) = changed else {
            return false;
        };
        let at = self.solver.graph.written(after).pointer.to_string();
        let (not_new, not_old) = (self.refuses(before), self.refuses(after));
        let told = Told::change(&was, &is).with("rust", &was).at(at);
        self.propose(
            "union-tag-value-changed",
            (old, new),
            (not_new, not_old),
            told,
        );
        true
    }

    /// What people call an alternative: its tag, its title, its kind.
    fn branch_words(&mut self, id: NodeId) -> String {
        let view = View::of(self.solver.graph, id);
        let tag = view
            .shape
            .required
            .iter()
            .find_map(|name| self.constant(&view.shape, name));
        if let Some(tag) = tag {
            return tag.trim_matches('"').to_owned();
        }
        if let Some(title) = &view.shape.notes.title {
            return title.clone();
        }
        match view.shape.values.as_deref() {
            Some([only]) => short(only),
            _ => super::type_words(view.types),
        }
    }

    /// Conjunctions, negations and conditions as wholes.
    pub(super) fn composition(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        self.conjuncts(old, new, a, b);
        if a.shape.nots != b.shape.nots {
            let demands = self.both("nots", &a.shape, &b.shape, |from, to| {
                to.nots.clone_from(&from.nots)
            });
            self.as_whole(("not-tightened", "not-loosened"), (old, new), demands);
        }
        if a.shape.conditions != b.shape.conditions {
            let demands = self.both("conditions", &a.shape, &b.shape, |from, to| {
                to.conditions.clone_from(&from.conditions)
            });
            self.as_whole(
                ("conditional-tightened", "conditional-loosened"),
                (old, new),
                demands,
            );
        }
    }

    fn as_whole(
        &mut self,
        rules: (&'static str, &'static str),
        nodes: (NodeId, NodeId),
        demands: (NodeId, NodeId),
    ) {
        if !self.lies_within(demands.1, demands.0) {
            self.propose(rules.0, nodes, demands, Told::default());
        }
        if !self.lies_within(demands.0, demands.1) {
            self.propose(rules.1, nodes, demands, Told::default());
        }
    }

    /// One conjunct more or less, the others unchanged.
    fn conjuncts(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        if a.parts.is_empty() && b.parts.is_empty() {
            return;
        }
        let missing = |walker: &Self, from: &[NodeId], to: &[NodeId]| -> Vec<NodeId> {
            from.iter()
                .copied()
                .filter(|x| !to.iter().any(|y| walker.solver.graph.same(*x, *y)))
                .collect()
        };
        let come = missing(self, &b.parts, &a.parts);
        let gone = missing(self, &a.parts, &b.parts);
        let pointer = |walker: &Self, ids: &[NodeId]| {
            ids.iter()
                .map(|id| walker.solver.graph.written(*id).pointer.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        };
        if gone.is_empty() && !come.is_empty() && b.parts.len() > 1 {
            let told = Told::change("", pointer(self, &come));
            let extra = self.solver.graph.join(come);
            self.propose("all-of-narrowed", (old, new), (extra, old), told);
        } else if come.is_empty() && !gone.is_empty() && a.parts.len() > 1 {
            let told = Told::change(pointer(self, &gone), "");
            let extra = self.solver.graph.join(gone);
            self.propose("all-of-widened", (old, new), (new, extra), told);
        }
    }

    /// The known values of an open enum.
    pub(super) fn open_values(&mut self, old: NodeId, new: NodeId, was: &[Json], is: &[Json]) {
        for (rule, from, to) in [
            ("open-enum-value-added", is, was),
            ("open-enum-value-removed", was, is),
        ] {
            let known = ValueSet::of(to);
            for value in from.iter().filter(|value| !known.has(value)) {
                let told = Told {
                    always: true,
                    ..Told::default()
                }
                .with("value", short(value));
                self.propose(rule, (old, new), (new, old), told);
            }
        }
    }
}

fn kind_word(kind: UnionKind) -> &'static str {
    match kind {
        UnionKind::Any => "anyOf",
        UnionKind::One => "oneOf",
    }
}
