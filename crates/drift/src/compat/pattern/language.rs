//! Patterns as languages: regular expressions with intersection and complement, decided by derivatives.
//!
//! Every expression is interned, so that equal ones are one number; a state of the automaton *is* an expression, made
//! only when the search reaches it. Look-ahead is intersection; anchors are resolved while the expression is built.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::classes::{CharSet, LAST};
use super::syntax::Pattern;

/// States and transitions after which a question is given up.
const MAX_STATES: usize = 6_000;
const MAX_STEPS: usize = 150_000;
/// Parts of expressions looked at for one question.
const MAX_WORK: usize = 600_000;
/// Alternatives in one expression: more of them mean an automaton that nobody can hold.
const MAX_PARTS: usize = 400;
/// How deep derivatives may nest: optional parts in a row.
const MAX_DEPTH: usize = 400;
/// Texts longer than this are not constructed.
const MAX_WORD: u64 = 20_000;
/// Characters offered first, so that witnesses look ordinary.
const ORDINARY: &str = "ab0A cdefghijklmnopqrstuvwxyz123456789BCDEFGHIJKLMNOPQRSTUVWXYZ-_.@/:+,";

/// The number of an interned expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ReId(u32);

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

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Re {
    Nothing,
    Empty,
    Class(CharSet),
    Concat(ReId, ReId),
    Or(Vec<ReId>),
    And(Vec<ReId>),
    Not(ReId),
    Repeat(ReId, u32, Option<u32>),
}

/// The interner of expressions; one for a comparison.
pub(crate) struct Languages {
    exprs: Vec<Re>,
    nullable: Vec<bool>,
    ids: HashMap<Re, ReId>,
    derivatives: HashMap<(ReId, u32), ReId>,
    compiled: HashMap<String, Result<ReId, &'static str>>,
    depth: usize,
    too_deep: bool,
    work: usize,
    words: HashMap<(ReId, u64, Option<u64>), Word>,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Inside,
    Unsure,
}

const LOOK: &str = "look-around in pattern";

impl Languages {
    pub(crate) fn new() -> Languages {
        let mut languages = Languages {
            exprs: Vec::new(),
            nullable: Vec::new(),
            ids: HashMap::new(),
            derivatives: HashMap::new(),
            compiled: HashMap::new(),
            depth: 0,
            too_deep: false,
            work: 0,
            words: HashMap::new(),
        };
        languages.intern(Re::Nothing);
        languages.intern(Re::Empty);
        languages
    }

    fn intern(&mut self, re: Re) -> ReId {
        if let Some(id) = self.ids.get(&re) {
            return *id;
        }
        let id = ReId(u32::try_from(self.exprs.len()).unwrap_or(u32::MAX));
        let nullable = match &re {
            Re::Nothing | Re::Class(_) => false,
            Re::Empty => true,
            Re::Concat(a, b) => self.is_nullable(*a) && self.is_nullable(*b),
            Re::Or(parts) => parts.iter().any(|part| self.is_nullable(*part)),
            Re::And(parts) => parts.iter().all(|part| self.is_nullable(*part)),
            Re::Not(inner) => !self.is_nullable(*inner),
            Re::Repeat(inner, min, _) => *min == 0 || self.is_nullable(*inner),
        };
        self.exprs.push(re.clone());
        self.nullable.push(nullable);
        self.ids.insert(re, id);
        id
    }

    fn is_nullable(&self, id: ReId) -> bool {
        self.nullable[id.0 as usize]
    }

    fn nothing(&self) -> ReId {
        ReId(0)
    }

    fn empty(&self) -> ReId {
        ReId(1)
    }

    fn get(&self, id: ReId) -> &Re {
        &self.exprs[id.0 as usize]
    }

    fn class(&mut self, set: CharSet) -> ReId {
        if set.is_empty() {
            self.nothing()
        } else {
            self.intern(Re::Class(set))
        }
    }

