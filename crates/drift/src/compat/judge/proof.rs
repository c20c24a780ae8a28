//! Values that prove a change to be a break: asked of the decision procedure, checked by validators, made small; else searched.

use contractual_model::json::Json;

use super::super::evaluate::{Validator, Verdict};
use super::super::finding::{Finding, Witness};
use super::super::options::Question;
use super::super::rules::Severity;
use super::super::sat::{Answer, Literal};
use super::super::schema::{Graph, NodeId, Shape, Types};
use super::super::walk::{Change, Dispatch, Visited};
use super::judging::{Judge, Proof};
use super::places::{parts_at, probe};

impl Judge<'_, '_, '_> {
    /// Looks for a value that breaks the demand of a change.
    pub(super) fn prove(&mut self, question: Question, change: &Change) -> Proof {
        let demand = match question {
            Question::Request => change.demands.0,
            Question::Response => change.demands.1,
        };
        let (sender, receiver) = self.sides(question);
        let probe = probe(self.solver, &change.path, demand);
        for fixture in self.options.fixtures.clone() {
            if self.solver.graph.admits(probe, &fixture) == Some(true)
                && let Some(reason) = self.check(question, &fixture)
            {
                return Proof::Shown(Witness {
                    value: fixture,
                    reason,
                });
            }
        }
        let goal = vec![
            self.sent(sender),
            Literal::Holds {
                schema: probe,
                declares: false,
            },
            Literal::Fails(receiver),
        ];
        match self.solver.solve(goal) {
            Answer::No => Proof::Harmless,
            Answer::Unknown(reason) => match self.lent(question, probe) {
                Some(found) => Proof::Shown(found),
                None => Proof::Open(reason.to_owned()),
            },
            Answer::Yes(value) => match self.check(question, &value) {
                Some(_) => Proof::Shown(self.shrunk(question, probe, value)),
                None => Proof::Open(
                    self.solver
                        .approximated
                        .unwrap_or("the validators do not agree")
                        .to_owned(),
                ),
            },
        }
    }

    /// With the budget used up, a smaller question: something that is sent and breaks the demand. The validators say whether it is refused.
    fn lent(&mut self, question: Question, probe: NodeId) -> Option<Witness> {
        if !self.solver.is_spent() || !self.solver.lend() {
            return None;
        }
        let (sender, _) = self.sides(question);
        let goal = vec![
            self.sent(sender),
            Literal::Holds {
                schema: probe,
                declares: false,
            },
        ];
        let answer = self.solver.solve(goal);
        self.solver.pay_back();
        let Answer::Yes(value) = answer else {
            return None;
        };
        let reason = self.check(question, &value)?;
        Some(Witness { value, reason })
    }

    /// A value of a tag that the sender's target admits and the receiver's refuses, inside a whole value of the sender. To readers that do
    /// not dispatch the whole may be as good as before.
    pub(super) fn dispatched(
        &mut self,
        question: Question,
        change: &Change,
        dispatch: &Dispatch,
    ) -> Result<Witness, String> {
        let (mine, theirs) = match question {
            Question::Request => (dispatch.old, dispatch.new),
            Question::Response => (dispatch.new, dispatch.old),
        };
        let graph = &mut self.solver.graph;
        let (property, tag) = (&dispatch.property, &dispatch.tag);
        let only = graph.make(&format!("tag {tag}"), || Shape {
            values: Some(vec![Json::from(tag.as_str())]),
            ..Shape::anything("")
        });
        let tagged = graph.make(&format!("tagged {property} {tag}"), || Shape {
            types: Types::OBJECT,
            required: [property.clone()].into(),
            properties: [(property.clone(), only)].into(),
            ..Shape::anything("")
        });
        let not = |graph: &mut Graph, id: NodeId| {
            graph.make(&format!("fails {id:?}"), || Shape {
                nots: vec![id],
                ..Shape::anything("")
            })
        };
        let refused = not(graph, theirs);
        let wanted = graph.join(vec![mine, tagged, refused]);
        let unwanted = not(graph, wanted);
        let probe = probe(self.solver, &change.path, unwanted);
        let (sender, _) = self.sides(question);
        let goal = vec![
            self.sent(sender),
            Literal::Holds {
                schema: probe,
                declares: false,
            },
        ];
        let value = match self.solver.solve(goal) {
            Answer::Yes(value) => value,
            Answer::No => return Err("no value of the tag tells the targets apart".to_owned()),
            Answer::Unknown(why) => return Err(why.to_owned()),
        };
        let written = |id: NodeId| self.solver.graph.written(id).pointer.to_string();
        let (old, new) = (written(dispatch.old), written(dispatch.new));
        let whole = match question {
            Question::Request => self.validators.old.validate(&self.old.pointer, &value),
            Question::Response => self.validators.new.validate(&self.new.pointer, &value),
        };
        let reason = parts_at(&value, &change.path)
            .into_iter()
            .find_map(|part| self.validators.proves(question, &old, &new, part))
            .filter(|_| whole == Verdict::Admits);
        match reason {
            Some(reason) => Ok(Witness { value, reason }),
            None => Err("the validators do not agree".to_owned()),
        }
    }

    pub(super) fn check(&mut self, question: Question, value: &Json) -> Option<String> {
        self.validators
            .proves(question, &self.old.pointer, &self.new.pointer, value)
    }

    /// Makes a witness smaller while it still proves the point at the same place.
    pub(super) fn shrunk(&mut self, question: Question, probe: NodeId, value: Json) -> Witness {
        let mut best = value;
        let mut tries = 0;
        'again: loop {
            for smaller in super::super::witness::smaller(&best) {
                tries += 1;
                if tries > 60 {
                    break 'again;
                }
                if self.solver.graph.admits(probe, &smaller) == Some(true)
                    && self.check(question, &smaller).is_some()
                {
                    best = smaller;
                    continue 'again;
                }
            }
            break;
        }
        let reason = self.check(question, &best).unwrap_or_default();
        Witness {
            value: best,
            reason,
        }
    }

    /// Inclusion fails and no rule explains it: the smallest enclosing place, as `type-changed` or `undecided`.
    pub(super) fn unexplained(
        &mut self,
        question: Question,
        root: &Answer,
        visited: &[Visited],
        open: Option<String>,
    ) -> Finding {
        let mut by_depth: Vec<&Visited> = visited.iter().collect();
        by_depth.sort_by_key(|visited| std::cmp::Reverse(visited.path.len()));
        let (sender, receiver) = self.sides(question);
        let mut place: Option<&Visited> = None;
        let mut reason = open;
        for candidate in by_depth.iter().take(60) {
            let (mine, theirs) = match question {
                Question::Request => (candidate.old, candidate.new),
                Question::Response => (candidate.new, candidate.old),
            };
            let local = self
                .solver
                .solve(vec![self.sent(mine), Literal::Fails(theirs)]);
            if local.is_no() {
                continue;
            }
            place.get_or_insert(candidate);
            let probe = probe(self.solver, &candidate.path, theirs);
            let goal = vec![
                self.sent(sender),
                Literal::Holds {
                    schema: probe,
                    declares: false,
                },
                Literal::Fails(receiver),
            ];
            match self.solver.solve(goal) {
                Answer::Yes(value) => {
                    if self.check(question, &value).is_some() {
                        let witness = self.shrunk(question, probe, value);
                        let change = self.generic(candidate);
                        return self.named(
                            ("type-changed", &change),
                            question,
                            Severity::Error,
                            Some(witness),
                            None,
                        );
                    }
                }
                Answer::Unknown(why) => {
                    reason.get_or_insert(why.to_owned());
                }
                Answer::No => {}
            }
        }
        let whole = Visited {
            old: self.old.node,
            new: self.new.node,
            path: Vec::new(),
        };
        let (found, tried) = self.searched(question);
        if let Some(found) = found {
            let change = self.generic(place.unwrap_or(&whole));
            return self.named(
                ("type-changed", &change),
                question,
                Severity::Error,
                Some(found),
                None,
            );
        }
        let why = match root {
            Answer::Unknown(why) => (*why).to_owned(),
            _ => reason.unwrap_or_else(|| {
                self.solver
                    .approximated
                    .unwrap_or("no value proves or disproves it")
                    .to_owned()
            }),
        };
        let mut change = self.generic(place.unwrap_or(&whole));
        change.arguments.push(("reason", why.clone()));
        let missing = format!("tried {tried} values, none proves a break ({why})");
        let mut finding = self.named(
            ("undecided", &change),
            question,
            Severity::Error,
            None,
            Some(missing),
        );
        let fragment = |validator: &Validator<'_>, id: NodeId| {
            let pointer = &self.solver.graph.written(id).pointer;
            let part = validator.part(&contractual_diag::Pointer::parse(pointer)?)?;
            Some(super::super::walk::clip(&contractual_model::json::to_line(
                part,
            )))
        };
        let (old, new) = change.nodes;
        finding.old = fragment(&self.validators.old, old).unwrap_or(finding.old);
        finding.new = fragment(&self.validators.new, new).unwrap_or(finding.new);
        finding.reason = Some(why);
        finding.tried = tried;
        finding
    }

    /// The last resort: values made and mutated without the decision procedure.
    /// The witness, if there is one, and how many values were tried.
    pub(super) fn searched(&mut self, question: Question) -> (Option<Witness>, u64) {
        let (sender, _) = self.sides(question);
        let mut seeds = self.options.fixtures.clone();
        let spent = self.solver.is_spent() && self.solver.lend();
        if let Answer::Yes(value) = self.solver.solve(vec![self.sent(sender)]) {
            seeds.push(value);
        }
        if spent {
            self.solver.pay_back();
        }
        let words =
            super::super::witness::words_of(self.solver.graph, &[self.old.node, self.new.node]);
        let mut tried = 0;
        for value in super::super::witness::mutations(&seeds, &words, self.options.candidates) {
            tried += 1;
            if let Some(reason) = self.check(question, &value) {
                return (Some(Witness { value, reason }), tried);
            }
        }
        (None, tried)
    }

    /// The search where inclusion is proved (section 6.1): a value that is sent and refused would be a fault of the checker, and is reported
    /// as the break that it is.
    pub(super) fn oracle(&mut self, question: Question) -> Option<Finding> {
        let (found, _) = self.searched(question);
        let found = found?;
        let (sender, _) = self.sides(question);
        let line = contractual_model::json::to_line(&found.value);
        let only = self.solver.graph.make(&format!("only {line}"), || Shape {
            values: Some(vec![found.value.clone()]),
            ..Shape::anything("")
        });
        let sent = vec![
            self.sent(sender),
            Literal::Holds {
                schema: only,
                declares: false,
            },
        ];
        if !matches!(self.solver.solve(sent), Answer::Yes(_)) {
            return None;
        }
        let whole = Visited {
            old: self.old.node,
            new: self.new.node,
            path: Vec::new(),
        };
        let change = self.generic(&whole);
        let error = Severity::Error;
        Some(self.named(
            ("type-changed", &change),
            question,
            error,
            Some(found),
            None,
        ))
    }

    /// No rule fired and nothing that was asked breaks, but the contracts differ: said once, as a note.
    pub(super) fn silent_change(&mut self, visited: &[Visited]) -> Option<Finding> {
        let (old, new) = (self.old.node, self.new.node);
        if self.solver.graph.same(old, new) {
            return None;
        }
        let any = |schema| Literal::Holds {
            schema,
            declares: false,
        };
        let grew = !self
            .solver
            .solve(vec![any(new), Literal::Fails(old)])
            .is_no();
        let shrank = !self
            .solver
            .solve(vec![any(old), Literal::Fails(new)])
            .is_no();
        let rule = match (grew, shrank) {
            (false, false) => return None,
            (true, false) => "type-widened",
            (false, true) => "type-narrowed",
            (true, true) => "type-changed",
        };
        let question = *self.questions.first()?;
        let whole = Visited {
            old,
            new,
            path: Vec::new(),
        };
        let deepest = visited
            .iter()
            .max_by_key(|visited| visited.path.len())
            .unwrap_or(&whole);
        let change = self.generic(deepest);
        Some(self.named((rule, &change), question, Severity::Info, None, None))
    }

    pub(super) fn generic(&self, at: &Visited) -> Change {
        let written = |id: NodeId| self.solver.graph.written(id).pointer.to_string();
        Change {
            rule: "type-changed",
            pointer: written(at.new),
            path: at.path.clone(),
            old: "what it admitted".to_owned(),
            new: "what it admits now".to_owned(),
            arguments: vec![
                ("gained", "other values".to_owned()),
                ("lost", "some values".to_owned()),
            ],
            demands: (at.new, at.old),
            nodes: (at.old, at.new),
            draft: false,
            sunset_passed: false,
            always: false,
            dispatch: None,
            only: None,
        }
    }
}
