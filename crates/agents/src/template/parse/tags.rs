//! The kinds of tags, told apart by how they start.

use super::super::lexer::is_space;
use super::Parser;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TagKind {
    Comment,
    Partial,
    PartialBlock,
    Block,
    Decorator,
    EndBlock,
    /// `{{else}}` or `{{^}}`, complete.
    Inverse,
    OpenInverse,
    InverseChain,
    Unescaped,
    Ampersand,
    Plain,
    PlainDecorator,
    Raw,
}

/// The start of a tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    pub(super) kind: TagKind,
    pub(super) strip: bool,
    /// Offset behind the opening token.
    pub(super) end: usize,
    /// For complete tags: whether `~` stands at their end.
    pub(super) close_strip: bool,
}

impl Parser<'_> {
    /// The tag that starts here, if one does.
    pub(super) fn peek_tag(&self) -> Option<Tag> {
        let rest = self.text[self.at..].strip_prefix("{{")?;
        let mut end = self.at + 2;
        let tag = |kind: TagKind, strip: bool, end: usize| {
            Some(Tag {
                kind,
                strip,
                end,
                close_strip: false,
            })
        };
        if rest.starts_with("{{") {
            return tag(TagKind::Raw, false, end + 2);
        }
        let (strip, rest) = match rest.strip_prefix('~') {
            Some(rest) => {
                end += 1;
                (true, rest)
            }
            None => (false, rest),
        };
        if rest.starts_with('>') {
            return tag(TagKind::Partial, strip, end + 1);
        }
        if rest.starts_with("#>") {
            return tag(TagKind::PartialBlock, strip, end + 2);
        }
        if rest.starts_with("#*") {
            return tag(TagKind::Decorator, strip, end + 2);
        }
        if rest.starts_with('#') {
            return tag(TagKind::Block, strip, end + 1);
        }
        if rest.starts_with('/') {
            return tag(TagKind::EndBlock, strip, end + 1);
        }
        let word = rest.strip_prefix('^').map(|after| (after, 1)).or_else(|| {
            let trimmed = rest.trim_start_matches(is_space);
            let after = trimmed.strip_prefix("else")?;
            let boundary = !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            boundary.then_some((after, rest.len() - after.len()))
        });
        if let Some((after, length)) = word {
            let trimmed = after.trim_start_matches(is_space);
            let close_strip = trimmed.starts_with('~');
            let closing = trimmed.strip_prefix('~').unwrap_or(trimmed);
            if closing.starts_with("}}") {
                let end = self.text.len() - closing.len() + 2;
                return Some(Tag {
                    kind: TagKind::Inverse,
                    strip,
                    end,
                    close_strip,
                });
            }
            let kind = if rest.starts_with('^') {
                TagKind::OpenInverse
            } else {
                TagKind::InverseChain
            };
            return tag(kind, strip, end + length);
        }
        if rest.starts_with('{') {
            return tag(TagKind::Unescaped, strip, end + 1);
        }
        if rest.starts_with('&') {
            return tag(TagKind::Ampersand, strip, end + 1);
        }
        if rest.starts_with('!') {
            return tag(TagKind::Comment, strip, end + 1);
        }
        if rest.starts_with('*') {
            return tag(TagKind::PlainDecorator, strip, end + 1);
        }
        tag(TagKind::Plain, strip, end)
    }
}
