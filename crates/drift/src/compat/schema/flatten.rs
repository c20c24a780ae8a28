//! One spelling for what can be spelled in several ways (section 3, steps 4 to 6).
//!
//! A flattened shape says exactly what the written one says. What cannot be folded safely stays as it is in `all`,
//! `unions`, `nots` and `conditions`; the decision procedure copes with either.

use std::rc::Rc;

use contractual_model::json::{Json, to_line};

use super::super::format;
use super::super::number::Decimal;
use super::classes::ValueSet;
use super::read::tighter;
use super::shape::{Annotations, Bound, Contains, Graph, NodeId, Shape, Types, Union, UnionKind};

impl Graph {
    /// The schema in its flat spelling.
    pub(crate) fn flat(&mut self, id: NodeId) -> Rc<Shape> {
        if let Some(known) = &self.flat[id.0 as usize] {
            return Rc::clone(known);
        }
        let flat = match self.written(id).only_refers() {
            Some(target) => self.flat(target),
            None => Rc::new(self.flatten(id)),
        };
        self.flat[id.0 as usize] = Some(Rc::clone(&flat));
        flat
    }

    fn flatten(&mut self, id: NodeId) -> Shape {
        let mut shape = self.written(id).clone();
        let parts = std::mem::take(&mut shape.all);
        for part in parts {
            self.take_in(&mut shape, part);
        }
        self.close_unevaluated(&mut shape);
        // negations and unions may bring new conjuncts, those may bring new unions
        for _ in 0..8 {
            let nots = std::mem::take(&mut shape.nots);
            let unions = std::mem::take(&mut shape.unions);
            let before = (nots.len(), unions.len(), shape.all.len());
            for inner in nots {
                self.negate(&mut shape, inner);
            }
            for union in unions {
                self.unite(&mut shape, union);
            }
            if before == (shape.nots.len(), shape.unions.len(), shape.all.len()) {
                break;
            }
        }
        self.close_unevaluated(&mut shape);
        if !self.watched
            && shape
                .additional
                .is_some_and(|id| self.written(id).is_anything())
        {
            shape.additional = None;
        }
        if !self.watched && shape.items.is_some_and(|id| self.written(id).is_anything()) {
            shape.items = None;
        }
        self.filter_values(&mut shape);
        tidy(&mut shape);
        shape
    }

    /// Folds a conjunct in where that is exact, and keeps it apart where it is not.
    fn take_in(&mut self, shape: &mut Shape, part: NodeId) {
        let flat = self.flat(part);
        if !covers(shape, &flat) || !covers(&flat, shape) {
            fill(&mut shape.notes, &flat.notes);
            shape.all.push(part);
            return;
        }
        self.merge(shape, &flat);
    }

    /// Lays one shape over another. Exact only where neither closes what the other opens.
    pub(crate) fn merge(&mut self, into: &mut Shape, from: &Shape) {
        into.types = into.types.and(from.types);
        if let Some(values) = &from.values {
            into.values = Some(match into.values.take() {
                None => values.clone(),
                Some(known) => ValueSet::of(values).keep(known),
            });
        }
        into.min_length = into.min_length.max(from.min_length);
        into.max_length = least(into.max_length, from.max_length);
        into.patterns.extend(from.patterns.iter().cloned());
        into.formats.extend(from.formats.iter().cloned());
        into.minimum = tightest(into.minimum, from.minimum, true);
        into.maximum = tightest(into.maximum, from.maximum, false);
        for step in &from.steps {
            if !into.steps.contains(step) {
                into.steps.push(*step);
            }
        }
        self.merge_entries(into, from);
        for (name, id) in &from.properties {
            let joined = match into.properties.get(name) {
                Some(known) => self.join(vec![*known, *id]),
                None => *id,
            };
            into.properties.insert(name.clone(), joined);
            if !into.order.contains(name) {
                into.order.push(name.clone());
            }
        }
        for (pattern, id) in &from.pattern_properties {
            let joined = match into.pattern_properties.get(pattern) {
                Some(known) => self.join(vec![*known, *id]),
                None => *id,
            };
            into.pattern_properties.insert(pattern.clone(), joined);
        }
        into.additional = match (into.additional, from.additional) {
            (Some(a), Some(b)) => Some(self.join(vec![a, b])),
            (a, b) => a.or(b),
        };
        into.required.extend(from.required.iter().cloned());
        into.min_properties = into.min_properties.max(from.min_properties);
        into.max_properties = least(into.max_properties, from.max_properties);
        extend_new(&mut into.names, &from.names);
        for (name, needed) in &from.dependent_required {
            into.dependent_required
                .entry(name.clone())
                .or_default()
                .extend(needed.iter().cloned());
        }
        extend_new(&mut into.dependent_schemas, &from.dependent_schemas);
        extend_new(&mut into.all, &from.all);
        extend_new(&mut into.unions, &from.unions);
        extend_new(&mut into.nots, &from.nots);
        extend_new(&mut into.conditions, &from.conditions);
        into.opaque = into.opaque.or(from.opaque);
        fill(&mut into.notes, &from.notes);
    }

