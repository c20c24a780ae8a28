//! `unevaluatedProperties` and `unevaluatedItems` beside applicators: split into the cases of which branches hold, each of
//! them with plain `additionalProperties` or `items`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::schema::{NodeId, Shape, Types, Union, UnionKind};
use super::Solver;

/// Cases after which the split is given up.
const MAX_CASES: usize = 96;
const REASON: &str = "unevaluated* across a union";

/// One way in which the branches of a schema may hold, and what is evaluated then.
#[derive(Debug, Clone, Default)]
struct Case {
    hold: Vec<NodeId>,
    fail: Vec<NodeId>,
    names: BTreeSet<String>,
    patterns: BTreeSet<String>,
    all_names: bool,
    entries: usize,
    all_entries: bool,
}

impl Solver<'_> {
    /// An equal schema without `unevaluated*`; `None` if there is none in it, or why it cannot be taken apart.
    pub(super) fn settle_unevaluated(
        &mut self,
        flat: &Shape,
    ) -> Option<Result<NodeId, &'static str>> {
        let properties = flat.unevaluated_properties;
        let items = flat.unevaluated_items;
        if properties.is_none() && items.is_none() {
            return None;
        }
        let key = format!(
            "unevaluated {} {properties:?} {items:?} {:?} {:?}",
            flat.pointer, flat.all, flat.unions
        );
        let Some(cases) = self.cases_of(flat, items.is_some()) else {
            return Some(Err(REASON));
        };
        let base = Shape {
            unevaluated_properties: None,
            unevaluated_items: None,
            all: Vec::new(),
            unions: Vec::new(),
            conditions: Vec::new(),
            dependent_schemas: Vec::new(),
            ..flat.clone()
        };
        let base = self.graph.make(&format!("{key} base"), || base);
        let anything = self.graph.anything();
        let mut branches = Vec::new();
        for (at, case) in cases.into_iter().enumerate() {
            let mut shape = Shape::anything(&flat.pointer);
            shape.all = case.hold.clone();
            shape.all.push(base);
            shape.nots = case.fail.clone();
            let mut closing = Shape::anything(&flat.pointer);
            if let Some(schema) = properties.filter(|_| !case.all_names) {
                closing.properties = case
                    .names
                    .iter()
                    .map(|name| (name.clone(), anything))
                    .collect::<BTreeMap<_, _>>();
                closing.pattern_properties = case
                    .patterns
                    .iter()
                    .map(|name| (name.clone(), anything))
                    .collect();
                closing.additional = Some(schema);
            }
            if let Some(schema) = items.filter(|_| !case.all_entries) {
                closing.prefix = vec![anything; case.entries];
                closing.items = Some(schema);
            }
            let closing = self.graph.make(&format!("{key} closing {at}"), || closing);
            shape.all.push(closing);
            branches.push(self.graph.make(&format!("{key} case {at}"), || shape));
        }
        let union = Union {
            kind: UnionKind::Any,
            branches,
        };
        let id = self.graph.make(&key, || Shape {
            unions: vec![union],
            ..Shape::anything(&flat.pointer)
        });
        Some(Ok(id))
    }

    /// The ways in which a schema may hold.
    fn cases(&mut self, id: NodeId, entries: bool) -> Option<Vec<Case>> {
        let flat = self.graph.flat(id);
        let mut cases = self.cases_of(&flat, entries)?;
        for case in &mut cases {
            case.hold.push(id);
            if flat.unevaluated_properties.is_some() {
                case.all_names = true;
            }
            if flat.unevaluated_items.is_some() {
                case.all_entries = true;
            }
        }
        Some(cases)
    }

    fn cases_of(&mut self, flat: &Shape, entries: bool) -> Option<Vec<Case>> {
        if flat.opaque.is_some() || (entries && !flat.contains.is_empty()) {
            return None;
        }
        let mut cases = vec![Case {
            names: flat.properties.keys().cloned().collect(),
            patterns: flat.pattern_properties.keys().cloned().collect(),
            all_names: flat.additional.is_some(),
            entries: flat.prefix.len(),
            all_entries: flat.items.is_some(),
            ..Case::default()
        }];
        for part in &flat.all {
            let more = self.cases(*part, entries)?;
            cases = product(&cases, &more)?;
        }
        for union in &flat.unions {
            if union.branches.len() > 6 {
                return None;
            }
            let mut ways: Vec<Case> = Vec::new();
            for mask in 1u32..1 << union.branches.len() {
                if union.kind == UnionKind::One && mask.count_ones() != 1 {
                    continue;
                }
                let mut here = vec![Case::default()];
                for (at, branch) in union.branches.iter().enumerate() {
                    if mask >> at & 1 == 1 {
                        let more = self.cases(*branch, entries)?;
                        here = product(&here, &more)?;
                    } else {
                        here.iter_mut().for_each(|case| case.fail.push(*branch));
                    }
                }
                ways.extend(here);
            }
            cases = product(&cases, &ways)?;
        }
        for condition in &flat.conditions {
            let mut ways = self.cases(condition.test, entries)?;
            if let Some(then) = condition.then {
                let more = self.cases(then, entries)?;
                ways = product(&ways, &more)?;
            }
            let mut otherwise = vec![Case {
                fail: vec![condition.test],
                ..Case::default()
            }];
            if let Some(id) = condition.otherwise {
                let more = self.cases(id, entries)?;
                otherwise = product(&otherwise, &more)?;
            }
            ways.extend(otherwise);
            cases = product(&cases, &ways)?;
        }
        for (name, id) in &flat.dependent_schemas {
            let present = self.graph.make(&format!("has {name}"), || Shape {
                types: Types::OBJECT,
                required: BTreeSet::from([name.clone()]),
                ..Shape::anything("")
            });
            let more = self.cases(*id, entries)?;
            let mut ways = product(
                &[Case {
                    hold: vec![present],
                    ..Case::default()
                }],
                &more,
            )?;
            ways.push(Case {
                fail: vec![present],
                ..Case::default()
            });
            cases = product(&cases, &ways)?;
        }
        Some(cases)
    }
}

fn product(a: &[Case], b: &[Case]) -> Option<Vec<Case>> {
    if a.len() * b.len() > MAX_CASES {
        return None;
    }
    let mut out = Vec::with_capacity(a.len() * b.len());
    for a in a {
        for b in b {
            let mut case = a.clone();
            case.hold.extend(&b.hold);
            case.fail.extend(&b.fail);
            case.names.extend(b.names.iter().cloned());
            case.patterns.extend(b.patterns.iter().cloned());
            case.all_names |= b.all_names;
            case.entries = case.entries.max(b.entries);
            case.all_entries |= b.all_entries;
            out.push(case);
        }
    }
    Some(out)
}
