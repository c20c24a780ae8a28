//! Objects: members that must be there, members that must not, and members of which only something is known.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use contractual_model::json::Json;

use super::super::schema::{NodeId, Shape};
use super::{Answer, Literal, Solver, State, Wanted, either, settle};

/// Patterns of names that are combined in full.
const MAX_PATTERNS: usize = 5;
/// Members added to reach a count.
const MAX_MEMBERS: u64 = 200;

impl Solver<'_> {
    /// What is demanded of the member of a name, if it is there.
    pub(super) fn member_goal(&mut self, state: &State, name: &str) -> Vec<Literal> {
        let mut goal = Vec::new();
        for (layer, declares) in &state.layers {
            let mut named = false;
            if let Some(schema) = layer.properties.get(name) {
                goal.push(Literal::Holds {
                    schema: *schema,
                    declares: *declares,
                });
                named = true;
            }
            for (pattern, schema) in &layer.pattern_properties {
                if self.name_matches(pattern, name) {
                    goal.push(Literal::Holds {
                        schema: *schema,
                        declares: *declares,
                    });
                    named = true;
                }
            }
            if !named && let Some(schema) = layer.additional {
                goal.push(Literal::Holds {
                    schema,
                    declares: *declares,
                });
            }
        }
        goal.extend(state.members.get(name).into_iter().flatten().cloned());
        goal
    }

    fn name_matches(&mut self, pattern: &str, name: &str) -> bool {
        match self.graph.matches(pattern, name) {
            Some(verdict) => verdict,
            None => {
                self.approximated.get_or_insert("look-around in pattern");
                false
            }
        }
    }

    /// Whether a member under a name pattern may fail the schema, as far as can be seen without names.
    pub(super) fn pattern_may_fail(
        &mut self,
        state: &State,
        pattern: &str,
        schema: NodeId,
    ) -> bool {
        for (layer, declares) in &state.layers {
            if let Some(known) = layer.pattern_properties.get(pattern) {
                let goal = vec![
                    Literal::Holds {
                        schema: *known,
                        declares: *declares,
                    },
                    Literal::Fails(schema),
                ];
                if self.solve(goal).is_no() {
                    return false;
                }
            }
        }
        true
    }

    /// Whether a member beyond the names of a shape may fail the schema.
    pub(super) fn additional_may_fail(
        &mut self,
        state: &State,
        shape: &Shape,
        schema: NodeId,
    ) -> bool {
        for (layer, declares) in &state.layers {
            let Some(known) = layer.additional else {
                continue;
            };
            let covered = layer
                .properties
                .keys()
                .all(|name| shape.properties.contains_key(name))
                && layer
                    .pattern_properties
                    .keys()
                    .all(|pattern| shape.pattern_properties.contains_key(pattern));
            let goal = vec![
                Literal::Holds {
                    schema: known,
                    declares: *declares,
                },
                Literal::Fails(schema),
            ];
            if covered && self.solve(goal).is_no() {
                return false;
            }
        }
        true
    }

    pub(super) fn object(&mut self, state: &State) -> Answer {
        let view = Names::of(state, |id| self.graph.flat(id).is_nothing());
        let mut members: BTreeMap<String, Vec<Literal>> = BTreeMap::new();
        let needed: BTreeSet<String> = state
            .required
            .iter()
            .chain(state.members.keys())
            .cloned()
            .collect();
        for name in needed {
            if state.absent.contains(&name) || !self.may_write(state, &view, &name) {
                return Answer::No;
            }
            members.insert(name.clone(), Vec::new());
        }
        self.fill(state, &view, members, 0)
    }

    /// Whether the sender writes this name (section 1.2).
    fn may_write(&mut self, state: &State, view: &Names, name: &str) -> bool {
        view.free
            || view.map
            || view.declared.contains(name)
            || state.layers.iter().any(|(layer, declares)| {
                *declares
                    && layer
                        .pattern_properties
                        .keys()
                        .any(|pattern| self.name_matches(pattern, name))
            })
    }

    /// Finds a member for each wanted one, then builds.
    fn fill(
        &mut self,
        state: &State,
        view: &Names,
        members: BTreeMap<String, Vec<Literal>>,
        next: usize,
    ) -> Answer {
        self.steps += 1;
        if self.steps > self.budget {
            return Answer::Unknown("budget used up");
        }
        let Some(wanted) = state.some_member.get(next) else {
            return self.finish(state, view, members);
        };
        let mut unknown = None;
        let known: BTreeSet<String> = view
            .explicit
            .iter()
            .chain(members.keys())
            .cloned()
            .collect();
        for name in known {
            if state.absent.contains(&name)
                || (!members.contains_key(&name) && !self.may_write(state, view, &name))
                || !self.is_wanted(wanted, &name)
            {
                continue;
            }
            let mut with = members.clone();
            with.entry(name.clone())
                .or_default()
                .extend(demand_on_value(wanted));
            let mut goal = self.member_goal(state, &name);
            goal.extend(with.get(&name).into_iter().flatten().cloned());
            if self.solve(goal).is_no() {
                continue;
            }
            let answer = self.fill(state, view, with, next + 1);
            if let Some(found) = either(&mut unknown, answer) {
                return found;
            }
        }
        let (must, extra) = match wanted {
            Wanted::Matching(pattern, _) => (Some(pattern.as_str()), None),
            Wanted::Beyond(..) => (None, None),
            Wanted::Named(schema) => (None, Some(Literal::Fails(*schema))),
        };
        for subset in view.subsets(must) {
            if let Wanted::Beyond(shape, _) = wanted
                && subset
                    .iter()
                    .any(|pattern| shape.pattern_properties.contains_key(pattern))
            {
                continue;
            }
            match self.new_name(state, view, &subset, extra.clone(), &members) {
                Ok(Some(name)) => {
                    let mut with = members.clone();
                    with.insert(name, demand_on_value(wanted).into_iter().collect());
                    let answer = self.fill(state, view, with, next + 1);
                    if let Some(found) = either(&mut unknown, answer) {
                        return found;
                    }
                }
                Ok(None) => {}
                Err(reason) => unknown = Some(reason),
            }
        }
        if view.patterns.len() > MAX_PATTERNS {
            unknown.get_or_insert("too many name patterns");
        }
        settle(unknown)
    }

    fn is_wanted(&mut self, wanted: &Wanted, name: &str) -> bool {
        match wanted {
            Wanted::Matching(pattern, _) => self.name_matches(pattern, name),
            Wanted::Beyond(shape, _) => {
                !shape.properties.contains_key(name)
                    && !shape
                        .pattern_properties
                        .keys()
                        .any(|pattern| self.name_matches(pattern, name))
            }
            Wanted::Named(schema) => self.graph.admits(*schema, &Json::from(name)) != Some(true),
        }
    }

    /// A name that nobody declared, which matches exactly these patterns.
    fn new_name(
        &mut self,
        state: &State,
        view: &Names,
        subset: &[String],
        extra: Option<Literal>,
        members: &BTreeMap<String, Vec<Literal>>,
    ) -> Result<Option<String>, &'static str> {
        let declared = subset
            .iter()
            .any(|pattern| view.declared_patterns.contains(pattern));
        // a sender writes what is declared, and fresh names wherever it is open
        if !(view.free || view.map || declared || subset.is_empty()) {
            return Ok(None);
        }
        let mut goal: Vec<Literal> = state.names.clone();
        goal.extend(extra);
        for pattern in &view.patterns {
            let schema = self.pattern_schema(pattern);
            goal.push(if subset.contains(pattern) {
                Literal::Holds {
                    schema,
                    declares: false,
                }
            } else {
                Literal::Fails(schema)
            });
        }
        let used: BTreeSet<&String> = view
            .explicit
            .iter()
            .chain(members.keys())
            .chain(&state.absent)
            .collect();
        let preferred = if view.free || view.map {
            vec!["k1", "k2", "k3", "k4", "x1", "K1"]
        } else {
            Vec::new()
        };
        let fresh = self.fresh.clone();
        let offers = preferred.into_iter().map(str::to_owned).chain([
            fresh.clone(),
            format!("{fresh}2"),
            format!("{fresh}3"),
        ]);
        for offer in offers {
            let value = Json::from(offer.as_str());
            let fits = goal.iter().all(|literal| match literal {
                Literal::Holds { schema, .. } => self.graph.admits(*schema, &value) == Some(true),
                Literal::Fails(schema) => self.graph.admits(*schema, &value) == Some(false),
                Literal::NotIn(values) => !values.contains(&value),
            });
            if fits && !used.contains(&offer) {
                return Ok(Some(offer));
            }
        }
        goal.push(Literal::Holds {
            schema: self.any_text(),
            declares: false,
        });
        goal.push(Literal::NotIn(
            used.iter().map(|name| Json::from(name.as_str())).collect(),
        ));
        match self.solve(goal) {
            Answer::Yes(Json::String(name)) => Ok(Some(name)),
            Answer::Yes(_) => Err("a name that is no text"),
            Answer::No => Ok(None),
            Answer::Unknown(reason) => Err(reason),
        }
    }

    fn any_text(&mut self) -> NodeId {
        self.graph.make("any text", || Shape {
            types: super::Types::STRING,
            ..Shape::anything("")
        })
    }

    fn pattern_schema(&mut self, pattern: &str) -> NodeId {
        self.graph.make(&format!("pattern {pattern}"), || Shape {
            types: super::Types::STRING,
            patterns: BTreeSet::from([pattern.to_owned()]),
            ..Shape::anything("")
        })
    }

    /// Enough members, not too many, and a value for each.
    fn finish(
        &mut self,
        state: &State,
        view: &Names,
        mut members: BTreeMap<String, Vec<Literal>>,
    ) -> Answer {
        let count = |members: &BTreeMap<String, Vec<Literal>>| members.len() as u64;
        if state
            .max_properties
            .is_some_and(|max| count(&members) > max)
        {
            return Answer::No;
        }
        let mut unknown = None;
        for name in members.keys() {
            let value = Json::from(name.as_str());
            for literal in &state.names {
                if let Literal::Holds { schema, .. } = literal {
                    match self.graph.admits(*schema, &value) {
                        Some(true) => {}
                        Some(false) => return Answer::No,
                        None => unknown = Some("look-around in pattern"),
                    }
                }
            }
        }
        let mut object: Vec<(String, Json)> = Vec::new();
        for (name, extra) in &members {
            let mut goal = self.member_goal(state, name);
            goal.extend(extra.iter().cloned());
            match self.solve(goal) {
                Answer::Yes(value) => object.push((name.clone(), value)),
                Answer::No => return Answer::No,
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        if state.min_properties > MAX_MEMBERS {
            return Answer::Unknown("an object that would be too large to write");
        }
        if count(&members) < state.min_properties {
            for name in view.explicit.clone() {
                if count(&members) >= state.min_properties {
                    break;
                }
                if members.contains_key(&name)
                    || state.absent.contains(&name)
                    || !self.may_write(state, view, &name)
                {
                    continue;
                }
                let value = Json::from(name.as_str());
                let named = state.names.iter().all(|literal| match literal {
                    Literal::Holds { schema, .. } => {
                        self.graph.admits(*schema, &value) == Some(true)
                    }
                    _ => true,
                });
                let goal = self.member_goal(state, &name);
                if named && let Answer::Yes(value) = self.solve(goal) {
                    members.insert(name.clone(), Vec::new());
                    object.push((name, value));
                }
            }
            for subset in view.subsets(None) {
                while count(&members) < state.min_properties {
                    let name = match self.new_name(state, view, &subset, None, &members) {
                        Ok(Some(name)) => name,
                        Ok(None) => break,
                        Err(reason) => {
                            unknown = Some(reason);
                            break;
                        }
                    };
                    let goal = self.member_goal(state, &name);
                    match self.solve(goal) {
                        Answer::Yes(value) => {
                            members.insert(name.clone(), Vec::new());
                            object.push((name, value));
                        }
                        Answer::No => break,
                        Answer::Unknown(reason) => {
                            unknown = Some(reason);
                            break;
                        }
                    }
                }
            }
            if count(&members) < state.min_properties {
                return settle(unknown);
            }
        }
        if let Some(reason) = unknown {
            return Answer::Unknown(reason);
        }
        let order: Vec<&String> = state
            .layers
            .iter()
            .flat_map(|(layer, _)| &layer.order)
            .collect();
        object.sort_by_key(|(name, _)| {
            order
                .iter()
                .position(|known| *known == name)
                .unwrap_or(usize::MAX)
        });
        Answer::Yes(Json::Object(object))
    }
}

fn demand_on_value(wanted: &Wanted) -> Option<Literal> {
    match wanted {
        Wanted::Matching(_, schema) | Wanted::Beyond(_, schema) => Some(Literal::Fails(*schema)),
        Wanted::Named(_) => None,
    }
}

/// What is known about names at an object.
struct Names {
    /// Every member counts as declared: nothing is declared at all, or the sender does not matter.
    free: bool,
    /// Other members have a schema of their own, so every name is declared.
    map: bool,
    declared: BTreeSet<String>,
    declared_patterns: BTreeSet<String>,
    /// Names that anybody mentions.
    explicit: BTreeSet<String>,
    patterns: Vec<String>,
}

impl Names {
    fn of(state: &State, mut refuses_all: impl FnMut(NodeId) -> bool) -> Names {
        let mut names = Names {
            free: true,
            map: false,
            declared: BTreeSet::new(),
            declared_patterns: BTreeSet::new(),
            explicit: state
                .required
                .iter()
                .chain(state.members.keys())
                .cloned()
                .collect(),
            patterns: Vec::new(),
        };
        let mut patterns: BTreeSet<String> = BTreeSet::new();
        for (layer, declares) in &state.layers {
            names.explicit.extend(layer.properties.keys().cloned());
            patterns.extend(layer.pattern_properties.keys().cloned());
            if !declares {
                continue;
            }
            let map = layer.additional.is_some_and(|id| !refuses_all(id));
            if map || !layer.properties.is_empty() || !layer.pattern_properties.is_empty() {
                names.free = false;
            }
            names.map |= map;
            names.declared.extend(layer.properties.keys().cloned());
            names.declared.extend(layer.required.iter().cloned());
            names.declared.extend(
                layer
                    .dependent_required
                    .iter()
                    .flat_map(|(name, needed)| needed.iter().chain([name]).cloned()),
            );
            names
                .declared_patterns
                .extend(layer.pattern_properties.keys().cloned());
        }
        for wanted in &state.some_member {
            match wanted {
                Wanted::Matching(pattern, _) => {
                    patterns.insert(pattern.clone());
                }
                Wanted::Beyond(shape, _) => {
                    names.explicit.extend(shape.properties.keys().cloned());
                    patterns.extend(Rc::clone(shape).pattern_properties.keys().cloned());
                }
                Wanted::Named(_) => {}
            }
        }
        names.patterns = patterns.into_iter().collect();
        names
    }

    /// Sets of patterns that a name may match at once, the empty one first.
    fn subsets(&self, must: Option<&str>) -> Vec<Vec<String>> {
        let all = &self.patterns;
        let mut out: Vec<Vec<String>> = if all.len() <= MAX_PATTERNS {
            (0u32..1 << all.len())
                .map(|mask| {
                    (0..all.len())
                        .filter(|at| mask >> at & 1 == 1)
                        .map(|at| all[at].clone())
                        .collect()
                })
                .collect()
        } else {
            std::iter::once(Vec::new())
                .chain(all.iter().map(|pattern| vec![pattern.clone()]))
                .collect()
        };
        out.sort_by_key(Vec::len);
        if let Some(must) = must {
            out.retain(|subset| subset.iter().any(|pattern| pattern == must));
        }
        out
    }
}