    fn merge_entries(&mut self, into: &mut Shape, from: &Shape) {
        let longest = into.prefix.len().max(from.prefix.len());
        let mut prefix = Vec::with_capacity(longest);
        for at in 0..longest {
            let mine = into.prefix.get(at).copied().or(into.items);
            let theirs = from.prefix.get(at).copied().or(from.items);
            prefix.push(match (mine, theirs) {
                (Some(a), Some(b)) => self.join(vec![a, b]),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => self.anything(),
            });
        }
        into.prefix = prefix;
        into.items = match (into.items, from.items) {
            (Some(a), Some(b)) => Some(self.join(vec![a, b])),
            (a, b) => a.or(b),
        };
        extend_new(&mut into.contains, &from.contains);
        into.min_items = into.min_items.max(from.min_items);
        into.max_items = least(into.max_items, from.max_items);
        into.unique |= from.unique;
    }

    /// `unevaluated*` where nothing but plain keywords stands beside it is `additionalProperties` or `items`.
    fn close_unevaluated(&mut self, shape: &mut Shape) {
        let settled = shape.all.is_empty()
            && shape.unions.is_empty()
            && shape.conditions.is_empty()
            && shape.dependent_schemas.is_empty()
            && shape.opaque.is_none();
        if !settled {
            return;
        }
        if let Some(id) = shape.unevaluated_properties.take()
            && shape.additional.is_none()
        {
            shape.additional = Some(id);
        }
        if shape.contains.is_empty()
            && let Some(id) = shape.unevaluated_items.take()
            && shape.items.is_none()
        {
            shape.items = Some(id);
        }
    }

    fn negate(&mut self, shape: &mut Shape, inner: NodeId) {
        let flat = self.flat(inner);
        if flat.is_nothing() {
            return;
        }
        if flat.is_bare() {
            shape.types = shape.types.without(flat.types);
            return;
        }
        if let [back] = flat.nots[..] {
            let rest = Shape {
                nots: Vec::new(),
                ..(*flat).clone()
            };
            if rest.is_anything() {
                self.take_in(shape, back);
                return;
            }
        }
        if !flat.types.has(shape.types) {
            return;
        }
        if !shape.nots.contains(&inner) {
            shape.nots.push(inner);
        }
    }

    fn unite(&mut self, shape: &mut Shape, union: Union) {
        let mut branches: Vec<NodeId> = Vec::new();
        let mut open = union.branches.clone();
        open.reverse();
        while let Some(branch) = open.pop() {
            let flat = self.flat(branch);
            if flat.is_nothing() || !flat.types.has(shape.types) {
                continue;
            }
            if union.kind == UnionKind::Any {
                if flat.is_anything() && !self.watched {
                    return;
                }
                if let [
                    Union {
                        kind: UnionKind::Any,
                        branches: inner,
                    },
                ] = &flat.unions[..]
                {
                    let rest = Shape {
                        unions: Vec::new(),
                        ..(*flat).clone()
                    };
                    if rest.is_anything() {
                        open.extend(inner.iter().rev());
                        continue;
                    }
                }
                if branches.contains(&branch) {
                    continue;
                }
            }
            branches.push(branch);
        }
        match branches[..] {
            [] => {
                shape.types = Types::NONE;
                return;
            }
            [only] => {
                self.take_in(shape, only);
                return;
            }
            _ => {}
        }
        let flats: Vec<Rc<Shape>> = branches.iter().map(|branch| self.flat(*branch)).collect();
        if let Some(folded) = fold_values(union.kind, &flats) {
            self.merge(shape, &folded);
            return;
        }
        if let Some(folded) = fold_null(&flats) {
            self.merge(shape, &folded);
            return;
        }
        let union = Union {
            kind: union.kind,
            branches,
        };
        if !shape.unions.contains(&union) {
            shape.unions.push(union);
        }
    }

