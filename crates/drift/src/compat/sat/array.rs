//! Arrays: positions, a tail, counted entries, and equal or distinct entries.

use contractual_model::json::Json;

use super::super::schema::NodeId;
use super::{Answer, Literal, Solver, State, either, settle};

/// Lists longer than this are not constructed.
const MAX_ITEMS: u64 = 3_000;
/// The longest list that is made of equal entries.
const MAX_PLAIN: u64 = 200_000;
/// Positions over which counted entries are spread.
const MAX_SPREAD: usize = 8;

impl Solver<'_> {
    /// What is demanded of the entry at a position.
    pub(super) fn entry_goal(&mut self, state: &State, at: usize) -> Vec<Literal> {
        let mut goal = Vec::new();
        for (layer, declares) in &state.layers {
            if let Some(schema) = layer.prefix.get(at).copied().or(layer.items) {
                goal.push(Literal::Holds {
                    schema,
                    declares: *declares,
                });
            }
        }
        goal.extend(state.entries.get(&at).into_iter().flatten().cloned());
        goal
    }

    /// Positions below this are all told apart; from it on, every position is like the next.
    fn told_apart(state: &State) -> usize {
        let prefixes = state
            .layers
            .iter()
            .map(|(layer, _)| layer.prefix.len())
            .max()
            .unwrap_or(0);
        let named = state.entries.keys().next_back().map_or(0, |last| last + 1);
        let tails = state
            .somewhere
            .iter()
            .map(|(from, _)| *from)
            .max()
            .unwrap_or(0);
        prefixes.max(named).max(tails)
    }

    /// Whether some entry from a position on may fail the schema.
    pub(super) fn tail_may_fail(&mut self, state: &State, from: usize, schema: NodeId) -> bool {
        let last = Self::told_apart(state).max(from);
        (from..=last).any(|at| {
            if state.max_items.is_some_and(|max| at as u64 >= max) {
                return false;
            }
            let mut goal = self.entry_goal(state, at);
            goal.push(Literal::Fails(schema));
            !self.solve(goal).is_no()
        })
    }

    pub(super) fn array(&mut self, state: &State) -> Answer {
        let apart = Self::told_apart(state) as u64;
        let counted: u64 = state.at_least.iter().map(|(_, count)| *count).sum();
        let wanted = state.somewhere.len() as u64 + counted + if state.duplicate { 2 } else { 0 };
        let shortest = state.min_items;
        let longest = shortest
            .max(apart)
            .saturating_add(wanted)
            .min(state.max_items.unwrap_or(u64::MAX));
        let plain = wanted == 0 && !state.unique && state.at_most.is_empty();
        if shortest > if plain { MAX_PLAIN } else { MAX_ITEMS } {
            return Answer::Unknown("a list that would be too long to write");
        }
        let mut unknown = None;
        for length in shortest..=longest.min(shortest + MAX_ITEMS) {
            let answer = self.of_length(state, usize::try_from(length).unwrap_or(0));
            if let Some(found) = either(&mut unknown, answer) {
                return found;
            }
            if self.steps > self.budget {
                return Answer::Unknown("budget used up");
            }
        }
        settle(unknown)
    }

    fn of_length(&mut self, state: &State, length: usize) -> Answer {
        if state
            .entries
            .keys()
            .next_back()
            .is_some_and(|last| *last >= length)
        {
            return Answer::No;
        }
        let goals: Vec<Vec<Literal>> = (0..length).map(|at| self.entry_goal(state, at)).collect();
        let mut duties: Vec<Duty> = state
            .somewhere
            .iter()
            .map(|(from, literal)| Duty {
                from: *from,
                literal: literal.clone(),
                group: None,
            })
            .collect();
        for (group, (schema, count)) in state.at_least.iter().enumerate() {
            for _ in 0..*count {
                let literal = Literal::Holds {
                    schema: *schema,
                    declares: false,
                };
                duties.push(Duty {
                    from: 0,
                    literal,
                    group: Some(group),
                });
            }
        }
        if duties.len() > length.saturating_mul(4).max(64) {
            return if state
                .at_least
                .iter()
                .any(|(_, count)| *count > length as u64)
            {
                Answer::No
            } else {
                Answer::Unknown("budget used up")
            };
        }
        self.place(state, goals, &duties, 0, &[])
    }

    /// Puts one duty after the other on a position.
    fn place(
        &mut self,
        state: &State,
        goals: Vec<Vec<Literal>>,
        duties: &[Duty],
        next: usize,
        taken: &[(usize, usize)],
    ) -> Answer {
        self.steps += 1;
        if self.steps > self.budget {
            return Answer::Unknown("budget used up");
        }
        let Some(duty) = duties.get(next) else {
            return self.limit(state, goals);
        };
        let mut unknown = None;
        // counted entries of one group are interchangeable: keep them in order
        let floor = match duty.group {
            Some(group) => taken
                .iter()
                .filter(|(g, _)| *g == group)
                .map(|(_, at)| at + 1)
                .max()
                .unwrap_or(0),
            None => 0,
        };
        let mut tried: Vec<Vec<Literal>> = Vec::new();
        for at in duty.from.max(floor)..goals.len() {
            // positions with equal demands and equal futures are tried once
            if at > Self::told_apart(state) && tried.contains(&goals[at]) {
                continue;
            }
            tried.push(goals[at].clone());
            let mut with = goals[at].clone();
            with.push(duty.literal.clone());
            if self.solve(with.clone()).is_no() {
                continue;
            }
            let mut goals = goals.clone();
            goals[at] = with;
            let mut taken = taken.to_vec();
            if let Some(group) = duty.group {
                taken.push((group, at));
            }
            let answer = self.place(state, goals, duties, next + 1, &taken);
            if let Some(found) = either(&mut unknown, answer) {
                return found;
            }
        }
        settle(unknown)
    }

    /// Upper limits on counted entries: which positions may match, the others must not.
    fn limit(&mut self, state: &State, goals: Vec<Vec<Literal>>) -> Answer {
        let Some((schema, most)) = state.at_most.first().copied() else {
            return self.build(state, &goals);
        };
        let rest = State {
            at_most: state.at_most[1..].to_vec(),
            ..state.clone()
        };
        let must: Vec<usize> = (0..goals.len())
            .filter(|at| {
                let mut without = goals[*at].clone();
                without.push(Literal::Fails(schema));
                self.solve(without).is_no()
            })
            .collect();
        if must.len() as u64 > most {
            return Answer::No;
        }
        // positions that cannot avoid matching use the allowance; nothing else needs it, unless equal entries are wanted
        let mut limited = goals.clone();
        for (at, goal) in limited.iter_mut().enumerate() {
            if !must.contains(&at) {
                goal.push(Literal::Fails(schema));
            }
        }
        let answer = self.limit(&rest, limited);
        if !answer.is_no() || most == must.len() as u64 {
            return answer;
        }
        // spending the rest of the allowance on single positions
        let mut unknown = None;
        let spare = usize::try_from(most)
            .unwrap_or(usize::MAX)
            .saturating_sub(must.len())
            .min(goals.len());
        if goals.len() > MAX_SPREAD {
            return Answer::Unknown("budget used up");
        }
        for chosen in 0u32..1 << goals.len() {
            if chosen.count_ones() as usize > spare || chosen == 0 {
                continue;
            }
            let mut limited = goals.clone();
            for (at, goal) in limited.iter_mut().enumerate() {
                if !must.contains(&at) && chosen >> at & 1 == 0 {
                    goal.push(Literal::Fails(schema));
                }
            }
            let answer = self.limit(&rest, limited);
            if let Some(found) = either(&mut unknown, answer) {
                return found;
            }
        }
        settle(unknown)
    }

    /// Entries for settled positions.
    fn build(&mut self, state: &State, goals: &[Vec<Literal>]) -> Answer {
        if state.duplicate {
            return self.build_equal(state, goals);
        }
        let mut items: Vec<Json> = Vec::with_capacity(goals.len());
        let mut unknown = None;
        let alike = goals.windows(2).all(|pair| pair[0] == pair[1]);
        for (at, goal) in goals.iter().enumerate() {
            // the entry before, once more
            if !state.unique && at > 0 && goals[at - 1] == *goal {
                items.extend(items.last().cloned());
                continue;
            }
            let mut goal = goal.clone();
            if state.unique && !items.is_empty() {
                goal.push(Literal::NotIn(items.clone()));
            }
            match self.solve(goal.clone()) {
                Answer::Yes(value) => items.push(value),
                Answer::No if state.unique && !alike => return self.distinct(goals),
                Answer::No => return Answer::No,
                Answer::Unknown(reason) => {
                    unknown = Some(reason);
                    break;
                }
            }
        }
        match unknown {
            Some(reason) => Answer::Unknown(reason),
            None => Answer::Yes(Json::Array(items)),
        }
    }

    /// Distinct entries where the greedy choice failed: the scarcest positions first.
    fn distinct(&mut self, goals: &[Vec<Literal>]) -> Answer {
        for goal in goals {
            if self.solve(goal.clone()).is_no() {
                return Answer::No;
            }
        }
        if goals.len() > MAX_SPREAD {
            return Answer::Unknown("budget used up");
        }
        let mut items: Vec<Option<Json>> = vec![None; goals.len()];
        for _ in 0..goals.len() {
            let used: Vec<Json> = items.iter().flatten().cloned().collect();
            let mut scarcest: Option<(usize, usize, Json)> = None;
            for (at, goal) in goals.iter().enumerate() {
                if items[at].is_some() {
                    continue;
                }
                let mut excluded = used.clone();
                let mut found = Vec::new();
                while found.len() < goals.len() {
                    let mut goal = goal.clone();
                    goal.push(Literal::NotIn(excluded.clone()));
                    match self.solve(goal) {
                        Answer::Yes(value) => {
                            excluded.push(value.clone());
                            found.push(value);
                        }
                        Answer::No => break,
                        Answer::Unknown(reason) => return Answer::Unknown(reason),
                    }
                }
                let Some(first) = found.first() else {
                    return Answer::Unknown("distinct entries");
                };
                if scarcest
                    .as_ref()
                    .is_none_or(|(_, count, _)| found.len() < *count)
                {
                    scarcest = Some((at, found.len(), first.clone()));
                }
            }
            if let Some((at, _, value)) = scarcest {
                items[at] = Some(value);
            }
        }
        Answer::Yes(Json::Array(items.into_iter().flatten().collect()))
    }

    /// Two equal entries somewhere.
    fn build_equal(&mut self, state: &State, goals: &[Vec<Literal>]) -> Answer {
        let mut unknown = None;
        let limit = (Self::told_apart(state) + 2).min(goals.len()).max(2);
        for a in 0..limit.min(goals.len()) {
            for b in a + 1..limit.min(goals.len()) {
                let mut both = goals[a].clone();
                both.extend(goals[b].iter().cloned());
                let shared = match self.solve(both) {
                    Answer::Yes(value) => value,
                    other => {
                        let _ = either(&mut unknown, other);
                        continue;
                    }
                };
                let mut items = Vec::with_capacity(goals.len());
                for (at, goal) in goals.iter().enumerate() {
                    if at == a || at == b {
                        items.push(shared.clone());
                        continue;
                    }
                    match self.solve(goal.clone()) {
                        Answer::Yes(value) => items.push(value),
                        Answer::No => return Answer::No,
                        Answer::Unknown(reason) => {
                            unknown = Some(reason);
                            break;
                        }
                    }
                }
                if items.len() == goals.len() {
                    return Answer::Yes(Json::Array(items));
                }
            }
        }
        settle(unknown)
    }
}

/// An entry that must be somewhere.
struct Duty {
    from: usize,
    literal: Literal,
    group: Option<usize>,
}
