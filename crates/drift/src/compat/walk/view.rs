//! A schema as the rules look at it: conjunctions laid over each other, null apart, unions and open enums recognised.

use std::collections::BTreeSet;

use contractual_model::json::Json;

use super::super::schema::{Graph, NodeId, Shape, Types, UnionKind};

/// A keyword that says what members beyond the named ones may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Closure {
    pub(crate) names: BTreeSet<String>,
    pub(crate) patterns: BTreeSet<String>,
    pub(crate) schema: NodeId,
    /// It is `unevaluatedProperties`.
    pub(crate) composed: bool,
}

/// The schema of one place, for comparing.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// Everything that is said, conjunctions folded.
    pub(crate) shape: Shape,
    /// The types, without null, as far as unions allow them.
    pub(crate) types: Types,
    pub(crate) nullable: bool,
    /// Alternatives that are more than one type and null.
    pub(crate) union: Option<(UnionKind, Vec<NodeId>)>,
    /// The known values of an open enum.
    pub(crate) open_enum: Option<Vec<Json>>,
    pub(crate) closures: Vec<Closure>,
    /// Conjuncts that were written one by one.
    pub(crate) parts: Vec<NodeId>,
}

impl View {
    pub(crate) fn of(graph: &mut Graph, id: NodeId) -> View {
        let flat = graph.flat(id);
        let mut view = View {
            shape: (*flat).clone(),
            types: flat.types,
            nullable: false,
            union: None,
            open_enum: None,
            closures: Vec::new(),
            parts: Vec::new(),
        };
        view.note_closures(graph, &flat, id);
        view.collect_parts(graph, id, 0);
        let rest = std::mem::take(&mut view.shape.all);
        for part in rest {
            let inner = View::of(graph, part);
            view.take(graph, inner);
        }
        let unions = std::mem::take(&mut view.shape.unions);
        for union in unions {
            let mut branches = Vec::new();
            let mut null = false;
            for branch in &union.branches {
                let flat = graph.flat(*branch);
                if flat.is_bare() && flat.types == Types::NULL {
                    null = true;
                } else {
                    branches.push(*branch);
                }
            }
            if let Some(values) = open_values(graph, &branches) {
                let types = values
                    .iter()
                    .fold(Types::NONE, |all, value| all.or(Types::of(value)));
                view.types = view
                    .types
                    .and(if null { types.or(Types::NULL) } else { types });
                view.open_enum = Some(values);
                continue;
            }
            if let [only] = branches[..] {
                let mut inner = View::of(graph, only);
                if null {
                    inner.shape.types = inner.shape.types.or(Types::NULL);
                    inner.types = inner.types.or(Types::NULL);
                    inner.nullable = false;
                } else if inner.nullable {
                    inner.types = inner.types.or(Types::NULL);
                }
                view.take(graph, inner);
                continue;
            }
            let mut types = if null { Types::NULL } else { Types::NONE };
            for branch in &branches {
                let inner = View::of(graph, *branch);
                types = types.or(inner.types).or(if inner.nullable {
                    Types::NULL
                } else {
                    Types::NONE
                });
            }
            view.types = view.types.and(types);
            match &view.union {
                None => view.union = Some((union.kind, branches)),
                // a second union: kept for the checker, which sees it through the shape
                Some(_) => view.shape.unions.push(union),
            }
        }
        if view.types != Types::ALL {
            view.nullable = view.types.has(Types::NULL);
            view.types = view.types.without(Types::NULL);
        }
        if view.nullable
            && let Some(values) = &mut view.shape.values
        {
            values.retain(|value| *value != Json::Null);
        }
        view
    }

    fn take(&mut self, graph: &mut Graph, inner: View) {
        let types = inner.types.or(if inner.nullable {
            Types::NULL
        } else {
            Types::NONE
        });
        let keep = self.shape.additional;
        graph.merge(&mut self.shape, &inner.shape);
        self.shape.additional = keep.or(inner.shape.additional);
        self.types = self.types.and(types);
        if self.union.is_none() {
            self.union = inner.union;
        }
        if self.open_enum.is_none() {
            self.open_enum = inner.open_enum;
        }
        for closure in inner.closures {
            if !self.closures.contains(&closure) {
                self.closures.push(closure);
            }
        }
    }

    fn note_closures(&mut self, graph: &mut Graph, flat: &Shape, id: NodeId) {
        let composed = flat.additional.is_some() && graph.is_composed(id);
        for (schema, composed) in [
            (flat.additional, composed),
            (flat.unevaluated_properties, true),
        ]
        .into_iter()
        .filter_map(|(s, c)| Some((s?, c)))
        {
            let mut names: BTreeSet<String> = flat.properties.keys().cloned().collect();
            let mut patterns: BTreeSet<String> = flat.pattern_properties.keys().cloned().collect();
            if flat.unevaluated_properties == Some(schema) {
                graph.names_within(flat, &mut names, &mut patterns, 0);
            }
            self.closures.push(Closure {
                names,
                patterns,
                schema,
                composed,
            });
        }
    }

    fn collect_parts(&mut self, graph: &Graph, id: NodeId, depth: usize) {
        for part in &graph.written(id).all {
            let inner = &graph.written(*part).all;
            let bare = Shape {
                all: Vec::new(),
                ..graph.written(*part).clone()
            }
            .is_anything();
            if bare && !inner.is_empty() && depth < 20 {
                self.collect_parts(graph, *part, depth + 1);
            } else {
                self.parts.push(*part);
            }
        }
    }

    /// Whether nothing at all is said about members.
    pub(crate) fn is_free_form(&self) -> bool {
        self.shape.properties.is_empty()
            && self.shape.pattern_properties.is_empty()
            && self.closures.is_empty()
    }

    /// The schema of members beyond the named ones, if it is neither `true` nor `false`.
    pub(crate) fn map(&self, graph: &mut Graph) -> Option<NodeId> {
        self.closures
            .iter()
            .map(|closure| closure.schema)
            .find(|id| !graph.flat(*id).is_nothing())
    }

    /// Whether members that nobody named are refused.
    pub(crate) fn is_closed(&self, graph: &mut Graph) -> bool {
        self.closures
            .iter()
            .any(|closure| graph.flat(closure.schema).is_nothing())
    }
}

/// The values of an open enum: known values beside their bare type.
fn open_values(graph: &mut Graph, branches: &[NodeId]) -> Option<Vec<Json>> {
    let mut values: Vec<Json> = Vec::new();
    let mut bare = Types::NONE;
    for branch in branches {
        let flat = graph.flat(*branch);
        match &flat.values {
            Some(known) => values.extend(known.iter().cloned()),
            None if flat.is_bare() && flat.types != Types::ALL => bare = bare.or(flat.types),
            None => return None,
        }
    }
    let types = values
        .iter()
        .fold(Types::NONE, |all, value| all.or(Types::of(value)));
    (!values.is_empty() && !bare.is_none() && types.within(bare)).then_some(values)
}