    /// An enum says it all: values that another keyword excludes go, and then the other keywords go.
    fn filter_values(&mut self, shape: &mut Shape) {
        let Some(values) = shape.values.clone() else {
            return;
        };
        let rest = Shape {
            values: None,
            ..shape.clone()
        };
        let mut kept = Vec::new();
        let mut settled = true;
        for value in values {
            match self.admits_shape(&rest, &value) {
                Some(false) => {}
                Some(true) => kept.push(value),
                None => {
                    settled = false;
                    kept.push(value);
                }
            }
        }
        kept.sort_by_cached_key(to_line);
        kept.dedup();
        let types = kept
            .iter()
            .fold(Types::NONE, |all, value| all.or(Types::of(value)));
        let plain = !types.has(Types::OBJECT) && !types.has(Types::ARRAY);
        if settled && (plain || !self.watched) {
            let mut pure = Shape::anything(&shape.pointer);
            pure.notes = std::mem::take(&mut shape.notes);
            *shape = pure;
        }
        shape.types = types;
        shape.values = Some(kept);
    }
}

/// Whether folding `other` in leaves the closing keywords of `shape` with the meaning they had.
fn covers(shape: &Shape, other: &Shape) -> bool {
    if other.unevaluated_properties.is_some() || other.unevaluated_items.is_some() {
        return false;
    }
    shape.additional.is_none()
        || (other
            .properties
            .keys()
            .all(|name| shape.properties.contains_key(name))
            && other
                .pattern_properties
                .keys()
                .all(|pattern| shape.pattern_properties.contains_key(pattern)))
}

/// A union of enums is an enum.
fn fold_values(kind: UnionKind, flats: &[Rc<Shape>]) -> Option<Shape> {
    let mut seen = ValueSet::of(&[]);
    let mut all: Vec<Json> = Vec::new();
    let mut twice: Vec<Json> = Vec::new();
    for flat in flats {
        let constants = match &flat.values {
            Some(values)
                if Shape {
                    values: None,
                    types: Types::ALL,
                    ..(**flat).clone()
                }
                .is_anything() =>
            {
                values.clone()
            }
            None if flat.is_bare() && flat.types == Types::NULL => vec![Json::Null],
            _ => return None,
        };
        for value in constants {
            match seen.add(&value) {
                true => all.push(value),
                false => twice.push(value),
            }
        }
    }
    if kind == UnionKind::One && !twice.is_empty() {
        let twice = ValueSet::of(&twice);
        all.retain(|value| !twice.has(value));
    }
    let types = all
        .iter()
        .fold(Types::NONE, |types, value| types.or(Types::of(value)));
    Some(Shape {
        values: Some(all),
        types,
        ..Shape::anything(&flats.first()?.pointer)
    })
}

/// One alternative and null is the alternative, nullable.
fn fold_null(flats: &[Rc<Shape>]) -> Option<Shape> {
    let is_null = |flat: &Shape| flat.is_bare() && flat.types == Types::NULL;
    let mut others = flats.iter().filter(|flat| !is_null(flat));
    let (Some(other), None) = (others.next(), others.next()) else {
        return None;
    };
    if flats.iter().filter(|flat| is_null(flat)).count() != 1 || other.types.has(Types::NULL) {
        return None;
    }
    if other.is_plain() {
        return Some(Shape {
            types: other.types.or(Types::NULL),
            ..(**other).clone()
        });
    }
    let values = other.values.as_ref()?;
    let bare = Shape {
        values: None,
        types: Types::ALL,
        ..(**other).clone()
    };
    if !bare.is_anything() {
        return None;
    }
    let mut values = values.clone();
    values.push(Json::Null);
    Some(Shape {
        values: Some(values),
        types: other.types.or(Types::NULL),
        ..(**other).clone()
    })
}

fn fill(into: &mut Annotations, from: &Annotations) {
    into.title = into.title.take().or_else(|| from.title.clone());
    into.default = into.default.take().or_else(|| from.default.clone());
    into.deprecated |= from.deprecated;
    into.read_only |= from.read_only;
    into.write_only |= from.write_only;
    into.sunset = into.sunset.take().or_else(|| from.sunset.clone());
    into.draft |= from.draft;
    if into.content.is_empty() {
        into.content.clone_from(&from.content);
    }
    into.discriminator = into
        .discriminator
        .take()
        .or_else(|| from.discriminator.clone());
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

fn tightest(a: Option<Bound>, b: Option<Bound>, lower: bool) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => Some(tighter(a, b, lower)),
        (one, other) => one.or(other),
    }
}

