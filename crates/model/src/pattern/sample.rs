//! Texts that match: the shortest, or the shortest of at least some length.

use super::ast::Node;
use super::{Matcher, parse_tree};
use crate::Pattern;

/// A text that the pattern accepts, of at least `min_length` code points and as short as this search makes it: repetitions are
/// taken as often as needed, alternatives by length, characters from the start of their class (letters and digits first).
/// `None` if no such text is found (an unbounded search is not made).
pub fn sample(pattern: &Pattern, min_length: usize) -> Option<String> {
    let tree = parse_tree(&pattern.common).ok()?;
    let matcher = Matcher::new(pattern);
    let mut text = shortest(&tree);
    let mut missing = min_length.saturating_sub(text.chars().count());
    if missing > 0 {
        text = longer(&tree, &mut missing);
        // What is left over goes behind the match, if the pattern does not forbid it.
        text.push_str(&"a".repeat(missing.min(1_000_000)));
    }
    let found = text.chars().count() >= min_length && matcher.is_match(&text);
    found.then_some(text)
}

fn shortest(node: &Node) -> String {
    match node {
        Node::Empty | Node::Start | Node::End => String::new(),
        Node::Char(c) => c.to_string(),
        Node::Class { .. } => member(node).map(String::from).unwrap_or_default(),
        Node::Group { inner, .. } => shortest(inner),
        Node::Concat(parts) => parts.iter().map(shortest).collect(),
        Node::Alternatives(branches) => branches
            .iter()
            .map(shortest)
            .min_by_key(|text| text.chars().count())
            .unwrap_or_default(),
        Node::Repeat { inner, min, .. } => shortest(inner).repeat(*min as usize),
    }
}

/// Like [`shortest`], but takes up to `missing` code points more where a repetition or alternative allows it.
fn longer(node: &Node, missing: &mut usize) -> String {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Char(_) | Node::Class { .. } => {
            shortest(node)
        }
        Node::Group { inner, .. } => longer(inner, missing),
        Node::Concat(parts) => parts.iter().map(|part| longer(part, missing)).collect(),
        Node::Alternatives(branches) => {
            let short = shortest(node).chars().count();
            let mut best = (usize::MAX, String::new());
            for branch in branches {
                let mut left = (short + *missing).saturating_sub(shortest(branch).chars().count());
                let text = longer(branch, &mut left);
                if left < best.0 {
                    best = (left, text);
                }
            }
            *missing = best.0.min(*missing);
            best.1
        }
        Node::Repeat {
            inner, min, max, ..
        } => {
            let unit = shortest(inner);
            let width = unit.chars().count();
            let mut times = *min as usize;
            if width > 0 {
                let wanted = missing.div_ceil(width);
                let allowed = max.map_or(usize::MAX, |max| (max - min) as usize);
                let more = wanted.min(allowed).min(1_000_000);
                times += more;
                *missing = missing.saturating_sub(more * width);
            }
            unit.repeat(times)
        }
    }
}

/// A character of a class: the first letter or digit of its first range that has one, else its first character.
fn member(class: &Node) -> Option<char> {
    let Node::Class { negated, items } = class else {
        return None;
    };
    if *negated {
        return ('a'..='z')
            .chain('0'..='9')
            .chain('!'..='~')
            .chain('\u{a1}'..='\u{17f}')
            .find(|c| class.class_has(*c));
    }
    let plain = |c: &char| c.is_ascii_alphanumeric();
    items
        .iter()
        .find_map(|item| (item.first..=item.last).take(128).find(plain))
        .or_else(|| items.first().map(|item| item.first))
}
