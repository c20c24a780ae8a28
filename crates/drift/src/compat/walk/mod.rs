//! Which rule fires where: both schemas side by side, place by place.
//!
//! A walker only *proposes* changes. How bad one is, and whether it counts at all, is decided by inclusion (`judge`); a change
//! that the walker misses is caught by the inclusion of the roots.

mod arrays;
mod notes;
mod objects;
mod scalars;
mod types;
mod unions;
mod view;

use std::collections::{BTreeSet, HashSet};

use contractual_model::json::{Json, to_line};

use super::options::{Day, Question};
use super::sat::{Literal, Solver};
use super::schema::{NodeId, Shape, Types};

pub(crate) use view::View;

/// One step from a value into a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// The member of a name.
    Member(String),
    /// A member that the shape of the schema does not name.
    Other(NodeId),
    /// A member whose name matches a pattern.
    Matching(String),
    /// An entry.
    Entry(usize),
    /// An entry from this position on.
    Tail(usize),
}

/// What the walker proposes.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) rule: &'static str,
    pub(crate) pointer: String,
    pub(crate) path: Vec<Step>,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) arguments: Vec<(&'static str, String)>,
    /// What the new side demands here (refused in requests) and what the old side demands here (refused in responses);
    /// without them the schemas of the place.
    pub(crate) demands: (NodeId, NodeId),
    /// The schemas of the place.
    pub(crate) nodes: (NodeId, NodeId),
    /// The old contract called this place a draft.
    pub(crate) draft: bool,
    /// The day announced for the removal has come.
    pub(crate) sunset_passed: bool,
    /// The finding stands whether or not messages differ.
    pub(crate) always: bool,
    /// What readers that dispatch on a tag take a value for.
    pub(crate) dispatch: Option<Dispatch>,
    /// The one question that the change speaks about, if it is not both.
    pub(crate) only: Option<Question>,
}

/// A tag value of a discriminator, and the schema that it names on each side.
#[derive(Debug, Clone)]
pub(crate) struct Dispatch {
    pub(crate) property: String,
    pub(crate) tag: String,
    pub(crate) old: NodeId,
    pub(crate) new: NodeId,
}

/// A pair of places that was compared.
#[derive(Debug, Clone)]
pub(crate) struct Visited {
    pub(crate) old: NodeId,
    pub(crate) new: NodeId,
    pub(crate) path: Vec<Step>,
}

pub(crate) struct Walker<'w, 'g> {
    pub(super) solver: &'w mut Solver<'g>,
    pub(super) today: Option<Day>,
    pub(crate) changes: Vec<Change>,
    pub(crate) visited: Vec<Visited>,
    seen: HashSet<(NodeId, NodeId, bool)>,
    path: Vec<Step>,
    draft: bool,
    open: Vec<(NodeId, NodeId)>,
    bounded: bool,
    /// The question that proposals are about, if not both.
    only: Option<Question>,
}

/// Nesting after which the walk stops; the inclusion of the roots covers the rest.
const MAX_WALK: usize = 100;

impl<'w, 'g> Walker<'w, 'g> {
    pub(crate) fn new(solver: &'w mut Solver<'g>, today: Option<Day>) -> Walker<'w, 'g> {
        Walker {
            solver,
            today,
            changes: Vec::new(),
            visited: Vec::new(),
            seen: HashSet::new(),
            path: Vec::new(),
            draft: false,
            open: Vec::new(),
            bounded: false,
            only: None,
        }
    }

    /// Compares the schemas of one place, and everything below.
    pub(crate) fn compare(&mut self, old: NodeId, new: NodeId) {
        self.visit(old, new, true);
    }

    /// Compares a part of the place.
    fn below(&mut self, step: Step, old: NodeId, new: NodeId, judged: bool) {
        self.path.push(step);
        self.visit(old, new, judged);
        self.path.pop();
    }

    fn visit(&mut self, old: NodeId, new: NodeId, judged: bool) {
        if !self.seen.insert((old, new, judged)) || self.open.len() > MAX_WALK {
            return;
        }
        let judged = judged && !self.equal(old, new);
        let before = self.draft;
        self.draft |= self.solver.graph.flat(old).notes.draft;
        self.open.push((old, new));
        if judged {
            self.visited.push(Visited {
                old,
                new,
                path: self.path.clone(),
            });
        }
        let (a, b) = (
            View::of(self.solver.graph, old),
            View::of(self.solver.graph, new),
        );
        self.notes(old, new, &a, &b);
        let mut bounded = false;
        if judged {
            bounded = self.recursion(old, new);
            self.satisfiable(old, new, &a, &b);
        }
        self.types(old, new, &a, &b, judged);
        self.open.pop();
        self.draft = before;
        if bounded {
            self.bounded = false;
        }
    }