fn extend_new<T: Clone + PartialEq>(into: &mut Vec<T>, from: &[T]) {
    for one in from {
        if !into.contains(one) {
            into.push(one.clone());
        }
    }
}

/// Drops what says nothing for the types that are left, and types for which nothing is left.
fn tidy(shape: &mut Shape) {
    if let Some(values) = &shape.values {
        let both = [Json::Bool(false), Json::Bool(true)];
        if values.len() == 2 && both.iter().all(|value| values.contains(value)) {
            shape.values = None;
            shape.types = Types::BOOLEAN;
        } else if values[..] == [Json::Null] {
            shape.values = None;
            shape.types = Types::NULL;
        }
    }
    shape
        .contains
        .retain(|contains: &Contains| contains.min > 0 || contains.max.is_some());
    if shape.types.has(Types::INTEGER) && !shape.types.has(Types::FRACTION) {
        shape.minimum = shape.minimum.map(|bound| whole(bound, true));
        shape.maximum = shape.maximum.map(|bound| whole(bound, false));
        shape.steps.retain(|step| *step != Decimal::from_int(1));
    }
    let ranges: Vec<(Decimal, Decimal)> = shape
        .formats
        .iter()
        .filter_map(|name| format::range(name))
        .collect();
    for (low, high) in ranges {
        if shape
            .minimum
            .is_some_and(|bound| bound.value < low || (bound.value == low && !bound.exclusive))
        {
            shape.minimum = None;
        }
        if shape
            .maximum
            .is_some_and(|bound| bound.value > high || (bound.value == high && !bound.exclusive))
        {
            shape.maximum = None;
        }
    }
    if let (Some(low), Some(high)) = (shape.minimum, shape.maximum)
        && (low.value > high.value
            || (low.value == high.value && (low.exclusive || high.exclusive)))
    {
        shape.types = shape.types.without(Types::NUMBER);
    }
    if shape.max_length.is_some_and(|max| max < shape.min_length) {
        shape.types = shape.types.without(Types::STRING);
    }
    if shape.max_items.is_some_and(|max| max < shape.min_items) {
        shape.types = shape.types.without(Types::ARRAY);
    }
    if shape
        .max_properties
        .is_some_and(|max| max < shape.min_properties)
    {
        shape.types = shape.types.without(Types::OBJECT);
    }
    if !shape.types.has(Types::STRING) {
        shape.min_length = 0;
        shape.max_length = None;
        shape.patterns.clear();
        shape.formats.retain(|name| !format::is_text(name));
    }
    if !shape.types.has(Types::NUMBER) {
        shape.minimum = None;
        shape.maximum = None;
        shape.steps.clear();
        shape.formats.retain(|name| format::is_text(name));
    }
    if !shape.types.has(Types::ARRAY) {
        shape.prefix.clear();
        shape.items = None;
        shape.contains.clear();
        shape.min_items = 0;
        shape.max_items = None;
        shape.unique = false;
        shape.unevaluated_items = None;
    }
    if !shape.types.has(Types::OBJECT) {
        shape.properties.clear();
        shape.pattern_properties.clear();
        shape.additional = None;
        shape.required.clear();
        shape.min_properties = 0;
        shape.max_properties = None;
        shape.names.clear();
        shape.dependent_required.clear();
        shape.dependent_schemas.clear();
        shape.unevaluated_properties = None;
        shape.order.clear();
    }
    if shape.types.is_none() {
        shape.all.clear();
        shape.unions.clear();
        shape.nots.clear();
        shape.conditions.clear();
        shape.values = None;
    }
}

/// The bound of whole numbers that says the same.
fn whole(bound: Bound, lower: bool) -> Bound {
    let one = Decimal::from_int(1);
    let value = if lower {
        let up = bound.value.ceil();
        if bound.exclusive && up == bound.value {
            up.plus(one).unwrap_or(up)
        } else {
            up
        }
    } else {
        let down = bound.value.floor();
        if bound.exclusive && down == bound.value {
            down.plus(one.negate()).unwrap_or(down)
        } else {
            down
        }
    };
    let unchanged = bound.exclusive && value == bound.value;
    Bound {
        value,
        exclusive: unchanged,
    }
}
