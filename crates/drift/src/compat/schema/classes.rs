//! Step 7 of the canonical form: nodes that cannot be told apart become one class, cycles included.

use std::collections::{BTreeSet, HashMap, HashSet};

use contractual_model::json::{Json, to_line};

use super::read::{below, in_place};
use super::shape::{Graph, NodeId, Shape, Side};

impl Graph {
    /// Sorts everything that the roots reach into classes of equal meaning.
    pub(crate) fn classify(&mut self, roots: &[NodeId]) {
        let mut nodes: Vec<NodeId> = Vec::new();
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut open: Vec<NodeId> = roots.to_vec();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            nodes.push(id);
            let flat = self.flat(id);
            open.extend(in_place(&flat));
            open.extend(below(&flat));
            // parts that were folded in are asked about by the rules
            open.extend(in_place(self.written(id)));
        }
        let flats: Vec<std::rc::Rc<Shape>> = nodes.iter().map(|id| self.flat(*id)).collect();
        let mut locals: HashMap<String, u32> = HashMap::new();
        let mut own: HashMap<NodeId, u32> = HashMap::new();
        let mut groups: HashMap<NodeId, Vec<(bool, Vec<NodeId>)>> = HashMap::new();
        for (id, flat) in nodes.iter().zip(&flats) {
            let next = count(locals.len());
            own.insert(*id, *locals.entry(local(flat)).or_insert(next));
            groups.insert(*id, edges(flat));
        }
        let mut classes: HashMap<NodeId, u32> = HashMap::new();
        let cyclic = settle_acyclic(&nodes, &own, &groups, &mut classes);
        // what reaches a cycle is told apart round by round
        let base = count(classes.values().max().map_or(0, |max| *max as usize + 1));
        for id in &cyclic {
            classes.insert(*id, base + own[id]);
        }
        let mut known = 0;
        loop {
            let mut table: HashMap<Vec<u32>, u32> = HashMap::new();
            let mut refined: Vec<(NodeId, u32)> = Vec::with_capacity(cyclic.len());
            for id in &cyclic {
                let key = class_key(classes[id], &groups[id], &classes);
                let next = base + count(table.len());
                refined.push((*id, *table.entry(key).or_insert(next)));
            }
            classes.extend(refined);
            if table.len() == known {
                break;
            }
            known = table.len();
        }
        self.classes = vec![u32::MAX; self.shapes.len()];
        for (id, class) in classes {
            if let Some(slot) = self.classes.get_mut(id.0 as usize) {
                *slot = class;
            }
        }
    }

    /// Whether two schemas are known to say the same.
    pub(crate) fn same(&self, a: NodeId, b: NodeId) -> bool {
        a == b
            || self
                .class(a)
                .is_some_and(|class| self.class(b) == Some(class))
    }

    /// The class of a schema, if it was there when the classes were made.
    pub(crate) fn class(&self, id: NodeId) -> Option<u32> {
        let class = self.classes.get(id.0 as usize).copied();
        class.filter(|class| *class != u32::MAX)
    }
}

impl Shape {
    /// A text that is equal for shapes that say the same in the same words, children by number.
    pub(crate) fn fingerprint(&self) -> String {
        format!("{}{:?}", local(self), edges(self))
    }
}

impl Graph {
    /// The schemas that a schema asks of members and entries, combinators looked through.
    pub(crate) fn reaches(&mut self, id: NodeId) -> Vec<NodeId> {
        let mut out = Vec::new();
        let mut open = vec![id];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let flat = self.flat(id);
            out.extend(below(&flat));
            open.extend(in_place(&flat));
        }
        out
    }

    /// The schema that was read at a place.
    pub(crate) fn place(&self, side: Side, pointer: &str) -> Option<NodeId> {
        self.places.get(&(side, pointer.to_owned())).copied()
    }

    /// Whether the schemas at two places, one of each document, say the same.
    pub(crate) fn same_places(&self, old: &str, new: &str) -> bool {
        match (self.place(Side::Old, old), self.place(Side::New, new)) {
            (Some(a), Some(b)) => self.same(a, b),
            _ => false,
        }
    }

    /// Whether `unevaluatedProperties` was written at the schema or at a conjunct of it.
    pub(crate) fn is_composed(&self, id: NodeId) -> bool {
        let mut open = vec![id];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let written = self.written(id);
            if written.unevaluated_properties.is_some() {
                return true;
            }
            if seen.insert(id) {
                open.extend(&written.all);
            }
        }
        false
    }

    /// The names and patterns that a shape and its combinators mention.
    pub(crate) fn names_within(
        &mut self,
        shape: &Shape,
        names: &mut BTreeSet<String>,
        patterns: &mut BTreeSet<String>,
        depth: usize,
    ) {
        names.extend(shape.properties.keys().cloned());
        patterns.extend(shape.pattern_properties.keys().cloned());
        if depth < 20 {
            for id in in_place(shape) {
                let flat = self.flat(id);
                self.names_within(&flat, names, patterns, depth + 1);
            }
        }
    }
}

