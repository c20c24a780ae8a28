//! A pattern as a table over ASCII: one look-up per byte. The runtime's fast path; the reference is [`super::Matcher`].
//!
//! Made by subset construction from the pattern's tree, within fixed bounds; a pattern that does not fit has no automaton, and a
//! text that is not ASCII has no verdict here.

use std::collections::{BTreeSet, HashMap};

use super::ast::Node;
use super::parse::parse_tree;
use crate::Pattern;

/// Most steps a pattern may have once counted repeats are written out.
const MAX_STEPS: usize = 4_000;
/// Most states of the table.
const MAX_STATES: usize = 2_000;

/// Where nothing can be found any more, and where everything is found already.
const DEAD: u16 = 0;
const FOUND: u16 = 1;

/// The table.
#[derive(Debug, Clone)]
pub struct Automaton {
    /// Column of each ASCII byte.
    columns: [u8; 128],
    width: usize,
    /// Next state by state and column.
    next: Vec<u16>,
    /// True for states in which the text may end.
    ends: Vec<bool>,
    start: u16,
}

impl Automaton {
    /// The automaton of a pattern; `None` if it does not fit.
    pub fn new(pattern: &Pattern) -> Option<Self> {
        let tree = parse_tree(&pattern.common).ok()?;
        let mut program = Program::default();
        let end = program.push(Step::Match)?;
        program.start = program.add(&tree, end)?;
        Builder::new(&program).build()
    }

    /// True if the pattern is found in `text`; `None` if the text is not ASCII.
    #[inline]
    pub fn is_match(&self, text: &str) -> Option<bool> {
        let mut state = self.start;
        for byte in text.bytes() {
            let column = *self.columns.get(usize::from(byte))?;
            state = *self
                .next
                .get(usize::from(state) * self.width + usize::from(column))?;
            if state <= FOUND {
                // Decided, but the rest may still not be ASCII: then the verdict is the same.
                return Some(state == FOUND);
            }
        }
        self.ends.get(usize::from(state)).copied()
    }
}

/// One step of a pattern.
#[derive(Debug)]
enum Step {
    /// Takes one byte of the set.
    Take(u128, usize),
    /// Goes on at both.
    Fork(usize, usize),
    /// Goes on at the start of the text only.
    Start(usize),
    /// Goes on at the end of the text only.
    End(usize),
    Match,
}

#[derive(Debug, Default)]
struct Program {
    steps: Vec<Step>,
    start: usize,
}

impl Program {
    fn push(&mut self, step: Step) -> Option<usize> {
        if self.steps.len() >= MAX_STEPS {
            return None;
        }
        self.steps.push(step);
        Some(self.steps.len() - 1)
    }

    /// The steps of a node that go on at `then`; gives the first of them.
    fn add(&mut self, node: &Node, then: usize) -> Option<usize> {
        match node {
            Node::Empty => Some(then),
            Node::Start => self.push(Step::Start(then)),
            Node::End => self.push(Step::End(then)),
            Node::Char(c) => {
                let set = u32::from(*c);
                let set = if set < 128 { 1_u128 << set } else { 0 };
                self.push(Step::Take(set, then))
            }
            Node::Class { .. } => {
                let set = (0..128_u8)
                    .filter(|byte| node.class_has(char::from(*byte)))
                    .fold(0, |set, byte| set | 1_u128 << byte);
                self.push(Step::Take(set, then))
            }
            Node::Group { inner, .. } => self.add(inner, then),
            Node::Concat(parts) => parts
                .iter()
                .rev()
                .try_fold(then, |then, part| self.add(part, then)),
            Node::Alternatives(branches) => {
                let mut first: Option<usize> = None;
                for branch in branches {
                    let entry = self.add(branch, then)?;
                    first = Some(match first {
                        None => entry,
                        Some(before) => self.push(Step::Fork(before, entry))?,
                    });
                }
                Some(first.unwrap_or(then))
            }
            Node::Repeat {
                inner, min, max, ..
            } => {
                let mut entry = match max {
                    None => {
                        // A loop: the fork is known before its body.
                        let fork = self.push(Step::Fork(then, then))?;
                        let body = self.add(inner, fork)?;
                        self.steps[fork] = Step::Fork(body, then);
                        fork
                    }
                    Some(max) => {
                        let mut entry = then;
                        for _ in *min..*max {
                            let body = self.add(inner, entry)?;
                            entry = self.push(Step::Fork(body, then))?;
                        }
                        entry
                    }
                };
                for _ in 0..*min {
                    entry = self.add(inner, entry)?;
                }
                Some(entry)
            }
        }
    }

    /// Adds `step` and all that is reached from it without taking a byte.
    fn reach(&self, step: usize, at_start: bool, at_end: bool, into: &mut BTreeSet<usize>) {
        let mut open = vec![step];
        while let Some(step) = open.pop() {
            if !into.insert(step) {
                continue;
            }
            match self.steps.get(step) {
                Some(Step::Fork(a, b)) => open.extend([*a, *b]),
                Some(Step::Start(then)) if at_start => open.push(*then),
                Some(Step::End(then)) if at_end => open.push(*then),
                _ => {}
            }
        }
    }
}

struct Builder<'p> {
    program: &'p Program,
    columns: [u8; 128],
    /// One byte of each column.
    samples: Vec<u8>,
    states: Vec<BTreeSet<usize>>,
    known: HashMap<BTreeSet<usize>, u16>,
}

