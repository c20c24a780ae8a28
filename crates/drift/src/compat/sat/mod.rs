//! The decision procedure: is there a value that all of these schemas admit, and those refuse?
//!
//! Inclusion is the question whether `sender and not receiver` has a value. A goal is split by JSON type, conjunctions are
//! pushed down, disjunctions are tried, and what is left are ranges with steps, languages, lists and members, each solved
//! by its own file. A goal that comes back inside itself is taken to fail there: a least witness never needs it.
//!
//! `No` is a proof. `Yes` is a candidate: where something was only approximated (always towards more values) the caller
//! checks it with validators. `Unknown` says why nothing was decided.

mod apart;
mod array;
mod choice;
mod demands;
mod expand;
mod number;
mod object;
mod text;
mod unevaluated;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use contractual_model::json::{Json, to_line};

use super::number::Decimal;
use super::pattern::Languages;
use super::schema::{Bound, Graph, NodeId, Shape, Types};

/// How deep values are built.
const MAX_DEPTH: usize = 48;

/// Small questions after the budget is used up, and the steps for each.
const LOANS: usize = 24;
const LOAN: usize = 2_000;

/// How many looks at an alternative cost a step.
const LOOKS: usize = 64;

/// One part of a goal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    /// The schema admits the value. `declares`: it is the sender's, so only declared members are written (section 1.2).
    Holds { schema: NodeId, declares: bool },
    /// The schema refuses the value.
    Fails(NodeId),
    /// The value is none of these.
    NotIn(Vec<Json>),
}

/// What became of a goal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// A value, to be checked.
    Yes(Json),
    /// Proved: there is none.
    No,
    /// Not decided, and why.
    Unknown(&'static str),
}

impl Answer {
    pub(crate) fn is_no(&self) -> bool {
        *self == Answer::No
    }
}

/// The solver; one for a comparison, so that sub-goals are solved once.
pub(crate) struct Solver<'g> {
    pub(crate) graph: &'g mut Graph,
    languages: Languages,
    memo: HashMap<String, Answer>,
    apart: HashMap<Vec<NodeId>, Option<Rc<apart::Apart>>>,
    open: Vec<String>,
    lowest: usize,
    steps: usize,
    budget: usize,
    /// How often a few steps more may be had after the budget is used up.
    loans: usize,
    /// Looks at alternatives that are not yet paid for with steps.
    looks: usize,
    fresh: String,
    /// Why an answer may be an approximation, if something was left out of a goal.
    pub(crate) approximated: Option<&'static str>,
}

/// One thing that must hold of a value of a known type.
#[derive(Debug, Clone)]
enum Item {
    Holds(NodeId, bool),
    Fails(NodeId),
    NotIn(Vec<Json>),
    Min(Bound),
    Max(Bound),
    Step(Decimal),
    NotStep(Decimal),
    MinLength(u64),
    MaxLength(u64),
    NotPattern(String),
    NotFormat(String),
    MinItems(u64),
    MaxItems(u64),
    Duplicate,
    EntryFails(usize, NodeId),
    TailFails(usize, NodeId),
    ContainsAtLeast(NodeId, u64),
    ContainsAtMost(NodeId, u64),
    Absent(String),
    Present(String),
    MemberFails(String, NodeId),
    PatternFails(String, NodeId),
    AdditionalFails(Rc<Shape>, NodeId),
    NameFails(NodeId),
    MinProperties(u64),
    MaxProperties(u64),
}

