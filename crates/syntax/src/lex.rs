//! Source text to token trees, by the lexical rules of Rust, with byte offsets. Doc comments become `#[doc = "..."]`, as rustc makes
//! them for macros.
//!
//! The low-level steps ([`skip_blank`], [`token_end`]) are shared with the scanner's skeleton lexer, so that both agree
//! on where comments and literals end.

use crate::tree::{Delim, Group, Joint, Place, Tree};

/// How deep brackets may stand inside each other.
pub const MAX_DEPTH: usize = 200;

/// Why a text is no Rust, lexically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexError {
    /// What is wrong.
    pub message: &'static str,
    /// Byte offset.
    pub offset: usize,
}

/// The token trees of `text`; places are byte offsets plus `base`.
pub fn lex(text: &str, base: usize) -> Result<Vec<Tree>, LexError> {
    let mut lexer = Lexer { text, at: 0, base };
    let (trees, _) = lexer.trees(None, 0)?;
    Ok(trees)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    base: usize,
}

/// What lies between tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// White space and comments up to this offset; a token or the end follows.
    To(usize),
    /// An outer doc comment: the range of the whole comment and that of its text.
    Doc {
        /// First byte of the comment.
        start: usize,
        /// Byte behind the comment.
        end: usize,
        /// First byte of its text.
        text_start: usize,
        /// Byte behind its text.
        text_end: usize,
        /// True for `//!` and `/*!`.
        inner: bool,
    },
    /// A block comment that does not end; where it starts.
    Unterminated(usize),
}

/// Skips white space and ordinary comments; stops at doc comments.
pub fn skip_blank(text: &str, mut at: usize) -> Blank {
    let bytes = text.as_bytes();
    loop {
        let Some(&byte) = bytes.get(at) else {
            return Blank::To(at);
        };
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => at += 1,
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let end = line_end(bytes, at);
                let third = bytes.get(at + 2);
                let inner = third == Some(&b'!');
                if inner || (third == Some(&b'/') && bytes.get(at + 3) != Some(&b'/')) {
                    let mut text_end = end;
                    if bytes.get(text_end.wrapping_sub(1)) == Some(&b'\r') && text_end > at + 3 {
                        text_end -= 1;
                    }
                    return Blank::Doc {
                        start: at,
                        end,
                        text_start: at + 3,
                        text_end: text_end.max(at + 3),
                        inner,
                    };
                }
                at = end;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let Some(end) = block_end(bytes, at) else {
                    return Blank::Unterminated(at);
                };
                let third = bytes.get(at + 2);
                let inner = third == Some(&b'!');
                let outer =
                    third == Some(&b'*') && bytes.get(at + 3) != Some(&b'*') && end > at + 4;
                if inner || outer {
                    return Blank::Doc {
                        start: at,
                        end,
                        text_start: at + 3,
                        text_end: end - 2,
                        inner,
                    };
                }
                at = end;
            }
            byte if byte < 0x80 => return Blank::To(at),
            // Unicode's Pattern_White_Space beyond ASCII, and a byte order mark at the start.
            _ => {
                let found = [
                    "\u{85}", "\u{200e}", "\u{200f}", "\u{2028}", "\u{2029}", "\u{feff}",
                ]
                .into_iter()
                .find(|blank| text[at..].starts_with(blank));
                match found {
                    Some(blank) => at += blank.len(),
                    None => return Blank::To(at),
                }
            }
        }
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |found| at + found)
}

fn block_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut i = at;
    while i + 1 < bytes.len() {
        match (bytes[i], bytes[i + 1]) {
            (b'/', b'*') => {
                depth += 1;
                i += 2;
            }
            (b'*', b'/') => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => i += 1,
        }
    }
    None
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Identifier, keyword, raw identifier.
    Ident,
    /// `'a`
    Lifetime,
    /// String, character, byte or number literal.
    Literal,
    /// An opening bracket.
    Open(Delim),
    /// A closing bracket.
    Close(Delim),
    /// Any other character.
    Punct,
    /// A literal that does not end, or a character that no token starts with.
    Bad,
}

