//! From schemas to what they demand of a value of one type: conjunctions at once, disjunctions as choices.

use std::rc::Rc;

use contractual_model::json::{Json, to_line};

use super::super::format;
use super::super::schema::{NodeId, Shape, Types, UnionKind, ValueSet};
use super::demands::{
    demands_of_number, failures_of_array, failures_of_number, failures_of_object, stricter,
};
use super::{Answer, Choice, Item, Literal, Solver, State, Wanted};

/// Constant lists and objects that are told apart by their parts.
const MANY_CONSTANTS: usize = 16;

impl State {
    fn new(kind: Types) -> State {
        State {
            kind,
            literals: Vec::new(),
            values: None,
            excluded: Vec::new(),
            minimum: None,
            maximum: None,
            steps: Vec::new(),
            not_steps: Vec::new(),
            min_length: 0,
            max_length: None,
            patterns: Vec::new(),
            not_patterns: Vec::new(),
            formats: Vec::new(),
            not_formats: Vec::new(),
            layers: Vec::new(),
            min_items: 0,
            max_items: None,
            unique: false,
            duplicate: false,
            entries: std::collections::BTreeMap::new(),
            somewhere: Vec::new(),
            at_least: Vec::new(),
            at_most: Vec::new(),
            required: Vec::new(),
            absent: Vec::new(),
            members: std::collections::BTreeMap::new(),
            some_member: Vec::new(),
            min_properties: 0,
            max_properties: None,
            names: Vec::new(),
        }
    }

    /// How much a copy of it holds.
    pub(super) fn size(&self) -> usize {
        self.literals.len()
            + self.required.len()
            + self.absent.len()
            + self.members.len()
            + self.excluded.len()
    }
}

