//! Choices: the one with the fewest ways left first, hopeless ways pruned, the rest tried in order.

use contractual_model::json::Json;

use super::super::schema::{Shape, Types, ValueSet};
use super::expand::constant_fits;
use super::{Answer, Choice, Item, Literal, Solver, State, either, settle};

/// Longer lists of constants are sifted with sets.
const MANY: usize = 64;

impl Solver<'_> {
    /// Solves what is left: the state, under some alternative of every choice.
    pub(super) fn decide(&mut self, state: State, mut choices: Vec<Choice>) -> Answer {
        self.steps += 1;
        if self.steps > self.budget {
            return Answer::Unknown("budget used up");
        }
        if let Some(values) = &state.values {
            return self.among(&state, values.clone());
        }
        let mut best: Option<(usize, Vec<usize>)> = None;
        let mut at = 0;
        while at < choices.len() {
            // each alternative is held against everything that is known
            let looks = choices[at].size();
            if !self.charge(looks.saturating_mul(1 + state.literals.len() / 32)) {
                return Answer::Unknown("budget used up");
            }
            if choices[at]
                .alternatives
                .iter()
                .any(|items| self.is_given(&state, items))
            {
                choices.swap_remove(at);
                continue;
            }
            let open: Vec<usize> = (0..choices[at].alternatives.len())
                .filter(|alternative| self.is_open(&state, &choices[at].alternatives[*alternative]))
                .collect();
            if open.is_empty() {
                return Answer::No;
            }
            if best
                .as_ref()
                .is_none_or(|(_, known)| open.len() < known.len())
            {
                let only = open.len() == 1;
                best = Some((at, open));
                if only {
                    break;
                }
            }
            at += 1;
        }
        let Some((at, open)) = best else {
            return self.leaf(&state);
        };
        let chosen = choices.swap_remove(at);
        let mut unknown = None;
        for alternative in open {
            let mut next = state.clone();
            let mut rest = choices.clone();
            if !self.charge(state.size()) {
                return Answer::Unknown("budget used up");
            }
            let consistent = chosen.alternatives[alternative]
                .iter()
                .all(|item| self.apply(&mut next, &mut rest, item.clone()));
            if !consistent {
                continue;
            }
            let answer = self.decide(next, rest);
            if let Some(found) = either(&mut unknown, answer) {
                return found;
            }
        }
        settle(unknown)
    }

    /// One of the constants, if one fits.
    fn among(&mut self, state: &State, mut values: Vec<Json>) -> Answer {
        let mut unknown = None;
        if values.len() > MANY {
            self.sift(state, &mut values);
        }
        for value in values {
            match constant_fits(self, state, &value) {
                Some(true) => return Answer::Yes(value),
                Some(false) => {}
                None => {
                    unknown = Some("a constant that could not be checked");
                }
            }
        }
        settle(unknown)
    }

    /// Leaves out constants that another enum decides about: one look at a set for each, where `constant_fits` goes through the list.
    fn sift(&mut self, state: &State, values: &mut Vec<Json>) {
        for literal in &state.literals {
            let (Literal::Holds { schema, .. } | Literal::Fails(schema)) = literal else {
                continue;
            };
            let flat = self.graph.flat(*schema);
            let Some(listed) = flat.values.as_ref().filter(|listed| listed.len() > MANY) else {
                continue;
            };
            let set = ValueSet::of(listed);
            match literal {
                Literal::Holds { .. } => values.retain(|value| set.has(value)),
                Literal::Fails(_) | Literal::NotIn(_) => {
                    let only = Shape {
                        values: None,
                        types: Types::ALL,
                        ..(*flat).clone()
                    };
                    if only.is_anything() {
                        let listed =
                            |value: &Json| flat.types.has(Types::of(value)) && set.has(value);
                        values.retain(|value| !listed(value));
                    }
                }
            }
        }
    }

    /// Whether the alternative holds anyway, so that the choice says nothing.
    fn is_given(&mut self, state: &State, items: &[Item]) -> bool {
        items.iter().all(|item| match item {
            Item::Absent(name) => state.absent.contains(name),
            Item::Present(name) => state.required.contains(name),
            Item::MemberFails(name, schema) => {
                // a member that must be there and never fits, such as another tag
                if !state.required.contains(name) {
                    return false;
                }
                let mut goal = self.member_goal(state, name);
                goal.push(Literal::Holds {
                    schema: *schema,
                    declares: false,
                });
                self.solve(goal).is_no()
            }
            Item::Holds(schema, _) => state
                .literals
                .iter()
                .any(|l| matches!(l, Literal::Holds { schema: known, .. } if known == schema)),
            Item::Fails(schema) => state.literals.contains(&Literal::Fails(*schema)),
            _ => false,
        })
    }

    /// Whether the alternative might hold; `false` is a proof that it does not.
    fn is_open(&mut self, state: &State, items: &[Item]) -> bool {
        for item in items {
            let open = match item {
                Item::MemberFails(name, schema) => {
                    if state.absent.contains(name) {
                        return false;
                    }
                    let mut goal = self.member_goal(state, name);
                    goal.push(Literal::Fails(*schema));
                    !self.solve(goal).is_no()
                }
                Item::Absent(name) => !state.required.contains(name) && !state.members.contains_key(name),
                Item::Present(name) => !state.absent.contains(name),
                Item::EntryFails(at, schema) => {
                    let mut goal = self.entry_goal(state, *at);
                    goal.push(Literal::Fails(*schema));
                    !self.solve(goal).is_no()
                }
                Item::TailFails(from, schema) => self.tail_may_fail(state, *from, *schema),
                Item::PatternFails(pattern, schema) => self.pattern_may_fail(state, pattern, *schema),
                Item::AdditionalFails(shape, schema) => self.additional_may_fail(state, shape, *schema),
                Item::Fails(schema) => !state.literals.iter().any(
                    |l| matches!(l, Literal::Holds { schema: known, .. } if self.graph.same(*known, *schema)),
                ),
                Item::Holds(schema, _) => {
                    let flat = self.graph.flat(*schema);
                    flat.types.has(state.kind)
                        && !state
                            .literals
                            .iter()
                            .any(|l| matches!(l, Literal::Fails(known) if self.graph.same(*known, *schema)))
                }
                _ => true,
            };
            if !open {
                return false;
            }
        }
        if !matches!(state.kind, Types::NUMBER | Types::STRING) {
            return true;
        }
        // numbers and texts are cheap enough to ask for the whole
        let mut next = state.clone();
        let mut rest = Vec::new();
        items
            .iter()
            .all(|item| self.apply(&mut next, &mut rest, item.clone()))
            && (next.values.is_some() || !self.leaf(&next).is_no())
    }

    /// A value without further choices.
    fn leaf(&mut self, state: &State) -> Answer {
        match state.kind {
            Types::NUMBER => self.number(state),
            Types::STRING => self.text(state),
            Types::ARRAY => self.array(state),
            Types::OBJECT => self.object(state),
            Types::BOOLEAN => match [Json::Bool(true), Json::Bool(false)]
                .into_iter()
                .find(|v| !state.excluded.contains(v))
            {
                Some(value) => Answer::Yes(value),
                None => Answer::No,
            },
            _ if state.excluded.contains(&Json::Null) => Answer::No,
            _ => Answer::Yes(Json::Null),
        }
    }
}