/// Classes of everything that reaches no cycle, children first; gives what is left.
fn settle_acyclic(
    nodes: &[NodeId],
    own: &HashMap<NodeId, u32>,
    groups: &HashMap<NodeId, Vec<(bool, Vec<NodeId>)>>,
    classes: &mut HashMap<NodeId, u32>,
) -> Vec<NodeId> {
    let mut parents: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    let mut waiting: HashMap<NodeId, usize> = HashMap::new();
    for id in nodes {
        let children: BTreeSet<NodeId> = groups[id]
            .iter()
            .flat_map(|(_, children)| children.iter().copied())
            .collect();
        waiting.insert(*id, children.len());
        for child in children {
            parents.entry(child).or_default().push(*id);
        }
    }
    let mut ready: Vec<NodeId> = nodes
        .iter()
        .copied()
        .filter(|id| waiting[id] == 0)
        .collect();
    let mut table: HashMap<Vec<u32>, u32> = HashMap::new();
    while let Some(id) = ready.pop() {
        let key = class_key(own[&id], &groups[&id], classes);
        let next = count(table.len());
        classes.insert(id, *table.entry(key).or_insert(next));
        for parent in parents.get(&id).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(parent) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*parent);
                }
            }
        }
    }
    nodes
        .iter()
        .copied()
        .filter(|id| !classes.contains_key(id))
        .collect()
}

fn class_key(own: u32, groups: &[(bool, Vec<NodeId>)], classes: &HashMap<NodeId, u32>) -> Vec<u32> {
    let mut key = vec![own];
    for (ordered, children) in groups {
        let mut children: Vec<u32> = children
            .iter()
            .map(|child| classes.get(child).copied().unwrap_or(u32::MAX))
            .collect();
        if !ordered {
            children.sort_unstable();
        }
        key.push(u32::MAX);
        key.extend(children);
    }
    key
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Everything about a flat shape except its children, as one text.
pub(super) fn local(shape: &Shape) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let _ = write!(out, "t{}", shape.types.0);
    if let Some(values) = &shape.values {
        out.push_str("|v");
        for value in values {
            out.push_str(&sorted_line(value));
            out.push(',');
        }
    }
    let _ = write!(out, "|l{}-{:?}", shape.min_length, shape.max_length);
    let _ = write!(out, "|p{:?}|f{:?}", shape.patterns, shape.formats);
    for (name, bound) in [("a", shape.minimum), ("z", shape.maximum)] {
        if let Some(bound) = bound {
            let _ = write!(
                out,
                "|{name}{}{}",
                bound.value,
                if bound.exclusive { "x" } else { "" }
            );
        }
    }
    let mut steps: Vec<String> = shape.steps.iter().map(ToString::to_string).collect();
    steps.sort();
    let _ = write!(
        out,
        "|s{steps:?}|i{}-{:?}{}",
        shape.min_items, shape.max_items, shape.unique
    );
    let _ = write!(out, "|x{}|r{:?}", shape.prefix.len(), shape.required);
    let _ = write!(out, "|m{}-{:?}", shape.min_properties, shape.max_properties);
    let _ = write!(out, "|k{:?}", shape.properties.keys().collect::<Vec<_>>());
    let _ = write!(
        out,
        "|q{:?}",
        shape.pattern_properties.keys().collect::<Vec<_>>()
    );
    let _ = write!(out, "|d{:?}", shape.dependent_required);
    let mut depends: Vec<&String> = shape
        .dependent_schemas
        .iter()
        .map(|(name, _)| name)
        .collect();
    depends.sort();
    let _ = write!(out, "|D{depends:?}");
    for contains in &shape.contains {
        let _ = write!(out, "|c{}-{:?}", contains.min, contains.max);
    }
    for union in &shape.unions {
        let _ = write!(out, "|u{:?}{}", union.kind, union.branches.len());
    }
    for condition in &shape.conditions {
        let _ = write!(
            out,
            "|?{}{}",
            condition.then.is_some(),
            condition.otherwise.is_some()
        );
    }
    let present = [
        shape.items.is_some(),
        shape.additional.is_some(),
        shape.unevaluated_items.is_some(),
        shape.unevaluated_properties.is_some(),
    ];
    let _ = write!(
        out,
        "|{present:?}|{}|{}|{}",
        shape.names.len(),
        shape.all.len(),
        shape.nots.len()
    );
    if let Some(reason) = shape.opaque {
        // what cannot be decided equals only itself
        let _ = write!(out, "|o{reason}{}", shape.pointer);
    }
    out
}

