//! Alternatives that are told apart at sight: by a constant member, by a member that no other alternative allows, or because they are
//! different constants. No value is in two of them, so each is paired with the one alternative that it could lie within.

use std::collections::HashMap;
use std::rc::Rc;

use contractual_model::json::{Json, to_line};

use super::super::schema::{Graph, NodeId, Shape, Types, Union};
use super::{Answer, Literal, Solver, either, settle};

/// How the alternatives of a union are told apart.
#[derive(Debug, PartialEq)]
pub(super) struct Apart {
    /// Constants that are whole alternatives.
    constants: HashMap<String, usize>,
    objects: Objects,
}

/// How those that are objects are told apart.
#[derive(Debug, PartialEq)]
enum Objects {
    /// A member that each demands, and the constants that each gives it.
    Tag(String, HashMap<String, usize>),
    /// The one alternative that allows a member; members that several allow are left out.
    Key(HashMap<String, Option<usize>>),
    /// There is at most one.
    Alone(Option<usize>),
}

/// Which alternatives a schema may have values in common with.
enum Meets {
    None,
    Only(usize),
    Several,
}

impl Solver<'_> {
    /// Whether no two alternatives share a value, seen without asking.
    pub(crate) fn are_apart(&mut self, branches: &[NodeId]) -> bool {
        self.apart(branches).is_some()
    }

    pub(super) fn apart(&mut self, branches: &[NodeId]) -> Option<Rc<Apart>> {
        if branches.len() < 2 {
            return None;
        }
        if let Some(known) = self.apart.get(branches) {
            return known.clone();
        }
        let found = Apart::of(self.graph, branches).map(Rc::new);
        self.apart.insert(branches.to_vec(), found.clone());
        found
    }

    /// A goal whose sender is one such union and whose receiver is another: one question for each alternative, about its partner only.
    /// `None` for any other goal.
    pub(super) fn by_alternative(&mut self, goal: &[Literal]) -> Option<Answer> {
        let (fails, receiver, theirs) = goal.iter().enumerate().find_map(|(at, literal)| {
            let Literal::Fails(schema) = literal else {
                return None;
            };
            let union = self.only_union(*schema)?;
            Some((at, self.apart(&union.branches)?, union))
        })?;
        let (holds, declares, mine) = goal.iter().enumerate().find_map(|(at, literal)| {
            let Literal::Holds { schema, declares } = literal else {
                return None;
            };
            let union = self.only_union(*schema)?;
            self.apart(&union.branches)?;
            Some((at, *declares, union))
        })?;
        let rest: Vec<Literal> = goal
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != fails && *at != holds)
            .map(|(_, literal)| literal.clone())
            .collect();
        let mut unknown = None;
        for branch in mine.branches {
            let mut part = rest.clone();
            part.push(Literal::Holds {
                schema: branch,
                declares,
            });
            match receiver.meets(self.graph, branch) {
                Meets::None => {}
                Meets::Only(at) => part.push(Literal::Fails(theirs.branches[at])),
                Meets::Several => part.push(goal[fails].clone()),
            }
            let answer = self.solve(part);
            if let Some(found) = either(&mut unknown, answer) {
                return Some(found);
            }
        }
        Some(settle(unknown))
    }

    /// The union that is all the schema says, besides that it is an object.
    fn only_union(&mut self, schema: NodeId) -> Option<Union> {
        let flat = self.graph.flat(schema);
        let [union] = &flat.unions[..] else {
            return None;
        };
        let union = union.clone();
        let beside = Shape {
            unions: Vec::new(),
            ..(*flat).clone()
        };
        let objects = |graph: &mut Graph| {
            beside.types == Types::OBJECT
                && union
                    .branches
                    .iter()
                    .all(|branch| graph.flat(*branch).types.within(Types::OBJECT))
        };
        let silent = beside.is_bare() && (beside.types == Types::ALL || objects(self.graph));
        silent.then_some(union)
    }
}