impl Solver<'_> {
    /// Solves a goal for values of one type.
    pub(super) fn of_kind(&mut self, kind: Types, goal: &[Literal]) -> Answer {
        let mut state = State::new(kind);
        let mut choices = Vec::new();
        for literal in goal {
            let item = match literal {
                Literal::Holds { schema, declares } => Item::Holds(*schema, *declares),
                Literal::Fails(schema) => Item::Fails(*schema),
                Literal::NotIn(values) => Item::NotIn(values.clone()),
            };
            if !self.apply(&mut state, &mut choices, item) {
                return Answer::No;
            }
        }
        self.decide(state, choices)
    }

    /// Adds one demand. `false` if it contradicts the state at sight.
    pub(super) fn apply(
        &mut self,
        state: &mut State,
        choices: &mut Vec<Choice>,
        item: Item,
    ) -> bool {
        match item {
            Item::Holds(schema, declares) => return self.hold(state, choices, schema, declares),
            Item::Fails(schema) => return self.fail(state, choices, schema),
            Item::NotIn(values) => state.excluded.extend(values),
            Item::Min(bound) => {
                state.minimum = Some(
                    state
                        .minimum
                        .map_or(bound, |known| stricter(known, bound, true)),
                )
            }
            Item::Max(bound) => {
                state.maximum = Some(
                    state
                        .maximum
                        .map_or(bound, |known| stricter(known, bound, false)),
                )
            }
            Item::Step(step) => {
                if !state.steps.contains(&step) {
                    state.steps.push(step);
                }
            }
            Item::NotStep(step) => {
                if state.steps.contains(&step) {
                    return false;
                }
                state.not_steps.push(step);
            }
            Item::MinLength(count) => state.min_length = state.min_length.max(count),
            Item::MaxLength(count) => {
                state.max_length = Some(state.max_length.map_or(count, |known| known.min(count)))
            }
            Item::NotPattern(pattern) => {
                if state.patterns.contains(&pattern) {
                    return false;
                }
                state.not_patterns.push(pattern);
            }
            Item::NotFormat(name) => {
                if state
                    .formats
                    .iter()
                    .any(|known| format::included(known, &name))
                {
                    return false;
                }
                state.not_formats.push(name);
            }
            Item::MinItems(count) => state.min_items = state.min_items.max(count),
            Item::MaxItems(count) => {
                state.max_items = Some(state.max_items.map_or(count, |known| known.min(count)))
            }
            Item::Duplicate => {
                if state.unique {
                    return false;
                }
                state.duplicate = true;
                state.min_items = state.min_items.max(2);
            }
            Item::EntryFails(at, schema) => {
                state
                    .entries
                    .entry(at)
                    .or_default()
                    .push(Literal::Fails(schema));
                state.min_items = state.min_items.max(at as u64 + 1);
            }
            Item::TailFails(from, schema) => state.somewhere.push((from, Literal::Fails(schema))),
            Item::ContainsAtLeast(schema, count) => state.at_least.push((schema, count)),
            Item::ContainsAtMost(schema, count) => state.at_most.push((schema, count)),
            Item::Absent(name) => {
                if state.required.contains(&name) || state.members.contains_key(&name) {
                    return false;
                }
                state.absent.push(name);
            }
            Item::Present(name) => {
                if state.absent.contains(&name) {
                    return false;
                }
                if !state.required.contains(&name) {
                    state.required.push(name);
                }
            }
            Item::MemberFails(name, schema) => {
                if state.absent.contains(&name) {
                    return false;
                }
                state
                    .members
                    .entry(name)
                    .or_default()
                    .push(Literal::Fails(schema));
            }
            Item::PatternFails(pattern, schema) => {
                state.some_member.push(Wanted::Matching(pattern, schema))
            }
            Item::AdditionalFails(shape, schema) => {
                state.some_member.push(Wanted::Beyond(shape, schema))
            }
            Item::NameFails(schema) => state.some_member.push(Wanted::Named(schema)),
            Item::MinProperties(count) => state.min_properties = state.min_properties.max(count),
            Item::MaxProperties(count) => {
                state.max_properties =
                    Some(state.max_properties.map_or(count, |known| known.min(count)));
            }
        }
        let lengths = state.max_length.is_none_or(|max| state.min_length <= max);
        let counts = state.max_items.is_none_or(|max| state.min_items <= max);
        let members = state
            .max_properties
            .is_none_or(|max| state.min_properties <= max);
        lengths && counts && members
    }

    /// The schema admits the value.
    fn hold(
        &mut self,
        state: &mut State,
        choices: &mut Vec<Choice>,
        schema: NodeId,
        declares: bool,
    ) -> bool {
        let flat = self.graph.flat(schema);
        if !flat.types.has(state.kind) {
            return false;
        }
        let literal = Literal::Holds { schema, declares };
        if state.literals.contains(&literal) {
            return true;
        }
        state.literals.push(literal);
        if let Some(reason) = flat.opaque {
            self.approximated.get_or_insert(reason);
        }
        let flat = match self.settle_unevaluated(&flat) {
            Some(Ok(id)) => return self.hold(state, choices, id, declares),
            Some(Err(reason)) => {
                self.approximated.get_or_insert(reason);
                Rc::new(Shape {
                    unevaluated_properties: None,
                    unevaluated_items: None,
                    ..(*flat).clone()
                })
            }
            None => flat,
        };
        if let Some(values) = &flat.values {
            state.values = Some(match state.values.take() {
                None => values.clone(),
                Some(known) => ValueSet::of(values).keep(known),
            });
        }
        let mut items: Vec<Item> = Vec::new();
        match state.kind {
            Types::NUMBER => demands_of_number(&flat, &mut items),
            Types::STRING => {
                items.push(Item::MinLength(flat.min_length));
                items.extend(flat.max_length.map(Item::MaxLength));
                for pattern in &flat.patterns {
                    if state.not_patterns.contains(pattern) {
                        return false;
                    }
                    if !state.patterns.contains(pattern) {
                        state.patterns.push(pattern.clone());
                    }
                }
                for name in &flat.formats {
                    if state
                        .not_formats
                        .iter()
                        .any(|other| format::included(name, other))
                    {
                        return false;
                    }
                    if !state.formats.contains(name) {
                        state.formats.push(name.clone());
                    }
                }
            }
            Types::ARRAY => {
                items.push(Item::MinItems(flat.min_items));
                items.extend(flat.max_items.map(Item::MaxItems));
                state.unique |= flat.unique;
                for contains in &flat.contains {
                    items.push(Item::ContainsAtLeast(contains.schema, contains.min));
                    items.extend(
                        contains
                            .max
                            .map(|max| Item::ContainsAtMost(contains.schema, max)),
                    );
                }
                state.layers.push((Rc::clone(&flat), declares));
            }
            Types::OBJECT => {
                items.push(Item::MinProperties(flat.min_properties));
                items.extend(flat.max_properties.map(Item::MaxProperties));
                items.extend(flat.required.iter().cloned().map(Item::Present));
                state
                    .names
                    .extend(flat.names.iter().map(|id| Literal::Holds {
                        schema: *id,
                        declares: false,
                    }));
                state.layers.push((Rc::clone(&flat), declares));
                for (name, needed) in &flat.dependent_required {
                    let then = needed.iter().cloned().map(Item::Present).collect();
                    let absent = vec![Item::Absent(name.clone())];
                    choices.push(Choice::new(vec![absent, then]));
                }
                for (name, inner) in &flat.dependent_schemas {
                    let then = vec![Item::Present(name.clone()), Item::Holds(*inner, declares)];
                    let absent = vec![Item::Absent(name.clone())];
                    choices.push(Choice::new(vec![absent, then]));
                }
            }
            _ => {}
        }
        for item in items {
            if !self.apply(state, choices, item) {
                return false;
            }
        }
        for part in &flat.all {
            if !self.hold(state, choices, *part, declares) {
                return false;
            }
        }
        for inner in &flat.nots {
            if !self.fail(state, choices, *inner) {
                return false;
            }
        }
        for union in &flat.unions {
            let many = union.branches.len();
            let looks = match union.kind {
                UnionKind::One if !self.are_apart(&union.branches) => many.saturating_mul(many),
                UnionKind::One | UnionKind::Any => many,
            };
            // what is left out here is never answered: the budget is used up
            if !self.charge(looks) {
                return true;
            }
            let alternatives = match union.kind {
                UnionKind::Any => self.inclusive(state.kind, &union.branches, declares),
                UnionKind::One if !self.are_apart(&union.branches) => {
                    exclusive(&union.branches, declares)
                }
                UnionKind::One => (union.branches.iter())
                    .map(|branch| vec![Item::Holds(*branch, declares)])
                    .collect(),
            };
            choices.push(Choice::new(alternatives));
        }
        for condition in &flat.conditions {
            let mut yes = vec![Item::Holds(condition.test, declares)];
            yes.extend(condition.then.map(|id| Item::Holds(id, declares)));
            let mut no = vec![Item::Fails(condition.test)];
            no.extend(condition.otherwise.map(|id| Item::Holds(id, declares)));
            choices.push(Choice::new(vec![yes, no]));
        }
        true
    }

    /// None of the constants. A list or an object is told apart from a constant by its parts.
    fn none_of(&mut self, kind: Types, values: &[Json]) -> Vec<Item> {
        let parts: Vec<&Json> = values
            .iter()
            .filter(|value| kind.has(Types::of(value)))
            .collect();
        let structured = kind.within(Types::ARRAY.or(Types::OBJECT));
        if !structured || parts.len() > MANY_CONSTANTS {
            return vec![Item::NotIn(values.to_vec())];
        }
        let mut items = Vec::new();
        for value in parts {
            items.push(Item::Fails(self.spelled_out(value)));
        }
        items
    }

    /// The schema that says by its parts what a constant list or object says whole.
    fn spelled_out(&mut self, value: &Json) -> NodeId {
        let line = to_line(value);
        let mut only = |part: &Json| {
            self.graph
                .make(&format!("only {}", to_line(part)), || Shape {
                    values: Some(vec![part.clone()]),
                    ..Shape::anything("")
                })
        };
        let mut shape = Shape {
            types: Types::of(value),
            ..Shape::anything("")
        };
        match value {
            Json::Array(items) => {
                shape.prefix = items.iter().map(&mut only).collect();
                shape.min_items = items.len() as u64;
                shape.max_items = Some(items.len() as u64);
            }
            Json::Object(members) => {
                for (name, part) in members {
                    shape.properties.insert(name.clone(), only(part));
                    shape.required.insert(name.clone());
                }
                shape.additional = Some(self.graph.nothing());
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
                shape.values = Some(vec![value.clone()]);
            }
        }
        self.graph.make(&format!("spelled out {line}"), || shape)
    }

    /// How many ways to fail a schema has, at most.
    fn weight(&mut self, flat: &Shape) -> usize {
        let mut weight = flat.properties.len()
            + flat.pattern_properties.len()
            + flat.required.len()
            + flat.prefix.len()
            + flat.all.len();
        for union in &flat.unions {
            let many = union.branches.len();
            weight = weight.saturating_add(many);
            if union.kind == UnionKind::One && !self.are_apart(&union.branches) {
                weight = weight.saturating_add(many.saturating_mul(many) / 2);
            }
        }
        weight
    }

    /// Any of the branches. A sender's value may use members of several branches at once, if it satisfies them all.
    fn inclusive(&mut self, kind: Types, branches: &[NodeId], declares: bool) -> Vec<Vec<Item>> {
        let mut out: Vec<Vec<Item>> = branches
            .iter()
            .map(|branch| vec![Item::Holds(*branch, declares)])
            .collect();
        if !declares || kind != Types::OBJECT || branches.len() > 12 || self.are_apart(branches) {
            return out;
        }
        let mut groups: Vec<Vec<usize>> = (0..branches.len()).map(|at| vec![at]).collect();
        let mut at = 0;
        while at < groups.len() && groups.len() < 64 {
            let group = groups[at].clone();
            for next in group.last().map_or(0, |last| last + 1)..branches.len() {
                let overlap = group.iter().all(|member| {
                    let (a, b) = (branches[*member], branches[next]);
                    let both = [a, b].map(|schema| Literal::Holds {
                        schema,
                        declares: false,
                    });
                    !self.graph.same(a, b) && !self.solve(both.to_vec()).is_no()
                });
                if overlap {
                    let mut larger = group.clone();
                    larger.push(next);
                    out.push(
                        larger
                            .iter()
                            .map(|member| Item::Holds(branches[*member], declares))
                            .collect(),
                    );
                    groups.push(larger);
                }
            }
            at += 1;
        }
        out
    }

    /// The schema refuses the value.
    fn fail(&mut self, state: &mut State, choices: &mut Vec<Choice>, schema: NodeId) -> bool {
        let flat = self.graph.flat(schema);
        if !flat.types.has(state.kind) {
            return true;
        }
        let literal = Literal::Fails(schema);
        if state.literals.contains(&literal) {
            return true;
        }
        state.literals.push(literal);
        if let Some(reason) = flat.opaque {
            self.approximated.get_or_insert(reason);
            return true;
        }
        match self.settle_unevaluated(&flat) {
            Some(Ok(id)) => return self.fail(state, choices, id),
            Some(Err(reason)) => {
                self.approximated.get_or_insert(reason);
                return true;
            }
            None => {}
        }
        // what is left out here is never answered: the budget is used up
        let weight = self.weight(&flat);
        if !self.charge(weight) {
            return true;
        }
        let mut out: Vec<Vec<Item>> = Vec::new();
        if let Some(values) = &flat.values {
            out.push(self.none_of(state.kind, values));
        }
        match state.kind {
            Types::NUMBER => failures_of_number(&flat, &mut out),
            Types::STRING => {
                if flat.min_length > 0 {
                    out.push(vec![Item::MaxLength(flat.min_length - 1)]);
                }
                out.extend(
                    flat.max_length
                        .map(|max| vec![Item::MinLength(max.saturating_add(1))]),
                );
                out.extend(
                    flat.patterns
                        .iter()
                        .map(|pattern| vec![Item::NotPattern(pattern.clone())]),
                );
                out.extend(
                    flat.formats
                        .iter()
                        .filter(|f| format::is_text(f))
                        .map(|f| vec![Item::NotFormat(f.clone())]),
                );
            }
            Types::ARRAY => failures_of_array(&flat, &mut out),
            Types::OBJECT => failures_of_object(&flat, &mut out),
            _ => {}
        }
        out.extend(flat.all.iter().map(|part| vec![Item::Fails(*part)]));
        out.extend(
            flat.nots
                .iter()
                .map(|inner| vec![Item::Holds(*inner, false)]),
        );
        for union in &flat.unions {
            out.push(
                union
                    .branches
                    .iter()
                    .map(|branch| Item::Fails(*branch))
                    .collect(),
            );
            if union.kind == UnionKind::One && !self.are_apart(&union.branches) {
                for (at, a) in union.branches.iter().enumerate() {
                    for b in &union.branches[at + 1..] {
                        out.push(vec![Item::Holds(*a, false), Item::Holds(*b, false)]);
                    }
                }
            }
        }
        for condition in &flat.conditions {
            if let Some(then) = condition.then {
                out.push(vec![Item::Holds(condition.test, false), Item::Fails(then)]);
            }
            if let Some(otherwise) = condition.otherwise {
                out.push(vec![Item::Fails(condition.test), Item::Fails(otherwise)]);
            }
        }
        choices.push(Choice::new(out));
        true
    }
}

/// Exactly one of the branches.
fn exclusive(branches: &[NodeId], declares: bool) -> Vec<Vec<Item>> {
    (0..branches.len())
        .map(|chosen| {
            let mut items = vec![Item::Holds(branches[chosen], declares)];
            items.extend(
                branches
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != chosen)
                    .map(|(_, id)| Item::Fails(*id)),
            );
            items
        })
        .collect()
}

/// Checks a constant against everything that is demanded; `None` if that could not be decided.
pub(super) fn constant_fits(solver: &mut Solver<'_>, state: &State, value: &Json) -> Option<bool> {
    if !state.kind.has(Types::of(value)) || state.excluded.contains(value) {
        return Some(false);
    }
    let mut sure = true;
    for literal in &state.literals {
        let fits = match literal {
            Literal::Holds { schema, .. } => solver.graph.admits(*schema, value),
            Literal::Fails(schema) => solver
                .graph
                .admits(*schema, value)
                .map(|admitted| !admitted),
            Literal::NotIn(values) => Some(!values.contains(value)),
        };
        match fits {
            Some(false) => return Some(false),
            Some(true) => {}
            None => sure = false,
        }
    }
    sure.then_some(true)
}
