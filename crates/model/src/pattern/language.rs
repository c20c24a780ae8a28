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

/// What is to be refused beside the pattern, so that Python's `$`, which also matches before a final line feed, changes nothing;
/// for ECMA-262 it refuses only what the pattern refuses. `None` where there is nothing to close, or no such text.
pub(super) fn guard(node: &Node) -> Option<&'static str> {
    if !anchored(node, false) {
        return None;
    }
    if anchored(node, true) && !takes_line_break(node) {
        return Some(r"[\n\r]");
    }
    // A match ends at the end of the text: with what it takes last, or, if it may be empty, anywhere.
    let empty = may_be_empty(node) && !anchored(node, true);
    (!empty && !may_end_in_line_feed(node)).then_some(r"\n$")
}

fn may_be_empty(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Start | Node::End => true,
        Node::Char(_) | Node::Class { .. } => false,
        Node::Group { inner, .. } => may_be_empty(inner),
        Node::Concat(parts) => parts.iter().all(may_be_empty),
        Node::Alternatives(branches) => branches.iter().any(may_be_empty),
        Node::Repeat { inner, min, .. } => *min == 0 || may_be_empty(inner),
    }
}

/// True if the last character that is taken may be a line feed.
fn may_end_in_line_feed(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Start | Node::End => false,
        Node::Char(c) => *c == '\n',
        Node::Class { .. } => node.class_has('\n'),
        Node::Group { inner, .. } | Node::Repeat { inner, .. } => may_end_in_line_feed(inner),
        Node::Alternatives(branches) => branches.iter().any(may_end_in_line_feed),
        Node::Concat(parts) => {
            let last = parts.iter().rposition(|part| !may_be_empty(part));
            parts[last.unwrap_or(0)..].iter().any(may_end_in_line_feed)
        }
    }
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

/// True if a text that matches does so with a further line feed at its end: then Python's `$` sees nothing that others do not.
fn takes_any_line_feed(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Char(_) | Node::Class { .. } => false,
        Node::Group { inner, .. } => takes_any_line_feed(inner),
        Node::Repeat { inner, max, .. } => max.is_none() && inner.class_has('\n'),
        Node::Alternatives(branches) => branches.iter().all(takes_any_line_feed),
        Node::Concat(parts) => {
            let last = parts.iter().rfind(|part| !matches!(part, Node::End));
            last.is_some_and(takes_any_line_feed)
        }
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
    } else if anchored(node, false)
        && guard(node).is_none()
        && (anchored(node, true) || !may_be_empty(node))
        && !takes_any_line_feed(node)
    {
        out.push("the pattern may take a line feed before its `$`; Python's `$` also matches before a final line feed".to_owned());
    }
    out
}
