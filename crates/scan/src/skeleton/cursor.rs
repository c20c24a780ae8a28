//! Steps over the tokens of a file.

use contractual_syntax::lex::{Blank, Kind, skip_blank, token_end};

use super::{PLAIN, RawItem, RawKind, Reader, SkeletonError, Token, WORD};

impl<'a> Reader<'a> {
    pub(super) fn fail<T>(&self, message: &'static str, offset: usize) -> Result<T, SkeletonError> {
        Err(SkeletonError { message, offset })
    }

    /// Skips blanks and doc comments.
    pub(super) fn blank(&mut self) -> Result<(), SkeletonError> {
        loop {
            match skip_blank(self.text, self.at) {
                Blank::To(at) => {
                    self.at = at;
                    return Ok(());
                }
                Blank::Doc { end, .. } => self.at = end,
                Blank::Unterminated(at) => return self.fail("this comment does not end", at),
            }
        }
    }

    pub(super) fn peek(&mut self) -> Result<Option<Token>, SkeletonError> {
        self.blank()?;
        if self.at >= self.text.len() {
            return Ok(None);
        }
        let (kind, end) = token_end(self.text, self.at);
        if kind == Kind::Bad {
            return self.fail("no Rust token starts here", self.at);
        }
        Ok(Some((kind, self.at, end)))
    }

    pub(super) fn token(&mut self) -> Result<Option<Token>, SkeletonError> {
        let found = self.peek()?;
        if let Some((_, _, end)) = found {
            self.at = end;
        }
        Ok(found)
    }

    pub(super) fn word(&mut self) -> Result<&'a str, SkeletonError> {
        Ok(match self.peek()? {
            Some((_, start, end)) => &self.text[start..end],
            None => "",
        })
    }

    pub(super) fn eat(&mut self, word: &str) -> Result<bool, SkeletonError> {
        let found = self.word()? == word;
        if found {
            self.token()?;
        }
        Ok(found)
    }

    /// The byte behind the bracket that closes the one at `open`. Most of a crate's text is skipped here, so plain bytes are looked at
    /// once; comments and literals end where the lexer says.
    pub(super) fn group_end(&self, open: usize) -> Result<usize, SkeletonError> {
        let bytes = self.text.as_bytes();
        let end = bytes.len();
        let mut at = open;
        let mut depth = 0_usize;
        // build scripts run unoptimised: so indices, and a table for the bytes that are passed over
        while at < end {
            let byte = bytes[at];
            if PLAIN[byte as usize] {
                at += 1;
                continue;
            }
            let next = if at + 1 < end { bytes[at + 1] } else { 0 };
            match byte {
                b'(' | b'[' | b'{' => {
                    depth += 1;
                    at += 1;
                }
                b')' | b']' | b'}' => {
                    depth -= 1;
                    at += 1;
                    if depth == 0 {
                        return Ok(at);
                    }
                }
                b'/' if next == b'/' || next == b'*' => match skip_blank(self.text, at) {
                    Blank::To(end) | Blank::Doc { end, .. } => at = end,
                    Blank::Unterminated(at) => return self.fail("this comment does not end", at),
                },
                b'"' | b'\'' => at = self.literal_end(at)?,
                b'r' | b'b' | b'c' if matches!(next, b'"' | b'\'' | b'#' | b'r') => {
                    at = self.literal_end(at)?;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => {
                    at += 1;
                    while at < end && WORD[bytes[at] as usize] {
                        at += 1;
                    }
                }
                _ => at += 1,
            }
        }
        self.fail("this bracket is not closed", open)
    }

    pub(super) fn literal_end(&self, at: usize) -> Result<usize, SkeletonError> {
        match token_end(self.text, at) {
            (Kind::Bad, _) => self.fail("no Rust token starts here", at),
            (_, end) => Ok(end),
        }
    }

    pub(super) fn until_semicolon(&mut self, mut item: RawItem) -> Result<RawItem, SkeletonError> {
        while let Some((kind, start, end)) = self.peek()? {
            match kind {
                Kind::Open(_) => self.at = self.group_end(start)?,
                Kind::Close(_) => break,
                _ => {
                    self.at = end;
                    if &self.text[start..end] == ";" {
                        item.range.end = end;
                        return Ok(item);
                    }
                }
            }
        }
        self.fail("this item does not end with `;`", item.range.start)
    }

    /// To the end of the braces, or to a `;` in front of any.
    pub(super) fn until_body(&mut self, mut item: RawItem) -> Result<RawItem, SkeletonError> {
        let mut angles = 0_usize;
        let mut before = "";
        while let Some((kind, start, end)) = self.peek()? {
            let word = &self.text[start..end];
            match kind {
                Kind::Open(_) => {
                    let close = self.group_end(start)?;
                    self.at = close;
                    if word == "{" && angles == 0 {
                        item.body = Some(end..close - 1);
                        item.range.end = close;
                        return Ok(item);
                    }
                    // The fields of a tuple struct.
                    if word == "(" && item.kind == RawKind::Struct && angles == 0 {
                        item.body = Some(end..close - 1);
                    }
                }
                Kind::Close(_) => break,
                _ => {
                    self.at = end;
                    match word {
                        ";" => {
                            item.range.end = end;
                            return Ok(item);
                        }
                        "<" => angles += 1,
                        ">" if before != "-" && before != "=" => angles = angles.saturating_sub(1),
                        _ => {}
                    }
                }
            }
            before = word;
        }
        self.fail("this item has no body", item.range.start)
    }

    pub(super) fn until_macro_body(&mut self, mut item: RawItem) -> Result<RawItem, SkeletonError> {
        // `macro name($x:expr) { .. }` has two groups.
        let mut last = None;
        while let Some((Kind::Open(_), open, end)) = self.peek()? {
            let close = self.group_end(open)?;
            self.at = close;
            item.body = Some(end..close - 1);
            item.range.end = close;
            last = Some(&self.text[open..end]);
            if last == Some("{") {
                return Ok(item);
            }
        }
        if last.is_none() {
            return self.fail("this macro has no body", item.range.start);
        }
        if self.eat(";")? {
            item.range.end = self.at;
        }
        Ok(item)
    }
}