/// The children in a fixed order of groups; whether the order inside a group counts.
pub(super) fn edges(shape: &Shape) -> Vec<(bool, Vec<NodeId>)> {
    let mut depends: Vec<&(String, NodeId)> = shape.dependent_schemas.iter().collect();
    depends.sort();
    let mut out = vec![
        (true, shape.properties.values().copied().collect()),
        (true, shape.pattern_properties.values().copied().collect()),
        (true, shape.additional.into_iter().collect()),
        (true, shape.prefix.clone()),
        (true, shape.items.into_iter().collect()),
        (true, shape.unevaluated_items.into_iter().collect()),
        (true, shape.unevaluated_properties.into_iter().collect()),
        (false, shape.names.clone()),
        (true, depends.into_iter().map(|(_, id)| *id).collect()),
        (
            true,
            shape
                .contains
                .iter()
                .map(|contains| contains.schema)
                .collect(),
        ),
        (false, shape.all.clone()),
        (false, shape.nots.clone()),
    ];
    for union in &shape.unions {
        out.push((false, union.branches.clone()));
    }
    for condition in &shape.conditions {
        out.push((true, vec![condition.test]));
        out.push((true, condition.then.into_iter().collect()));
        out.push((true, condition.otherwise.into_iter().collect()));
    }
    out
}

/// Values that are asked for one by one: enums may have ten thousands.
pub(crate) struct ValueSet {
    /// Texts, as they are.
    texts: HashSet<String>,
    /// Everything else, on one line.
    others: HashSet<String>,
}

impl ValueSet {
    pub(crate) fn of(values: &[Json]) -> ValueSet {
        let mut set = ValueSet {
            texts: HashSet::with_capacity(values.len()),
            others: HashSet::new(),
        };
        for value in values {
            set.add(value);
        }
        set
    }

    pub(crate) fn has(&self, value: &Json) -> bool {
        match value {
            Json::String(text) => self.texts.contains(text.as_str()),
            other => self.others.contains(&sorted_line(other)),
        }
    }

    /// Takes a value in; false if it was there.
    pub(crate) fn add(&mut self, value: &Json) -> bool {
        match value {
            Json::String(text) => self.texts.insert(text.clone()),
            other => self.others.insert(sorted_line(other)),
        }
    }

    /// Those of the values that are in the set.
    pub(crate) fn keep(&self, mut values: Vec<Json>) -> Vec<Json> {
        values.retain(|value| self.has(value));
        values
    }
}

/// A value on one line, members sorted.
pub(super) fn sorted_line(value: &Json) -> String {
    to_line(&sorted(value))
}

fn sorted(value: &Json) -> Json {
    match value {
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        Json::Object(members) => {
            let mut members: Vec<(String, Json)> = members
                .iter()
                .map(|(k, v)| (k.clone(), sorted(v)))
                .collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(members)
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.clone(),
    }
}