    /// Every text.
    pub(crate) fn everything(&mut self) -> ReId {
        let any = self.class(CharSet::all());
        self.intern(Re::Repeat(any, 0, None))
    }

    fn concat(&mut self, a: ReId, b: ReId) -> ReId {
        if a == self.nothing() || b == self.nothing() {
            return self.nothing();
        }
        if a == self.empty() {
            return b;
        }
        if b == self.empty() {
            return a;
        }
        if let Re::Concat(first, rest) = *self.get(a) {
            let rest = self.concat(rest, b);
            return self.concat(first, rest);
        }
        let everything = self.everything();
        if a == everything && b == everything {
            return everything;
        }
        self.intern(Re::Concat(a, b))
    }

    fn or(&mut self, parts: Vec<ReId>) -> ReId {
        let everything = self.everything();
        let mut flat = Vec::new();
        let mut set = CharSet::default();
        for part in parts {
            match self.get(part) {
                Re::Or(inner) => flat.extend(inner.iter().copied()),
                Re::Nothing => {}
                _ => flat.push(part),
            }
        }
        flat.retain(|part| match self.get(*part) {
            Re::Class(class) => {
                set = set.union(class);
                false
            }
            _ => true,
        });
        if !set.is_empty() {
            let class = self.class(set);
            flat.push(class);
        }
        self.weigh(flat.len());
        flat.sort_unstable();
        flat.dedup();
        let complementary = flat
            .iter()
            .any(|part| matches!(self.get(*part), Re::Not(inner) if flat.contains(inner)));
        if flat.contains(&everything) || complementary {
            return everything;
        }
        match flat.len() {
            0 => self.nothing(),
            1 => flat[0],
            _ => self.intern(Re::Or(flat)),
        }
    }

    /// The texts that are in all of the languages.
    pub(crate) fn and(&mut self, parts: Vec<ReId>) -> ReId {
        let everything = self.everything();
        let mut flat = Vec::new();
        for part in parts {
            match self.get(part) {
                Re::And(inner) => flat.extend(inner.iter().copied()),
                _ => flat.push(part),
            }
        }
        flat.retain(|part| *part != everything);
        self.weigh(flat.len());
        flat.sort_unstable();
        flat.dedup();
        let contradicts = flat
            .iter()
            .any(|part| matches!(self.get(*part), Re::Not(inner) if flat.contains(inner)));
        if flat.contains(&self.nothing()) || contradicts {
            return self.nothing();
        }
        match flat.len() {
            0 => everything,
            1 => flat[0],
            _ => self.intern(Re::And(flat)),
        }
    }

    /// The texts that are not in the language.
    pub(crate) fn not(&mut self, inner: ReId) -> ReId {
        if let Re::Not(back) = *self.get(inner) {
            return back;
        }
        let everything = self.everything();
        if inner == self.nothing() {
            return everything;
        }
        if inner == everything {
            return self.nothing();
        }
        self.intern(Re::Not(inner))
    }

    /// Counts the parts of an expression; too many end the question.
    fn weigh(&mut self, parts: usize) {
        self.work += parts;
        self.too_deep |= parts > MAX_PARTS || self.work > MAX_WORK;
    }

    fn repeat(&mut self, inner: ReId, min: u32, max: Option<u32>) -> ReId {
        let min = if self.is_nullable(inner) { 0 } else { min };
        if max == Some(0) || inner == self.empty() {
            return self.empty();
        }
        if inner == self.nothing() {
            return if min == 0 { self.empty() } else { inner };
        }
        if (min, max) == (1, Some(1)) || matches!(self.get(inner), Re::Repeat(_, 0, None)) {
            return inner;
        }
        self.intern(Re::Repeat(inner, min, max))
    }