    /// Whether both sides admit the same values: then nothing but notices can differ.
    fn equal(&mut self, old: NodeId, new: NodeId) -> bool {
        self.solver.graph.same(old, new)
            || (self.lies_within(old, new) && self.lies_within(new, old))
    }

    /// Whether everything that `a` admits is proved to be admitted by `b`.
    pub(super) fn lies_within(&mut self, a: NodeId, b: NodeId) -> bool {
        self.solver
            .solve(vec![
                Literal::Holds {
                    schema: a,
                    declares: false,
                },
                Literal::Fails(b),
            ])
            .is_no()
    }

    /// A change at the place of the pair, with what both sides demand there.
    fn propose(
        &mut self,
        rule: &'static str,
        nodes: (NodeId, NodeId),
        demands: (NodeId, NodeId),
        told: Told,
    ) {
        let pointer = match told.at {
            Some(pointer) => pointer,
            None => self.solver.graph.written(nodes.1).pointer.to_string(),
        };
        let mut path = self.path.clone();
        path.extend(told.step);
        self.changes.push(Change {
            rule,
            pointer,
            path,
            old: told.old,
            new: told.new,
            arguments: told.arguments,
            demands,
            nodes,
            draft: self.draft || told.draft,
            sunset_passed: told.sunset_passed,
            always: told.always,
            dispatch: told.dispatch,
            only: self.only,
        });
    }

    /// A schema that says only this, made once.
    fn make(&mut self, key: &str, build: impl FnOnce(&mut Shape)) -> NodeId {
        self.solver.graph.make(key, || {
            let mut shape = Shape::anything("");
            build(&mut shape);
            shape
        })
    }

    /// A recursive type that became one of bounded depth, or the reverse: reported at its first place.
    fn recursion(&mut self, old: NodeId, new: NodeId) -> bool {
        if self.bounded {
            return false;
        }
        let (was, is) = (self.is_recursive(old), self.is_recursive(new));
        if was == is {
            return false;
        }
        let rule = if was {
            "recursion-bounded"
        } else {
            "recursion-introduced"
        };
        // only where the same type comes back inside itself is depth what changed
        let depth = self.depth_of(if was { new } else { old });
        self.propose(
            rule,
            (old, new),
            (new, old),
            Told {
                arguments: vec![("n", (depth + 1).to_string())],
                ..Told::default()
            },
        );
        self.bounded = true;
        true
    }

    /// Whether a schema reaches itself through members and entries.
    fn is_recursive(&mut self, start: NodeId) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = self.solver.graph.reaches(start);
        while let Some(id) = open.pop() {
            if id == start || self.solver.graph.same(id, start) {
                return true;
            }
            if seen.insert(id) {
                open.extend(self.solver.graph.reaches(id));
            }
            if seen.len() > 2_000 {
                return false;
            }
        }
        false
    }

    fn depth_of(&mut self, start: NodeId) -> usize {
        let mut level = vec![start];
        let mut depth = 0;
        let mut seen = BTreeSet::new();
        while !level.is_empty() && depth < 50 {
            let mut next = Vec::new();
            for id in level {
                if seen.insert(id) {
                    next.extend(self.solver.graph.reaches(id));
                }
            }
            level = next;
            depth += 1;
        }
        depth
    }

    fn satisfiable(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let empty = |walker: &mut Self, id: NodeId, view: &View| {
            view.types.is_none() && !view.nullable
                || walker
                    .solver
                    .solve(vec![Literal::Holds {
                        schema: id,
                        declares: false,
                    }])
                    .is_no()
        };
        if empty(self, new, b) && !empty(self, old, a) {
            self.propose(
                "schema-unsatisfiable",
                (old, new),
                (new, old),
                Told::default(),
            );
        }
    }
}

/// The words of a proposal.
#[derive(Default)]
pub(super) struct Told {
    pub(super) old: String,
    pub(super) new: String,
    pub(super) arguments: Vec<(&'static str, String)>,
    pub(super) at: Option<String>,
    pub(super) step: Option<Step>,
    pub(super) sunset_passed: bool,
    /// The old contract called this member a draft.
    pub(super) draft: bool,
    pub(super) always: bool,
    pub(super) dispatch: Option<Dispatch>,
}

impl Told {
    pub(super) fn change(old: impl ToString, new: impl ToString) -> Told {
        Told {
            old: old.to_string(),
            new: new.to_string(),
            ..Told::default()
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Told {
        self.arguments.push((name, value.to_string()));
        self
    }

    pub(super) fn at(mut self, pointer: impl ToString) -> Told {
        self.at = Some(pointer.to_string());
        self
    }
}

/// A value in a message, not too long.
pub(super) fn short(value: &Json) -> String {
    clip(&to_line(value))
}

pub(super) fn clip(text: &str) -> String {
    if text.chars().count() <= 80 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(79).collect::<String>())
    }
}

/// Type names in a message.
pub(super) fn type_words(types: Types) -> String {
    let names = types.names();
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join("|")
    }
}
