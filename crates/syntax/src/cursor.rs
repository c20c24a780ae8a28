//! A place in a list of trees.

use crate::tree::{Delim, Group, Joint, Place, Tree};

/// Reads trees one by one. Cheap to copy: keep a copy to go back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    trees: &'a [Tree],
    at: usize,
    /// Where the end is, if there is nothing left to point at.
    end: Place,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(trees: &'a [Tree], end: Place) -> Self {
        Self { trees, at: 0, end }
    }

    /// The inside of a group.
    pub(crate) fn inside(group: &'a Group) -> Self {
        Self::new(&group.trees, group.place)
    }

    pub(crate) fn peek(&self) -> Option<&'a Tree> {
        self.trees.get(self.at)
    }

    pub(crate) fn peek_at(&self, n: usize) -> Option<&'a Tree> {
        self.trees.get(self.at + n)
    }

    pub(crate) fn next(&mut self) -> Option<&'a Tree> {
        let found = self.peek();
        self.at += usize::from(found.is_some());
        found
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at >= self.trees.len()
    }

    /// The place of the next tree, or of what surrounds the end.
    pub(crate) fn place(&self) -> Place {
        self.peek().map_or(self.end, Tree::place)
    }

    /// The trees between an earlier state of this cursor and this one.
    pub(crate) fn since(&self, start: Cursor<'a>) -> &'a [Tree] {
        &self.trees[start.at..self.at]
    }

    /// What is left.
    pub(crate) fn rest(&self) -> &'a [Tree] {
        &self.trees[self.at.min(self.trees.len())..]
    }

    /// Takes that identifier.
    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Tree::Ident(text, _)) if text == word);
        self.at += usize::from(found);
        found
    }

    /// Takes any identifier (without `r#`); not a lifetime.
    pub(crate) fn ident(&mut self) -> Option<(&'a str, Place)> {
        let tree = self.peek()?;
        let name = tree.ident()?;
        if name.starts_with('\'') {
            return None;
        }
        self.at += 1;
        Some((name, tree.place()))
    }

    /// Takes an operator of one or several characters.
    pub(crate) fn eat(&mut self, operator: &str) -> bool {
        let found = self.is(operator);
        if found {
            self.at += operator.len();
        }
        found
    }

    /// True if that operator stands here. A longer one that starts the same counts, too.
    pub(crate) fn is(&self, operator: &str) -> bool {
        let count = operator.len();
        operator.chars().enumerate().all(|(n, wanted)| {
            matches!(self.peek_at(n), Some(Tree::Punct(c, joint, _))
                if *c == wanted && (n + 1 == count || *joint == Joint::Yes))
        })
    }

    /// Takes a group with those brackets.
    pub(crate) fn group(&mut self, delim: Delim) -> Option<&'a Group> {
        match self.peek() {
            Some(Tree::Group(group)) if group.delim == delim => {
                self.at += 1;
                Some(group)
            }
            _ => None,
        }
    }

    /// Takes a literal.
    pub(crate) fn literal(&mut self) -> Option<(&'a str, Place)> {
        match self.peek() {
            Some(Tree::Literal(text, place)) => {
                self.at += 1;
                Some((text, *place))
            }
            _ => None,
        }
    }

    /// Skips to the next comma outside of angle brackets and takes it. `->` and `=>` close nothing.
    pub(crate) fn skip_past_comma(&mut self) {
        let mut depth = 0_usize;
        while let Some(tree) = self.peek() {
            if tree.is_punct(',') && depth == 0 {
                self.at += 1;
                return;
            }
            if self.eat("->") || self.eat("=>") {
                continue;
            }
            if tree.is_punct('<') {
                depth += 1;
            } else if tree.is_punct('>') {
                depth = depth.saturating_sub(1);
            }
            self.at += 1;
        }
    }
}
