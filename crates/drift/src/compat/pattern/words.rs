//! The shortest text of a language, found state by state.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::classes::{CharSet, LAST};
use super::language::{Languages, Re, ReId};

/// States and transitions after which a question is given up.
const MAX_STATES: usize = 6_000;
const MAX_STEPS: usize = 150_000;
/// Texts longer than this are not constructed.
const MAX_WORD: u64 = 20_000;
/// Characters offered first, so that witnesses look ordinary.
const ORDINARY: &str = "ab0A cdefghijklmnopqrstuvwxyz123456789BCDEFGHIJKLMNOPQRSTUVWXYZ-_.@/:+,";

/// What a search for a word found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// A shortest word within the length bounds.
    Found(String),
    /// There is none: proved.
    None,
    /// The search was given up.
    GaveUp,
}

impl Languages {
    /// One character for each group of characters that the expression cannot tell apart, ordinary ones first.
    fn alphabet(&mut self, id: ReId) -> Vec<char> {
        let mut seen = HashSet::new();
        let mut open = vec![id];
        let mut sets: Vec<&CharSet> = Vec::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.get(id) {
                Re::Nothing | Re::Empty => {}
                Re::Class(set) => sets.push(set),
                Re::Concat(a, b) => open.extend([*a, *b]),
                Re::Or(parts) | Re::And(parts) => open.extend(parts),
                Re::Not(inner) | Re::Repeat(inner, ..) => open.push(*inner),
            }
        }
        let mut cuts: Vec<u32> = vec![0, 0xD800, 0xE000];
        for set in &sets {
            for &(low, high) in set.ranges() {
                cuts.push(low);
                cuts.push(high.saturating_add(1));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        let looks = sets.len().saturating_mul(cuts.len() + ORDINARY.len() + 95);
        let kind = |c: u32| -> Vec<bool> { sets.iter().map(|set| set.contains(c)).collect() };
        let mut groups: BTreeMap<Vec<bool>, char> = BTreeMap::new();
        let mut order: Vec<char> = Vec::new();
        let mut offer = |c: char| {
            groups.entry(kind(c as u32)).or_insert_with(|| {
                order.push(c);
                c
            });
        };
        ORDINARY.chars().for_each(&mut offer);
        (' '..='~').for_each(&mut offer);
        for cut in cuts {
            if cut <= LAST
                && let Some(c) = char::from_u32(cut)
            {
                offer(c);
            }
        }
        self.spent = self.spent.saturating_add(looks);
        order
    }

    /// What the searches since the last call have cost.
    pub(crate) fn take_spent(&mut self) -> usize {
        std::mem::take(&mut self.spent)
    }

    /// A shortest text of the language with a length in `min..=max`.
    pub(crate) fn word(&mut self, language: ReId, min: u64, max: Option<u64>) -> Word {
        if max.is_some_and(|max| max < min) || language == self.nothing() {
            return Word::None;
        }
        if min > MAX_WORD {
            return Word::GaveUp;
        }
        if let Some(known) = self.words.get(&(language, min, max)) {
            return known.clone();
        }
        let alphabet = self.alphabet(language);
        self.too_deep = false;
        self.work = 0;
        let word = match min {
            0 => self.shortest(language, max, &alphabet),
            _ => self.layered(language, min, max, &alphabet),
        };
        let word = if self.too_deep { Word::GaveUp } else { word };
        self.spent = self.spent.saturating_add(self.work);
        self.too_deep = false;
        self.words.insert((language, min, max), word.clone());
        word
    }

    fn shortest(&mut self, start: ReId, max: Option<u64>, alphabet: &[char]) -> Word {
        let mut from: HashMap<ReId, (ReId, char)> = HashMap::new();
        let mut seen: HashSet<ReId> = HashSet::from([start]);
        let mut queue = VecDeque::from([(start, 0u64)]);
        let mut steps = 0usize;
        while let Some((here, depth)) = queue.pop_front() {
            if self.is_nullable(here) {
                let mut word = Vec::new();
                let mut at = here;
                while let Some((parent, c)) = from.get(&at) {
                    word.push(*c);
                    at = *parent;
                }
                return Word::Found(word.into_iter().rev().collect());
            }
            if max.is_some_and(|max| depth >= max) {
                continue;
            }
            for &c in alphabet {
                steps += 1;
                let next = self.derive(here, c as u32);
                if self.too_deep {
                    return Word::GaveUp;
                }
                if next == self.nothing() || !seen.insert(next) {
                    continue;
                }
                if seen.len() > MAX_STATES
                    || steps > MAX_STEPS
                    || self.exprs.len() > 20 * MAX_STATES
                {
                    return Word::GaveUp;
                }
                from.insert(next, (here, c));
                queue.push_back((next, depth + 1));
            }
        }
        Word::None
    }

    fn layered(&mut self, start: ReId, min: u64, max: Option<u64>, alphabet: &[char]) -> Word {
        let mut layers: Vec<BTreeMap<ReId, (ReId, char)>> =
            vec![BTreeMap::from([(start, (start, 'a'))])];
        let mut known: HashMap<Vec<ReId>, u64> = HashMap::new();
        let mut steps = 0usize;
        let mut length = 0u64;
        loop {
            let Some(layer) = layers.last() else {
                return Word::GaveUp;
            };
            let states: Vec<ReId> = layer.keys().copied().collect();
            if states.is_empty() {
                return Word::None;
            }
            if length >= min {
                if let Some(end) = states.iter().find(|state| self.is_nullable(**state)) {
                    let mut word = Vec::new();
                    let mut at = *end;
                    for layer in layers.iter().skip(1).rev() {
                        let Some((parent, c)) = layer.get(&at) else {
                            return Word::GaveUp;
                        };
                        word.push(*c);
                        at = *parent;
                    }
                    return Word::Found(word.into_iter().rev().collect());
                }
                // the same set of states again, without an end between: it will never come
                if known.insert(states.clone(), length).is_some() {
                    return Word::None;
                }
            }
            if max.is_some_and(|max| length >= max) {
                return Word::None;
            }
            let mut next_layer = BTreeMap::new();
            for here in states {
                for &c in alphabet {
                    steps += 1;
                    let next = self.derive(here, c as u32);
                    if self.too_deep {
                        return Word::GaveUp;
                    }
                    if next != self.nothing() {
                        next_layer.entry(next).or_insert((here, c));
                    }
                }
                if steps > MAX_STEPS || self.exprs.len() > 20 * MAX_STATES {
                    return Word::GaveUp;
                }
            }
            layers.push(next_layer);
            length += 1;
        }
    }
}
