//! Patterns as languages: regular expressions with intersection and complement, decided by derivatives.
//!
//! Every expression is interned, so that equal ones are one number; a state of the automaton *is* an expression, made
//! only when the search reaches it. Look-ahead is intersection; anchors are resolved while the expression is built.

use std::collections::HashMap;

use super::classes::CharSet;
use super::syntax::Pattern;
use super::words::Word;

/// Parts of expressions looked at for one question.
const MAX_WORK: usize = 600_000;
/// Alternatives in one expression: more of them mean an automaton that nobody can hold.
const MAX_PARTS: usize = 400;
/// How deep derivatives may nest: optional parts in a row.
const MAX_DEPTH: usize = 400;

/// The number of an interned expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ReId(pub(super) u32);

/// An expression over interned ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Re {
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
    pub(super) exprs: Vec<Re>,
    nullable: Vec<bool>,
    ids: HashMap<Re, ReId>,
    derivatives: HashMap<(ReId, u32), ReId>,
    pub(super) compiled: HashMap<String, Result<ReId, &'static str>>,
    depth: usize,
    pub(super) too_deep: bool,
    pub(super) work: usize,
    /// Work that was not yet asked for.
    pub(super) spent: usize,
    pub(super) words: HashMap<(ReId, u64, Option<u64>), Word>,
}

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
            spent: 0,
            words: HashMap::new(),
        };
        languages.intern(Re::Nothing);
        languages.intern(Re::Empty);
        languages
    }

    pub(super) fn intern(&mut self, re: Re) -> ReId {
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

    pub(super) fn is_nullable(&self, id: ReId) -> bool {
        self.nullable[id.0 as usize]
    }

    pub(super) fn nothing(&self) -> ReId {
        ReId(0)
    }

    pub(super) fn empty(&self) -> ReId {
        ReId(1)
    }

    pub(super) fn get(&self, id: ReId) -> &Re {
        &self.exprs[id.0 as usize]
    }

    pub(super) fn class(&mut self, set: CharSet) -> ReId {
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

    pub(super) fn concat(&mut self, a: ReId, b: ReId) -> ReId {
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

    pub(super) fn or(&mut self, parts: Vec<ReId>) -> ReId {
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

    pub(super) fn repeat(&mut self, inner: ReId, min: u32, max: Option<u32>) -> ReId {
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

    pub(super) fn derive(&mut self, id: ReId, c: u32) -> ReId {
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

#[cfg(test)]
mod tests {
    use super::super::build::LOOK;
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