    /// The language of exactly this text.
    pub(crate) fn literal(&mut self, text: &str) -> ReId {
        let mut out = self.empty();
        for c in text.chars().rev() {
            let class = self.class(CharSet::single(c));
            out = self.concat(class, out);
        }
        out
    }

    /// The texts in which the pattern matches somewhere; the error says why that is no regular language here.
    pub(crate) fn searched(&mut self, text: &str, pattern: &Pattern) -> Result<ReId, &'static str> {
        if let Some(known) = self.compiled.get(text) {
            return *known;
        }
        let built = self.build_search(pattern);
        self.compiled.insert(text.to_owned(), built);
        built
    }

    fn build_search(&mut self, pattern: &Pattern) -> Result<ReId, &'static str> {
        let everything = self.everything();
        let at_start = self.build(pattern, everything, Place::Start)?;
        let inside = self.build(pattern, everything, Place::Inside)?;
        let any = self.class(CharSet::all());
        let some = self.intern(Re::Repeat(any, 1, None));
        let later = self.concat(some, inside);
        Ok(self.or(vec![at_start, later]))
    }

    fn build(&mut self, pattern: &Pattern, then: ReId, place: Place) -> Result<ReId, &'static str> {
        if is_plain(pattern) {
            let plain = self.plain(pattern)?;
            return Ok(self.concat(plain, then));
        }
        match pattern {
            Pattern::Start => match place {
                Place::Start => Ok(then),
                Place::Inside => Ok(self.nothing()),
                Place::Unsure => Err("an anchor after an optional part of a pattern"),
            },
            Pattern::End => Ok(if self.is_nullable(then) {
                self.empty()
            } else {
                self.nothing()
            }),
            Pattern::Concat(parts) => {
                let mut places = Vec::with_capacity(parts.len());
                let mut here = place;
                for part in parts {
                    places.push(here);
                    let (least, most) = width(part);
                    here = match here {
                        _ if least > 0 => Place::Inside,
                        Place::Start if most > 0 => Place::Unsure,
                        other => other,
                    };
                }
                let mut then = then;
                for (part, place) in parts.iter().zip(places).rev() {
                    then = self.build(part, then, place)?;
                }
                Ok(then)
            }
            Pattern::Alternation(branches) => {
                let built: Result<Vec<ReId>, _> = branches
                    .iter()
                    .map(|b| self.build(b, then, place))
                    .collect();
                Ok(self.or(built?))
            }
            Pattern::Group { inner, .. } => self.build(inner, then, place),
            Pattern::Repeat {
                inner, min, max, ..
            } => {
                let Some(max) = max.filter(|max| *max <= 4) else {
                    return Err(LOOK);
                };
                let later = if place == Place::Start {
                    Place::Unsure
                } else {
                    place
                };
                let mut out = then;
                for round in (0..max).rev() {
                    let here = if round == 0 { place } else { later };
                    let more = self.build(inner, out, here)?;
                    out = if round < *min {
                        more
                    } else {
                        self.or(vec![more, then])
                    };
                }
                Ok(out)
            }
            Pattern::Look {
                inner,
                ahead: true,
                negated,
            } => {
                let everything = self.everything();
                let seen = self.build(inner, everything, place)?;
                let seen = if *negated { self.not(seen) } else { seen };
                Ok(self.and(vec![seen, then]))
            }
            Pattern::Look { .. } | Pattern::WordBoundary { .. } => Err(LOOK),
            Pattern::BackReference(_) => Err("back reference in pattern"),
            Pattern::Property { .. } => Err("property class in pattern"),
            Pattern::Empty | Pattern::Class(_) => Ok(then),
        }
    }

    fn plain(&mut self, pattern: &Pattern) -> Result<ReId, &'static str> {
        match pattern {
            Pattern::Empty => Ok(self.empty()),
            Pattern::Class(set) => Ok(self.class(set.clone())),
            Pattern::Concat(parts) => {
                let mut out = self.empty();
                for part in parts.iter().rev() {
                    let part = self.plain(part)?;
                    out = self.concat(part, out);
                }
                Ok(out)
            }
            Pattern::Alternation(branches) => {
                let built: Result<Vec<ReId>, _> =
                    branches.iter().map(|branch| self.plain(branch)).collect();
                Ok(self.or(built?))
            }
            Pattern::Group { inner, .. } => self.plain(inner),
            Pattern::Repeat {
                inner, min, max, ..
            } => {
                let inner = self.plain(inner)?;
                Ok(self.repeat(inner, *min, *max))
            }
            Pattern::Property { .. } => Err("property class in pattern"),
            Pattern::BackReference(_) => Err("back reference in pattern"),
            Pattern::Start | Pattern::End | Pattern::WordBoundary { .. } | Pattern::Look { .. } => {
                Err(LOOK)
            }
        }
    }

    fn derive(&mut self, id: ReId, c: u32) -> ReId {
        if let Some(known) = self.derivatives.get(&(id, c)) {
            return *known;
        }
        self.work += 1;
        if self.depth > MAX_DEPTH || self.work > MAX_WORK || self.too_deep {
            self.too_deep = true;
            return self.nothing();
        }
        self.depth += 1;
        let out = match self.get(id).clone() {
            Re::Nothing | Re::Empty => self.nothing(),
            Re::Class(set) => {
                if set.contains(c) {
                    self.empty()
                } else {
                    self.nothing()
                }
            }
            Re::Concat(a, b) => {
                let first = self.derive(a, c);
                let first = self.concat(first, b);
                if self.is_nullable(a) {
                    let second = self.derive(b, c);
                    self.or(vec![first, second])
                } else {
                    first
                }
            }
            Re::Or(parts) => {
                let parts = parts.into_iter().map(|part| self.derive(part, c)).collect();
                self.or(parts)
            }
            Re::And(parts) => {
                let parts = parts.into_iter().map(|part| self.derive(part, c)).collect();
                self.and(parts)
            }
            Re::Not(inner) => {
                let inner = self.derive(inner, c);
                self.not(inner)
            }
            Re::Repeat(inner, min, max) => {
                let first = self.derive(inner, c);
                let rest = self.repeat(inner, min.saturating_sub(1), max.map(|max| max - 1));
                self.concat(first, rest)
            }
        };
        self.depth -= 1;
        if !self.too_deep {
            self.derivatives.insert((id, c), out);
        }
        out
    }

    /// One character for each group of characters that the expression cannot tell apart, ordinary ones first.
    fn alphabet(&self, id: ReId) -> Vec<char> {
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
        order
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

/// Whether the pattern matches somewhere in the text, one derivative for each character.
pub(super) fn matches(pattern: &Pattern, text: &str) -> Option<bool> {
    let mut languages = Languages::new();
    let mut here = languages.build_search(pattern).ok()?;
    languages.work = 0;
    languages.too_deep = false;
    for c in text.chars() {
        here = languages.derive(here, c as u32);
        if languages.too_deep {
            return None;
        }
    }
    Some(languages.is_nullable(here))
}

/// Whether the pattern only consumes characters, without looking anywhere.
fn is_plain(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Empty
        | Pattern::Class(_)
        | Pattern::Property { .. }
        | Pattern::BackReference(_) => true,
        Pattern::Concat(parts) | Pattern::Alternation(parts) => parts.iter().all(is_plain),
        Pattern::Repeat { inner, .. } | Pattern::Group { inner, .. } => is_plain(inner),
        Pattern::Start | Pattern::End | Pattern::WordBoundary { .. } | Pattern::Look { .. } => {
            false
        }
    }
}