/// Kind and end of the token that starts at `at` (which is not blank).
pub fn token_end(text: &str, at: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let next = |n: usize| bytes.get(at + n).copied().unwrap_or(0);
    match bytes[at] {
        b'(' => (Kind::Open(Delim::Paren), at + 1),
        b'[' => (Kind::Open(Delim::Bracket), at + 1),
        b'{' => (Kind::Open(Delim::Brace), at + 1),
        b')' => (Kind::Close(Delim::Paren), at + 1),
        b']' => (Kind::Close(Delim::Bracket), at + 1),
        b'}' => (Kind::Close(Delim::Brace), at + 1),
        b'"' => literal(string_end(bytes, at + 1), text, at),
        b'\'' => quote(text, at),
        b'0'..=b'9' => (Kind::Literal, number_end(text, at)),
        b'r' if next(1) == b'"' || (next(1) == b'#' && matches!(next(2), b'#' | b'"')) => {
            literal(raw_end(bytes, at + 1), text, at)
        }
        b'r' if next(1) == b'#' => {
            let end = ident_end(text, at + 2);
            (
                if end > at + 2 { Kind::Ident } else { Kind::Bad },
                end.max(at + 1),
            )
        }
        b'b' | b'c' if next(1) == b'"' => literal(string_end(bytes, at + 2), text, at),
        b'b' if next(1) == b'\'' => literal(char_end(text, at + 2), text, at),
        b'b' | b'c' if next(1) == b'r' && matches!(next(2), b'"' | b'#') => {
            literal(raw_end(bytes, at + 2), text, at)
        }
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => (Kind::Ident, ident_end(text, at)),
        byte if byte < 0x80 => (Kind::Punct, at + 1),
        _ => {
            let end = ident_end(text, at);
            if end > at {
                (Kind::Ident, end)
            } else {
                let width = text[at..].chars().next().map_or(1, char::len_utf8);
                (Kind::Bad, at + width)
            }
        }
    }
}

fn literal(end: Option<usize>, text: &str, at: usize) -> (Kind, usize) {
    match end {
        Some(end) => (Kind::Literal, suffix_end(text, end)),
        None => (Kind::Bad, at + 1),
    }
}

fn suffix_end(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(b) if b.is_ascii_alphabetic() || *b == b'_' => ident_end(text, at),
        _ => at,
    }
}

fn ident_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            end += 1;
        } else if byte < 0x80 {
            break;
        } else {
            match text[end..].chars().next() {
                Some(c) if c.is_alphanumeric() || continues(c) => end += c.len_utf8(),
                _ => break,
            }
        }
    }
    end
}

/// Marks and connectors of XID_Continue that are not alphanumeric, roughly: combining marks and joiners in common use.
fn continues(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{387}' | '\u{203f}' | '\u{2040}' | '\u{fe00}'..='\u{fe0f}')
}

fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn raw_end(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at..].iter().take_while(|b| **b == b'#').count();
    let mut i = at + hashes;
    if bytes.get(i) != Some(&b'"') {
        return None;
    }
    i += 1;
    loop {
        let quote = bytes[i..].iter().position(|b| *b == b'"')? + i;
        let closing = bytes[quote + 1..]
            .iter()
            .take(hashes)
            .take_while(|b| **b == b'#')
            .count();
        if closing == hashes {
            return Some(quote + 1 + hashes);
        }
        i = quote + 1;
    }
}

/// End of a character literal whose content starts at `at`.
fn char_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(at) == Some(&b'\\') {
        let mut i = at + 2;
        while i < bytes.len() && i < at + 16 {
            if bytes[i] == b'\'' {
                return Some(i + 1);
            }
            i += 1;
        }
        return None;
    }
    let width = text.get(at..)?.chars().next()?.len_utf8();
    (bytes.get(at + width) == Some(&b'\'')).then_some(at + width + 1)
}

/// A character literal or a lifetime.
fn quote(text: &str, at: usize) -> (Kind, usize) {
    if let Some(end) = char_end(text, at + 1)
        && !text[at + 1..].starts_with('\'')
    {
        return (Kind::Literal, suffix_end(text, end));
    }
    let name = if text[at + 1..].starts_with("r#") {
        at + 3
    } else {
        at + 1
    };
    let end = ident_end(text, name);
    if end > name {
        (Kind::Lifetime, end)
    } else {
        (Kind::Bad, at + 1)
    }
}

fn number_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let is = |i: usize, f: fn(&u8) -> bool| bytes.get(i).is_some_and(f);
    let mut end = at;
    if bytes[at] == b'0' && is(at + 1, |b| matches!(b, b'x' | b'o' | b'b')) {
        return ident_end(text, at + 2);
    }
    let digits = |mut i: usize| {
        while is(i, |b| b.is_ascii_digit() || *b == b'_') {
            i += 1;
        }
        i
    };
    end = digits(end);
    // `1.5` and `1.` are numbers; `1..2`, `1.method()` and `x.0.1` are not taken as such.
    if bytes.get(end) == Some(&b'.')
        && !is(end + 1, |b| {
            *b == b'.' || *b == b'_' || b.is_ascii_alphabetic() || *b >= 0x80
        })
    {
        end = digits(end + 1);
    }
    if is(end, |b| matches!(b, b'e' | b'E')) {
        let signed = end + 1 + usize::from(is(end + 1, |b| matches!(b, b'+' | b'-')));
        let mut first = signed;
        while bytes.get(first) == Some(&b'_') {
            first += 1;
        }
        if is(first, u8::is_ascii_digit) {
            end = digits(signed);
        }
    }
    suffix_end(text, end)
}

