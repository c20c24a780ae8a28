//! The tree of a pattern.

/// A pattern or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Matches the empty text.
    Empty,
    /// One code point.
    Char(char),
    /// One code point of a set.
    Class {
        /// `[^..]`
        negated: bool,
        /// In the order in which they were written.
        items: Vec<ClassItem>,
    },
    /// `^`
    Start,
    /// `$`
    End,
    /// A group: `(..)` if `captured`, else `(?:..)`.
    Group {
        /// True for a group that was written as `(..)`.
        captured: bool,
        /// What it holds.
        inner: Box<Node>,
    },
    /// One after the other.
    Concat(Vec<Node>),
    /// One of them.
    Alternatives(Vec<Node>),
    /// Several times.
    Repeat {
        /// What is repeated.
        inner: Box<Node>,
        /// At least so often.
        min: u32,
        /// At most so often; `None` for any number.
        max: Option<u32>,
        /// `*?` and its like: the same language.
        lazy: bool,
    },
}

/// A part of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassItem {
    /// First code point.
    pub first: char,
    /// Last code point, included; equal to the first for a single one.
    pub last: char,
}

impl Node {
    /// True if a class accepts `c`; false for every other node.
    pub fn class_has(&self, c: char) -> bool {
        match self {
            Self::Class { negated, items } => {
                items.iter().any(|item| item.first <= c && c <= item.last) != *negated
            }
            _ => false,
        }
    }
}