/// The least and the greatest number of characters that a pattern consumes (the greatest only as zero or not).
fn width(pattern: &Pattern) -> (u32, u32) {
    match pattern {
        Pattern::Empty
        | Pattern::Start
        | Pattern::End
        | Pattern::WordBoundary { .. }
        | Pattern::Look { .. } => (0, 0),
        Pattern::Class(_) | Pattern::Property { .. } => (1, 1),
        Pattern::Concat(parts) => parts.iter().map(width).fold((0, 0), |sum, part| {
            (sum.0.saturating_add(part.0), sum.1.saturating_add(part.1))
        }),
        Pattern::Alternation(parts) => parts
            .iter()
            .map(width)
            .reduce(|all, part| (all.0.min(part.0), all.1.max(part.1)))
            .unwrap_or((0, 0)),
        Pattern::Repeat {
            inner, min, max, ..
        } => {
            let (least, most) = width(inner);
            (
                least.saturating_mul(*min),
                if *max == Some(0) { 0 } else { most },
            )
        }
        Pattern::Group { inner, .. } => width(inner),
        Pattern::BackReference(_) => (0, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn language(l: &mut Languages, pattern: &str) -> ReId {
        l.searched(pattern, &parse(pattern).unwrap()).unwrap()
    }

    fn difference(a: &str, b: &str) -> Word {
        let mut l = Languages::new();
        let (a, b) = (language(&mut l, a), language(&mut l, b));
        let b = l.not(b);
        let both = l.and(vec![a, b]);
        l.word(both, 0, None)
    }

    fn found(word: &str) -> Word {
        Word::Found(word.to_owned())
    }

    #[test]
    fn inclusion_of_languages() {
        assert_eq!(difference("^[a-z]{1,3}$", "^[a-z]+$"), Word::None);
        assert_eq!(difference("^[a-z]+$", "^[a-z]{1,3}$"), found("aaaa"));
        assert_eq!(difference("^[0-9][0-9][0-9]$", "^[0-9]{3}$"), Word::None);
        assert_eq!(difference("^(a|b)*$", "^[ab]*$"), Word::None);
        assert_eq!(difference("abc", "b"), Word::None);
        assert_eq!(difference("^a", "a$"), found("ab"));
        assert_eq!(difference("(^a|b)c$", "c"), Word::None);
        assert_eq!(difference(r"^\d+$", "^[0-9]+$"), Word::None);
        assert_eq!(difference("^x?$", "^$|^x$"), Word::None);
    }

    #[test]
    fn look_ahead_is_intersection() {
        assert_eq!(difference("^(?=.*[0-9])[a-z0-9]+$", "[0-9]"), Word::None);
        assert_eq!(difference("^(?!admin$)[a-z]+$", "^[a-z]+$"), Word::None);
        assert_eq!(difference("^[a-z]+$", "^(?!admin$)[a-z]+$"), found("admin"));
    }

    #[test]
    fn lengths_are_folded_in() {
        let mut l = Languages::new();
        let pairs = language(&mut l, "^(ab)+$");
        assert_eq!(l.word(pairs, 3, None), found("abab"));
        assert_eq!(l.word(pairs, 3, Some(3)), Word::None);
        assert_eq!(l.word(pairs, 0, Some(1)), Word::None);
        let odd = language(&mut l, "^a(aa)*$");
        let even = language(&mut l, "^(aa)*$");
        let none = l.and(vec![odd, even]);
        assert_eq!(l.word(none, 4, None), Word::None);
    }

    #[test]
    fn what_is_not_regular_is_named() {
        let mut l = Languages::new();
        assert_eq!(
            l.searched(r"(a)\1", &parse(r"(a)\1").unwrap()),
            Err("back reference in pattern")
        );
        assert_eq!(
            l.searched(r"(?<=a)b", &parse(r"(?<=a)b").unwrap()),
            Err(LOOK)
        );
    }

    #[test]
    fn large_counts_stay_small() {
        assert_eq!(difference("^[a-z]{1,5000}$", "^[a-z]+$"), Word::None);
        assert_ne!(difference("^(a+)+$", "^a+$"), found("a"));
    }
}