impl Lexer<'_> {
    fn place(&self, start: usize, end: usize) -> Place {
        let offset = |at: usize| u32::try_from(self.base + at).unwrap_or(u32::MAX);
        Place {
            start: offset(start),
            end: offset(end),
        }
    }

    /// Trees up to the closing bracket (or the end), and the place of that bracket.
    fn trees(
        &mut self,
        closing: Option<Delim>,
        depth: usize,
    ) -> Result<(Vec<Tree>, usize), LexError> {
        let open = self.at;
        let fail = |message, offset| Err(LexError { message, offset });
        if depth > MAX_DEPTH {
            return fail("brackets are nested deeper than 200", open);
        }
        let mut trees = Vec::new();
        loop {
            match skip_blank(self.text, self.at) {
                Blank::To(at) => self.at = at,
                Blank::Unterminated(at) => return fail("this comment does not end", at),
                Blank::Doc {
                    start,
                    end,
                    text_start,
                    text_end,
                    inner,
                } => {
                    self.doc(&mut trees, start..end, text_start..text_end, inner);
                    self.at = end;
                    continue;
                }
            }
            let start = self.at;
            if start >= self.text.len() {
                if closing.is_some() {
                    return fail("this bracket is not closed", open.saturating_sub(1));
                }
                return Ok((trees, start));
            }
            let (kind, end) = token_end(self.text, start);
            let text = &self.text[start..end];
            let place = self.place(start, end);
            self.at = end;
            match kind {
                Kind::Ident | Kind::Lifetime => trees.push(Tree::Ident(text.to_owned(), place)),
                Kind::Literal => trees.push(Tree::Literal(text.to_owned(), place)),
                Kind::Punct => {
                    let c = text.chars().next().unwrap_or(' ');
                    let next = self.text.as_bytes().get(end).copied().unwrap_or(b' ');
                    let joint = if b"!#$%&*+,-./:;<=>?@^|~'".contains(&next) {
                        Joint::Yes
                    } else {
                        Joint::No
                    };
                    trees.push(Tree::Punct(c, joint, place));
                }
                Kind::Open(delim) => {
                    let (inner, close) = self.trees(Some(delim), depth + 1)?;
                    trees.push(Tree::Group(Group {
                        delim,
                        trees: inner,
                        place: self.place(start, close),
                    }));
                }
                Kind::Close(delim) if closing == Some(delim) => return Ok((trees, end)),
                Kind::Close(_) => return fail("this bracket was not opened", start),
                Kind::Bad => return fail("no Rust token starts here", start),
            }
        }
    }

    fn doc(
        &self,
        trees: &mut Vec<Tree>,
        whole: std::ops::Range<usize>,
        text: std::ops::Range<usize>,
        inner: bool,
    ) {
        let place = self.place(whole.start, whole.end);
        let text = self.text[text].replace("\r\n", "\n");
        trees.push(Tree::Punct('#', Joint::No, place));
        if inner {
            trees.push(Tree::Punct('!', Joint::No, place));
        }
        trees.push(Tree::Group(Group {
            delim: Delim::Bracket,
            trees: vec![
                Tree::Ident("doc".into(), place),
                Tree::Punct('=', Joint::No, place),
                Tree::Literal(crate::literal::quoted(&text), place),
            ],
            place,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::to_text;

    fn show(text: &str) -> String {
        lex(text, 0).map_or_else(|e| format!("{}: {}", e.offset, e.message), |t| to_text(&t))
    }

    #[test]
    fn tokens_by_rusts_rules() {
        for (text, shown) in [
            ("a /* /* b */ */ c // d\n e", "a c e"),
            (
                "'a' 'b 'static '\\'' '\\u{1F600}'",
                "'a' 'b 'static '\\'' '\\u{1F600}'",
            ),
            ("r#\"a\"b\"# r##\"x\"#\"##", "r#\"a\"b\"#r##\"x\"#\"##"),
            (
                "b\"x\" br\"\\\" c\"y\" b'\\''",
                "b\"x\" br\"\\\" c\"y\" b'\\''",
            ),
            (
                "1.5e-3f64 0xFF_u8 1..2 x.0.1 1.max",
                "1.5e-3f64 0xFF_u8 1..2 x.0.1 1.max",
            ),
            ("r#type + 'r#x", "type+'r#x"),
            ("/// doc \"x\"\nA", "#[doc=\" doc \\\"x\\\"\"]A"),
            ("//// no doc\n/***/ /** d */ B", "#[doc=\" d \"]B"),
            ("{ ( [", "4: this bracket is not closed"),
            ("( ]", "2: this bracket was not opened"),
            ("\"abc", "0: no Rust token starts here"),
        ] {
            assert_eq!(show(text), shown, "{text}");
        }
    }

    #[test]
    fn places_are_byte_offsets() {
        let trees = lex("ä (b)", 10).unwrap();
        assert_eq!(trees[0].place(), Place { start: 10, end: 12 });
        assert_eq!(trees[1].place(), Place { start: 13, end: 16 });
    }
}