impl<'p> Builder<'p> {
    fn new(program: &'p Program) -> Self {
        let mut by_sets: HashMap<Vec<bool>, u8> = HashMap::new();
        let mut columns = [0; 128];
        let mut samples = Vec::new();
        for byte in 0..128_u8 {
            let member: Vec<bool> = program
                .steps
                .iter()
                .filter_map(|step| match step {
                    Step::Take(set, _) => Some(set >> byte & 1 == 1),
                    _ => None,
                })
                .collect();
            columns[usize::from(byte)] = *by_sets.entry(member).or_insert_with(|| {
                samples.push(byte);
                // At most 128 columns.
                (samples.len() - 1) as u8
            });
        }
        Self {
            program,
            columns,
            samples,
            states: Vec::new(),
            known: HashMap::new(),
        }
    }

    fn build(mut self) -> Option<Automaton> {
        // State 0 is dead, state 1 has found the pattern.
        self.states = vec![BTreeSet::new(), BTreeSet::new()];
        let mut first = BTreeSet::new();
        self.program
            .reach(self.program.start, true, false, &mut first);
        let start = self.state(first)?;
        // The start is a state of its own: `^` behind `$` holds there only.
        self.known.clear();
        let width = self.samples.len();
        let mut next = vec![DEAD; width];
        next.extend(vec![FOUND; width]);
        let mut ends = vec![false, true];
        let mut at = 2;
        while at < self.states.len() {
            let here = self.states[at].clone();
            ends.push(self.may_end(&here, at == usize::from(start)));
            for sample in self.samples.clone() {
                let mut after = BTreeSet::new();
                for step in &here {
                    if let Some(Step::Take(set, then)) = self.program.steps.get(*step)
                        && set >> sample & 1 == 1
                    {
                        self.program.reach(*then, false, false, &mut after);
                    }
                }
                // The pattern is searched: it may start behind any byte.
                self.program
                    .reach(self.program.start, false, false, &mut after);
                next.push(self.state(after)?);
            }
            at += 1;
        }
        Some(Automaton {
            columns: self.columns,
            width,
            next,
            ends,
            start,
        })
    }

    /// The number of a set of steps.
    fn state(&mut self, steps: BTreeSet<usize>) -> Option<u16> {
        let is_match = |step: &usize| matches!(self.program.steps.get(*step), Some(Step::Match));
        if steps.iter().any(is_match) {
            return Some(FOUND);
        }
        let takes = |step: &usize| {
            matches!(
                self.program.steps.get(*step),
                Some(Step::Take(..) | Step::End(_))
            )
        };
        // Forks and starts that were passed tell nothing about what may follow.
        let steps: BTreeSet<usize> = steps.into_iter().filter(takes).collect();
        if steps.is_empty() {
            return Some(DEAD);
        }
        if let Some(known) = self.known.get(&steps) {
            return Some(*known);
        }
        if self.states.len() >= MAX_STATES {
            return None;
        }
        let number = u16::try_from(self.states.len()).ok()?;
        self.states.push(steps.clone());
        self.known.insert(steps, number);
        Some(number)
    }

    /// True if the pattern is found when the text ends here.
    fn may_end(&self, here: &BTreeSet<usize>, at_start: bool) -> bool {
        let mut reached = BTreeSet::new();
        for step in here {
            if let Some(Step::End(then)) = self.program.steps.get(*step) {
                self.program.reach(*then, at_start, true, &mut reached);
            }
        }
        reached
            .iter()
            .any(|step| matches!(self.program.steps.get(*step), Some(Step::Match)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Matcher, parse};
    use super::*;

    const PATTERNS: &[&str] = &[
        "",
        "a",
        "^$",
        "$^",
        "^a",
        "a$",
        "^a|b$",
        "^(?:a|b)*c$",
        "^[A-Z]{3}-[0-9]{4}$",
        "^job_[0-9a-z]{4}$",
        "(?:ab){2,3}b?",
        "^(?:a*)*$",
        "[^a]b",
        "^(?:(?:^a)|b)+$",
        "a(?:$|b)",
        "^(?:0|-?[1-9][0-9]{0,18})$",
        "x?y+z{0,2}",
        "^.$",
        r"^\s*\w+$",
        "^[ab]{2,}$",
        "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$",
    ];

    /// Every text over a small alphabet up to a length, and what the subjects of the patterns look like.
    fn subjects() -> Vec<String> {
        let mut out = vec![String::new()];
        let alphabet = ['a', 'b', 'c', '\n', ' ', '0'];
        let mut last = out.clone();
        for _ in 0..4 {
            last = last
                .iter()
                .flat_map(|text| alphabet.map(|c| format!("{text}{c}")))
                .collect();
            out.extend(last.clone());
        }
        for text in [
            "ABC-1234",
            "ABC-123",
            "ABCD-1234",
            "job_a0z9",
            "job_a0z",
            " ABC-1234",
            "ababab",
            "-12",
            "-0",
            "xyz",
            "yyyzz",
            "9223372036854775808",
            "AQI=",
            "AR==",
            "AQIDAQIDAQID",
        ] {
            out.push(text.to_owned());
        }
        out
    }

    #[test]
    fn agrees_with_the_reference() {
        for written in PATTERNS {
            let pattern = parse(written).unwrap_or_else(|e| panic!("{written}: {e:?}"));
            let fast = Automaton::new(&pattern).unwrap_or_else(|| panic!("{written} has none"));
            let reference = Matcher::new(&pattern);
            for subject in subjects() {
                assert_eq!(
                    fast.is_match(&subject),
                    Some(reference.is_match(&subject)),
                    "{written} on {subject:?}"
                );
            }
        }
    }

    #[test]
    fn what_does_not_fit_or_is_not_ascii_has_no_verdict() {
        let huge = parse("^(?:[ab]*a[ab]{12})$").unwrap();
        assert!(Automaton::new(&huge).is_none());
        let word = Automaton::new(&parse("^[^a]+$").unwrap()).unwrap();
        assert_eq!(word.is_match("bß"), None);
    }
}
