//! Tree to text: the form all engines read alike.

use super::ast::{ClassItem, Node};

/// The text of a pattern.
pub(super) fn print(node: &Node) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Empty => {}
        Node::Char(c) => literal(*c, out),
        Node::Class { negated, items } => class(*negated, items, out),
        Node::Start => out.push('^'),
        Node::End => out.push('$'),
        Node::Group { captured, inner } => {
            out.push_str(if *captured { "(" } else { "(?:" });
            write(inner, out);
            out.push(')');
        }
        Node::Concat(parts) => parts.iter().for_each(|part| write(part, out)),
        Node::Alternatives(branches) => {
            for (at, branch) in branches.iter().enumerate() {
                if at > 0 {
                    out.push('|');
                }
                write(branch, out);
            }
        }
        Node::Repeat {
            inner,
            min,
            max,
            lazy,
        } => {
            write(inner, out);
            match (min, max) {
                (0, None) => out.push('*'),
                (1, None) => out.push('+'),
                (0, Some(1)) => out.push('?'),
                (min, None) => out.push_str(&format!("{{{min},}}")),
                (min, Some(max)) if min == max => out.push_str(&format!("{{{min}}}")),
                (min, Some(max)) => out.push_str(&format!("{{{min},{max}}}")),
            }
            if *lazy {
                out.push('?');
            }
        }
    }
}

fn literal(c: char, out: &mut String) {
    if "^$\\.*+?()[]{}|".contains(c) {
        out.push('\\');
        out.push(c);
    } else {
        visible(c, out);
    }
}

/// A character as itself, or as an escape where it could not be seen.
fn visible(c: char, out: &mut String) {
    match c {
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\u{b}' => out.push_str("\\v"),
        '\u{c}' => out.push_str("\\f"),
        c if (c as u32) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
        c if (0x80..0xa1).contains(&(c as u32)) || unseen(c) => {
            out.push_str(&format!("\\u{:04x}", c as u32))
        }
        c => out.push(c),
    }
}

/// Spaces and format characters of the basic plane that an editor does not show.
fn unseen(c: char) -> bool {
    matches!(c as u32, 0xad | 0x1680 | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xfeff | 0xfff9..=0xffff)
}

fn class(negated: bool, items: &[ClassItem], out: &mut String) {
    out.push_str(if negated { "[^" } else { "[" });
    let mut previous = None;
    for (at, item) in items.iter().enumerate() {
        let edge = at + 1 == items.len() && item.first == item.last;
        member(item.first, edge, previous, !negated && at == 0, out);
        previous = Some(item.first);
        if item.last != item.first {
            out.push('-');
            member(item.last, false, None, false, out);
            previous = Some(item.last);
        }
    }
    out.push(']');
}

fn member(c: char, edge: bool, previous: Option<char>, first: bool, out: &mut String) {
    match c {
        '\\' | ']' | '[' => {
            out.push('\\');
            out.push(c);
        }
        '-' if edge => out.push('-'),
        '-' => out.push_str("\\-"),
        '^' if first => out.push_str("\\^"),
        // Doubled, these are set operators in Rust, and Python warns of them.
        '&' | '~' | '|' if previous == Some(c) => out.push_str(&format!("\\x{:02x}", c as u32)),
        c => visible(c, out),
    }
}
