//! The events of simple texts, for readers that build a tree of their own from large files.
//!
//! Simple is one document without anchors, aliases and tags, within its bounds and without a mistake. Whatever else a text
//! is, [`visit_simple`] says no, and [`parse_one`](crate::parse_one) tells what there is to tell.

use granit_parser::{Event, Parser, ScalarStyle};

use crate::scalar::{Scalar, resolve_plain};
use crate::{Limits, Position};

/// A piece of a simple text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Simple<'e> {
    /// A scalar: its text, and what the core schema takes it for.
    Scalar(&'e str, Scalar),
    /// A list starts.
    List,
    /// A mapping starts; keys and values take turns.
    Mapping,
    /// The innermost list or mapping ends.
    End,
}

/// Visits the pieces of a simple text in order, each with the place where it starts; offsets are not counted. False if the
/// text is not simple, or if the visitor said so: then nothing that was visited counts.
pub fn visit_simple(
    text: &str,
    limits: &Limits,
    mut visit: impl FnMut(Simple<'_>, Position) -> bool,
) -> bool {
    if text.len() > limits.max_bytes {
        return false;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let nesting = limits.max_depth.min(250) + 2;
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: nesting,
        block_nesting_limit: nesting,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let (mut documents, mut nodes, mut depth) = (0, 0, 0);
    loop {
        let (event, span) = match parser.next_event() {
            Some(Ok(next)) => next,
            Some(Err(_)) => return false,
            None => return documents == 1,
        };
        let at = Position {
            line: u32::try_from(span.start.line()).unwrap_or(u32::MAX),
            column: u32::try_from(span.start.col() + 1).unwrap_or(u32::MAX),
            offset: 0,
        };
        let piece = match &event {
            Event::StreamEnd => return documents == 1,
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    return false;
                }
                continue;
            }
            Event::Scalar(text, style, 0, None) => {
                nodes += 1;
                let scalar = match style {
                    ScalarStyle::Plain => resolve_plain(text),
                    _ => Scalar::Text,
                };
                Simple::Scalar(text, scalar)
            }
            Event::SequenceStart(_, 0, None) | Event::MappingStart(_, 0, None) => {
                (nodes, depth) = (nodes + 1, depth + 1);
                match event {
                    Event::SequenceStart(..) => Simple::List,
                    _ => Simple::Mapping,
                }
            }
            Event::SequenceEnd | Event::MappingEnd => {
                depth -= 1;
                Simple::End
            }
            Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::MappingStart(..)
            | Event::Alias(..)
            | Event::UnresolvedAlias(..) => return false,
            _ => continue,
        };
        if nodes > limits.max_nodes || depth > limits.max_depth || !visit(piece, at) {
            return false;
        }
    }
}