/// What is known about the value under construction, all of one type.
#[derive(Debug, Clone)]
struct State {
    kind: Types,
    /// Every schema that must hold or fail, to check constants against.
    literals: Vec<Literal>,
    values: Option<Vec<Json>>,
    excluded: Vec<Json>,
    minimum: Option<Bound>,
    maximum: Option<Bound>,
    steps: Vec<Decimal>,
    not_steps: Vec<Decimal>,
    min_length: u64,
    max_length: Option<u64>,
    patterns: Vec<String>,
    not_patterns: Vec<String>,
    formats: Vec<String>,
    not_formats: Vec<String>,
    /// Shapes that hold, with the flag `declares`: the layers that speak about members and entries.
    layers: Vec<(Rc<Shape>, bool)>,
    min_items: u64,
    max_items: Option<u64>,
    unique: bool,
    duplicate: bool,
    entries: BTreeMap<usize, Vec<Literal>>,
    somewhere: Vec<(usize, Literal)>,
    at_least: Vec<(NodeId, u64)>,
    at_most: Vec<(NodeId, u64)>,
    required: Vec<String>,
    absent: Vec<String>,
    members: BTreeMap<String, Vec<Literal>>,
    some_member: Vec<Wanted>,
    min_properties: u64,
    max_properties: Option<u64>,
    names: Vec<Literal>,
}

/// Some member must be there, whose name is not given.
#[derive(Debug, Clone)]
enum Wanted {
    /// Its name matches the pattern and its value fails the schema.
    Matching(String, NodeId),
    /// Its name is none that the shape names, and its value fails the schema.
    Beyond(Rc<Shape>, NodeId),
    /// Its name fails the schema.
    Named(NodeId),
}

/// Alternatives of which one must hold.
#[derive(Clone)]
struct Choice {
    alternatives: Rc<Vec<Vec<Item>>>,
}

impl Choice {
    fn new(alternatives: Vec<Vec<Item>>) -> Choice {
        Choice {
            alternatives: Rc::new(alternatives),
        }
    }

    /// How much there is to look at.
    fn size(&self) -> usize {
        self.alternatives
            .iter()
            .map(|items| items.len().max(1))
            .sum()
    }
}