impl Apart {
    fn of(graph: &mut Graph, branches: &[NodeId]) -> Option<Apart> {
        let flats: Vec<Rc<Shape>> = branches.iter().map(|branch| graph.flat(*branch)).collect();
        let mut constants = HashMap::new();
        let mut objects: Vec<usize> = Vec::new();
        for (at, flat) in flats.iter().enumerate() {
            if flat.types.within(Types::OBJECT) {
                objects.push(at);
                continue;
            }
            for value in flat.values.as_deref()? {
                if !is_plain(value) || constants.insert(to_line(value), at).is_some() {
                    return None;
                }
            }
        }
        let objects = match objects[..] {
            [] => Objects::Alone(None),
            [only] => Objects::Alone(Some(only)),
            _ => tagged(graph, &flats, &objects).or_else(|| keyed(graph, &flats, &objects))?,
        };
        Some(Apart { constants, objects })
    }

    /// Which of the alternatives a value of this schema may lie in.
    fn meets(&self, graph: &mut Graph, schema: NodeId) -> Meets {
        let flat = graph.flat(schema);
        if !flat.types.within(Types::OBJECT) {
            // constants, each of them in one alternative at most
            let Some(values) = &flat.values else {
                return Meets::Several;
            };
            if values.iter().any(|value| matches!(value, Json::Object(_))) {
                return Meets::Several;
            }
            return one_of(&self.constants, values);
        }
        match &self.objects {
            Objects::Alone(None) => Meets::None,
            Objects::Alone(Some(at)) => Meets::Only(*at),
            Objects::Tag(tag, known) => match constants_of(graph, &flat, tag) {
                Some(values) => one_of(known, &values),
                None => Meets::Several,
            },
            Objects::Key(known) => {
                let mut partner = None;
                for name in &flat.required {
                    match known.get(name) {
                        // every alternative is closed: a member that none allows is refused by all
                        None => return Meets::None,
                        Some(Some(at)) => partner = Some(*at),
                        Some(None) => {}
                    }
                }
                partner.map_or(Meets::Several, Meets::Only)
            }
        }
    }
}

/// The alternative that has these constants, if all that are known are of the same.
fn one_of(known: &HashMap<String, usize>, values: &[Json]) -> Meets {
    let mut found: Option<usize> = None;
    for value in values {
        match (known.get(&to_line(value)), found) {
            (Some(at), Some(before)) if *at != before => return Meets::Several,
            (Some(at), _) => found = Some(*at),
            (None, _) => {}
        }
    }
    found.map_or(Meets::None, Meets::Only)
}

/// The constants of a member that must be there.
fn constants_of(graph: &mut Graph, flat: &Shape, name: &str) -> Option<Vec<Json>> {
    if !flat.required.contains(name) {
        return None;
    }
    let member = graph.flat(*flat.properties.get(name)?);
    let values = member.values.clone()?;
    values.iter().all(is_plain).then_some(values)
}

/// A constant that can be spelled in one way only: 1 and 1.0, and the members of an object in any order, are left to the questions.
fn is_plain(value: &Json) -> bool {
    matches!(value, Json::String(_) | Json::Bool(_) | Json::Null)
}

fn tagged(graph: &mut Graph, flats: &[Rc<Shape>], objects: &[usize]) -> Option<Objects> {
    let first = &flats[*objects.first()?];
    'tags: for tag in &first.required {
        let mut known = HashMap::new();
        for at in objects {
            let Some(values) = constants_of(graph, &flats[*at], tag) else {
                continue 'tags;
            };
            for value in values {
                if known.insert(to_line(&value), *at).is_some_and(|b| b != *at) {
                    continue 'tags;
                }
            }
        }
        return Some(Objects::Tag(tag.clone(), known));
    }
    None
}

fn keyed(graph: &mut Graph, flats: &[Rc<Shape>], objects: &[usize]) -> Option<Objects> {
    let closed = |flat: &Shape, graph: &mut Graph| {
        flat.pattern_properties.is_empty()
            && flat
                .additional
                .is_some_and(|rest| graph.flat(rest).is_nothing())
    };
    if !objects.iter().all(|at| closed(&flats[*at], graph)) {
        return None;
    }
    let mut known: HashMap<String, Option<usize>> = HashMap::new();
    for at in objects {
        for name in flats[*at].properties.keys() {
            known
                .entry(name.clone())
                .and_modify(|several| *several = None)
                .or_insert(Some(*at));
        }
    }
    let own = |at: usize| {
        flats[at]
            .required
            .iter()
            .any(|name| known.get(name) == Some(&Some(at)))
    };
    let all = objects.iter().all(|at| own(*at));
    all.then_some(Objects::Key(known))
}
