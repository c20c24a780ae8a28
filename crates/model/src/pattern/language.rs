//! What a pattern accepts: matching, the guard for Python's `$`, and lints.

use super::ast::Node;
use crate::Pattern;

/// A pattern ready to match.
#[derive(Debug, Clone)]
pub struct Matcher(Option<regex_lite::Regex>);

impl Matcher {
    /// Compiles the common form.
    pub fn new(pattern: &Pattern) -> Self {
        Self(regex_lite::Regex::new(&pattern.common).ok())
    }

    /// True if the pattern is found in `text`. A pattern that was not made by [`super::parse`] and does not compile matches nothing.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// True if the whole text is matched (both ends anchored in every alternative) and no part of it can be a line break: then
/// refusing line breaks beside the pattern changes nothing, and closes the hole of Python's `$`.
pub(super) fn guarded(node: &Node) -> bool {
    anchored(node, true) && anchored(node, false) && !takes_line_break(node)
}

/// True if every match starts at the start (`at_start`) or ends at the end of the text.
fn anchored(node: &Node, at_start: bool) -> bool {
    match node {
        Node::Start => at_start,
        Node::End => !at_start,
        Node::Group { inner, .. } => anchored(inner, at_start),
        Node::Concat(parts) => {
            let edge = if at_start {
                parts.first()
            } else {
                parts.last()
            };
            edge.is_some_and(|edge| anchored(edge, at_start))
        }
        Node::Alternatives(branches) => branches.iter().all(|branch| anchored(branch, at_start)),
        Node::Repeat { inner, min, .. } => *min > 0 && anchored(inner, at_start),
        Node::Empty | Node::Char(_) | Node::Class { .. } => false,
    }
}

fn takes_line_break(node: &Node) -> bool {
    match node {
        Node::Char(c) => matches!(c, '\n' | '\r'),
        Node::Class { .. } => node.class_has('\n') || node.class_has('\r'),
        Node::Group { inner, .. } | Node::Repeat { inner, .. } => takes_line_break(inner),
        Node::Concat(parts) | Node::Alternatives(parts) => parts.iter().any(takes_line_break),
        Node::Empty | Node::Start | Node::End => false,
    }
}

/// What is legal and probably not meant, one line each.
pub fn lints(node: &Node) -> Vec<String> {
    let mut out = Vec::new();
    if let Node::Alternatives(branches) = node {
        let starts = branches
            .iter()
            .filter(|branch| anchored(branch, true))
            .count();
        let ends = branches
            .iter()
            .filter(|branch| anchored(branch, false))
            .count();
        let all = branches.len();
        if (starts > 0 && starts < all) || (ends > 0 && ends < all) {
            out.push(
                "`^a|b$` means `(^a)|(b$)`; write `^(?:a|b)$` if both ends are meant".to_owned(),
            );
        }
    } else if !anchored(node, true) && anchored(node, false) {
        out.push("the pattern ends in `$` but may start anywhere; Python's `$` also matches before a final line feed".to_owned());
    }
    out
}