impl<'g> Solver<'g> {
    pub(crate) fn new(graph: &'g mut Graph, budget: usize, fresh: String) -> Solver<'g> {
        Solver {
            graph,
            languages: Languages::new(),
            memo: HashMap::new(),
            apart: HashMap::new(),
            open: Vec::new(),
            lowest: usize::MAX,
            steps: 0,
            budget,
            loans: LOANS,
            looks: 0,
            fresh,
            approximated: None,
        }
    }

    /// Gives the following questions the full budget again.
    pub(crate) fn refill(&mut self) {
        self.steps = 0;
        self.loans = LOANS;
        self.approximated = None;
    }

    /// A few steps more for a small question; `false` once that was done too often.
    pub(crate) fn lend(&mut self) -> bool {
        let Some(rest) = self.loans.checked_sub(1) else {
            return false;
        };
        self.loans = rest;
        self.steps = self.budget.saturating_sub(LOAN.min(self.budget));
        true
    }

    /// Whether more can be lent.
    pub(crate) fn lends(&self) -> bool {
        self.loans > 0
    }

    /// Ends what was lent.
    pub(crate) fn pay_back(&mut self) {
        self.steps = self.budget.saturating_add(1);
    }

    /// Whether the budget is used up: until it is filled again every answer is unknown.
    pub(crate) fn is_spent(&self) -> bool {
        self.steps > self.budget
    }

    /// Charges for looking at alternatives; `false` once the budget is used up.
    fn charge(&mut self, looks: usize) -> bool {
        self.looks = self.looks.saturating_add(looks);
        self.steps = self.steps.saturating_add(self.looks / LOOKS);
        self.looks %= LOOKS;
        self.steps <= self.budget
    }

    /// Solves a goal.
    pub(crate) fn solve(&mut self, goal: Vec<Literal>) -> Answer {
        self.steps += 1;
        if self.steps > self.budget || self.open.len() > MAX_DEPTH {
            return Answer::Unknown("budget used up");
        }
        let Some(goal) = self.simplify(goal) else {
            return Answer::No;
        };
        let key = key_of(&goal);
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        if let Some(at) = self.open.iter().position(|open| *open == key) {
            self.lowest = self.lowest.min(at);
            return Answer::No;
        }
        let level = self.open.len();
        self.open.push(key.clone());
        let outer = std::mem::replace(&mut self.lowest, usize::MAX);
        let answer = match self.by_alternative(&goal) {
            Some(answer) => answer,
            None => self.by_type(&goal),
        };
        self.open.pop();
        let inner = self.lowest;
        self.lowest = if inner < level {
            outer.min(inner)
        } else {
            outer
        };
        let settled = match answer {
            Answer::Yes(_) => true,
            Answer::No => inner >= level,
            Answer::Unknown(_) => inner >= level && self.steps <= self.budget,
        };
        if settled {
            self.memo.insert(key, answer.clone());
        }
        answer
    }

    /// Drops what says nothing; `None` if the goal contradicts itself at sight.
    fn simplify(&mut self, goal: Vec<Literal>) -> Option<Vec<Literal>> {
        let mut kept: Vec<Literal> = Vec::with_capacity(goal.len());
        for literal in goal {
            match &literal {
                Literal::Holds { schema, .. } => {
                    let flat = self.graph.flat(*schema);
                    if flat.is_nothing() {
                        return None;
                    }
                    if flat.is_anything() {
                        continue;
                    }
                }
                Literal::Fails(schema) => {
                    let flat = self.graph.flat(*schema);
                    if flat.is_anything() {
                        return None;
                    }
                    if flat.is_nothing() {
                        continue;
                    }
                }
                Literal::NotIn(values) if values.is_empty() => continue,
                Literal::NotIn(_) => {}
            }
            if !kept.contains(&literal) {
                kept.push(literal);
            }
        }
        for literal in &kept {
            if let Literal::Fails(failing) = literal
                && kept.iter().any(|other| matches!(other, Literal::Holds { schema, .. } if self.graph.same(*schema, *failing)))
            {
                return None;
            }
        }
        kept.sort_by_cached_key(|literal| key_of(std::slice::from_ref(literal)));
        Some(kept)
    }

    fn by_type(&mut self, goal: &[Literal]) -> Answer {
        let mut types = Types::ALL;
        for literal in goal {
            if let Literal::Holds { schema, .. } = literal {
                types = types.and(self.graph.flat(*schema).types);
            }
        }
        let mut unknown = None;
        for kind in [
            Types::STRING,
            Types::NUMBER,
            Types::OBJECT,
            Types::ARRAY,
            Types::BOOLEAN,
            Types::NULL,
        ] {
            if !types.has(kind) {
                continue;
            }
            match self.of_kind(kind, goal) {
                Answer::Yes(value) => return Answer::Yes(value),
                Answer::No => {}
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Answer::No, Answer::Unknown)
    }
}

/// A goal as a text, to remember it by.
fn key_of(goal: &[Literal]) -> String {
    use std::fmt::Write as _;
    let mut key = String::new();
    for literal in goal {
        match literal {
            Literal::Holds { schema, declares } => {
                let _ = write!(key, "{schema:?}{}", if *declares { "d" } else { "" });
            }
            Literal::Fails(schema) => {
                let _ = write!(key, "!{schema:?}");
            }
            Literal::NotIn(values) => {
                key.push('x');
                for value in values {
                    key.push_str(&to_line(value));
                }
            }
        }
        key.push(';');
    }
    key
}

/// The first reason wins, an answer beats none.
fn either(unknown: &mut Option<&'static str>, answer: Answer) -> Option<Answer> {
    match answer {
        Answer::Yes(value) => Some(Answer::Yes(value)),
        Answer::No => None,
        Answer::Unknown(reason) => {
            unknown.get_or_insert(reason);
            None
        }
    }
}

fn settle(unknown: Option<&'static str>) -> Answer {
    unknown.map_or(Answer::No, Answer::Unknown)
}
