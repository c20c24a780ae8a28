//! The tolerant parser: it copies what is sound and repairs what its level allows.

use super::super::scan::{MAX_DEPTH, Problem};
use super::{Fix, Level, Recovered};

/// A reader of text that should be JSON.
pub(super) struct Tolerant<'a> {
    text: &'a str,
    pub(super) at: usize,
    level: Level,
    out: String,
    map: Vec<(usize, usize)>,
    pub(super) fixes: Vec<(usize, Fix)>,
}

type Step = Result<(), Problem>;

impl<'a> Tolerant<'a> {
    pub(super) fn new(text: &'a str, at: usize, level: Level) -> Self {
        Self {
            text,
            at,
            level,
            out: String::new(),
            map: Vec::new(),
            fixes: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Recovered {
        Recovered {
            text: self.out,
            fixes: self.fixes,
            map: self.map,
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn fail(&self, expected: &str) -> Step {
        Err(Problem::Syntax {
            offset: self.at,
            expected: expected.to_owned(),
        })
    }

    fn fix(&mut self, fix: Fix) {
        self.fixes.push((self.at, fix));
    }

    /// Copies the next bytes as they are.
    fn copy(&mut self, end: usize) {
        self.map.push((self.out.len(), self.at));
        self.out.push_str(&self.text[self.at..end]);
        self.at = end;
    }

    /// Writes something that the file does not hold.
    fn put(&mut self, text: &str) {
        self.map.push((self.out.len(), self.at));
        self.out.push_str(text);
    }

    pub(super) fn blanks(&mut self) -> Step {
        loop {
            let start = self.at;
            while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
                self.at += 1;
            }
            if self.at > start {
                let end = self.at;
                self.at = start;
                self.copy(end);
            }
            let rest = &self.text[self.at..];
            if rest.starts_with("//") {
                self.fix(Fix::Comment);
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else {
                    self.at = self.text.len();
                    return self.fail("`*/`");
                };
                self.fix(Fix::Comment);
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    pub(super) fn end(&mut self) -> Step {
        self.blanks()?;
        if self.at < self.text.len() {
            self.fail("the end of the file")
        } else {
            Ok(())
        }
    }

    pub(super) fn value(&mut self, depth: usize) -> Step {
        if depth >= MAX_DEPTH && matches!(self.peek(), Some(b'{' | b'[')) {
            return Err(Problem::TooDeep { offset: self.at });
        }
        match self.peek() {
            Some(b'{') => self.container(depth, b'}'),
            Some(b'[') => self.container(depth, b']'),
            Some(b'"') => self.string(b'"'),
            Some(b'\'') if self.level >= Level::Progressive => self.string(b'\''),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn container(&mut self, depth: usize, close: u8) -> Step {
        self.copy(self.at + 1);
        let mut first = true;
        loop {
            self.blanks()?;
            match self.peek() {
                Some(byte) if byte == close => {
                    self.copy(self.at + 1);
                    return Ok(());
                }
                None if self.level >= Level::Aggressive => {
                    self.fix(Fix::Unclosed);
                    self.put(if close == b'}' { "}" } else { "]" });
                    return Ok(());
                }
                _ => {}
            }
            if !first {
                self.comma(close)?;
                if self.peek() == Some(close)
                    || (self.peek().is_none() && self.level >= Level::Aggressive)
                {
                    continue;
                }
            }
            first = false;
            if close == b'}' {
                self.name()?;
                self.blanks()?;
                match self.peek() {
                    Some(b':') => self.copy(self.at + 1),
                    None if self.level >= Level::Aggressive => {
                        self.fix(Fix::Unclosed);
                        self.put(":null");
                        continue;
                    }
                    _ => return self.fail("`:`"),
                }
                self.blanks()?;
                if self.peek().is_none() && self.level >= Level::Aggressive {
                    self.fix(Fix::Unclosed);
                    self.put("null");
                    continue;
                }
            }
            self.value(depth + 1)?;
        }
    }

    /// The comma between two members, if there is or may be one.
    fn comma(&mut self, close: u8) -> Step {
        let expected = if close == b'}' {
            "`,` or `}`"
        } else {
            "`,` or `]`"
        };
        if self.peek() == Some(b',') {
            let comma = self.at;
            self.at += 1;
            let mark = (self.out.len(), self.map.len(), self.fixes.len());
            self.blanks()?;
            let trailing = self.peek() == Some(close)
                || (self.peek().is_none() && self.level >= Level::Aggressive);
            let behind = self.at;
            // Written again in order: the comma, then the blanks behind it.
            self.out.truncate(mark.0);
            self.map.truncate(mark.1);
            self.fixes.truncate(mark.2);
            self.at = comma;
            if trailing {
                self.fix(Fix::TrailingComma);
                self.at += 1;
            } else {
                self.copy(comma + 1);
            }
            self.blanks()?;
            debug_assert_eq!(self.at, behind);
            return Ok(());
        }
        let new_line = self.text[..self.at]
            .trim_end_matches([' ', '\t', '\r'])
            .ends_with('\n');
        if self.level >= Level::Progressive && new_line && self.peek().is_some() {
            self.fix(Fix::MissingComma);
            // In front of the blanks just copied would be nicer; here is just as sound.
            self.put(",");
            return Ok(());
        }
        self.fail(expected)
    }

    fn name(&mut self) -> Step {
        match self.peek() {
            Some(b'"') => self.string(b'"'),
            Some(b'\'') if self.level >= Level::Progressive => self.string(b'\''),
            Some(byte)
                if self.level >= Level::Progressive
                    && (byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$') =>
            {
                let rest = &self.text[self.at..];
                let len = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
                    .unwrap_or(rest.len());
                self.fix(Fix::BareName);
                self.put("\"");
                self.copy(self.at + len);
                self.put("\"");
                Ok(())
            }
            _ => self.fail("a member name in double quotes"),
        }
    }

    fn string(&mut self, quote: u8) -> Step {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start + 1;
        loop {
            match bytes.get(end) {
                Some(byte) if *byte == quote => break,
                Some(b'\\') => {
                    let known = matches!(
                        bytes.get(end + 1),
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u')
                    );
                    let own_quote = quote == b'\'' && bytes.get(end + 1) == Some(&b'\'');
                    if !known && !own_quote && bytes.get(end + 1).is_some() {
                        self.at = end + 1;
                        return self
                            .fail("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
                    }
                    end += 2;
                }
                Some(0..=0x1f) => {
                    self.at = end;
                    return self
                        .fail("the closing quote of the string, or a line break written as \\n");
                }
                Some(_) => end += 1,
                None => {
                    if self.level < Level::Aggressive {
                        self.at = self.text.len();
                        return self.fail("the closing quote of the string");
                    }
                    return self.unclosed_string(start, quote);
                }
            }
        }
        if quote == b'"' {
            self.copy(end + 1);
        } else {
            self.fix(Fix::SingleQuotes);
            self.single_quoted(start + 1, end);
            self.at = end + 1;
        }
        Ok(())
    }

    fn unclosed_string(&mut self, start: usize, quote: u8) -> Step {
        self.at = start;
        self.fixes.push((self.text.len(), Fix::Unclosed));
        // Half an escape at the very end is dropped; it never was content.
        let mut end = self.text.len();
        let tail = &self.text[start + 1..];
        if let Some(at) = tail.rfind('\\') {
            let escape = &tail[at..];
            let slashes = tail[..=at].len() - tail[..=at].trim_end_matches('\\').len();
            let cut_off = escape.len() == 1 || (escape.starts_with("\\u") && escape.len() < 6);
            if slashes % 2 == 1 && cut_off {
                end = start + 1 + at;
            }
        }
        if quote == b'"' {
            self.copy(end);
        } else {
            self.single_quoted(start + 1, end);
        }
        self.put("\"");
        self.at = self.text.len();
        Ok(())
    }

    /// The inside of a single-quoted string, quotes around it; the content stays what it is.
    fn single_quoted(&mut self, from: usize, to: usize) {
        self.at = from;
        self.put("\"");
        let inner = &self.text[from..to];
        let mut rest = inner;
        while let Some(at) = rest.find(['"', '\\']) {
            let here = self.at + at;
            self.copy(here);
            let escape = rest[at..].starts_with("\\'");
            if escape {
                self.at += 1;
                self.copy(self.at + 1);
                rest = &rest[at + 2..];
            } else if rest[at..].starts_with('"') {
                self.put("\\");
                self.copy(self.at + 1);
                rest = &rest[at + 1..];
            } else {
                let len = (2).min(rest.len() - at);
                self.copy(self.at + len);
                rest = &rest[at + len..];
            }
        }
        self.copy(to);
        if to == self.at && self.text.as_bytes().get(to) == Some(&b'\'') {
            self.put("\"");
        }
    }

    fn number(&mut self) -> Step {
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = self.at + usize::from(self.peek() == Some(b'-'));
        let need = |end: usize| {
            if bytes.get(end).is_some_and(u8::is_ascii_digit) {
                Ok(())
            } else {
                Err(end)
            }
        };
        let result = (|| {
            need(end)?;
            end = if bytes[end] == b'0' {
                end + 1
            } else {
                digits(end)
            };
            if bytes.get(end) == Some(&b'.') {
                need(end + 1)?;
                end = digits(end + 1);
            }
            if matches!(bytes.get(end), Some(b'e' | b'E')) {
                let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
                need(end + 1 + sign)?;
                end = digits(end + 1 + sign);
            }
            if bytes.get(end).is_some_and(u8::is_ascii_digit) {
                return Err(end);
            }
            Ok(end)
        })();
        match result {
            Ok(end) => {
                self.copy(end);
                Ok(())
            }
            Err(at) => {
                self.at = at;
                self.fail("a digit")
            }
        }
    }

    fn word(&mut self) -> Step {
        let rest = &self.text[self.at..];
        for word in ["true", "false", "null"] {
            if rest.starts_with(word) {
                self.copy(self.at + word.len());
                return Ok(());
            }
        }
        if self.level >= Level::Progressive {
            for (word, json) in [("True", "true"), ("False", "false"), ("None", "null")] {
                let whole = rest.strip_prefix(word).is_some_and(|behind| {
                    !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                });
                if whole {
                    self.fix(Fix::PythonWord);
                    self.put(json);
                    self.at += word.len();
                    return Ok(());
                }
            }
        }
        if let Some(word) = ["true", "false", "null"]
            .into_iter()
            .find(|word| rest.starts_with(&word[..1]))
        {
            let same = rest
                .bytes()
                .zip(word.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            self.at += same;
            return self.fail(&format!("`{word}`"));
        }
        self.fail("a JSON value")
    }
}
