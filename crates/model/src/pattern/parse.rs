//! Text to tree: the common subset, everything else refused with the way out.

use std::ops::Range;

use super::ast::{ClassItem, Node};

/// Why a pattern is not in the common subset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong and what to write instead.
    pub message: String,
    /// Byte range in the pattern's text.
    pub range: Range<usize>,
}

/// Longest pattern, in bytes.
const MAX_LENGTH: usize = 4_096;
/// Deepest nesting of groups.
const MAX_DEPTH: usize = 32;
/// Largest number in `{n,m}`.
const MAX_REPEAT: u32 = 1_000;

const DIGIT: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('A', 'Z'), ('a', 'z'), ('0', '9'), ('_', '_')];
/// White space and line ends of ECMA-262.
const SPACE: &[(char, char)] = &[
    ('\t', '\t'),
    ('\n', '\n'),
    ('\u{b}', '\u{b}'),
    ('\u{c}', '\u{c}'),
    ('\r', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];
/// What `.` does not match in ECMA-262.
const LINE_ENDS: &[(char, char)] = &[
    ('\n', '\n'),
    ('\r', '\r'),
    ('\u{2028}', '\u{2028}'),
    ('\u{2029}', '\u{2029}'),
];

/// Reads a pattern without rewriting it to text.
///
/// # Errors
/// As [`super::parse`].
pub fn parse_tree(text: &str) -> Result<Node, PatternError> {
    if text.len() > MAX_LENGTH {
        let message = format!(
            "the pattern has {} bytes, at most {MAX_LENGTH} are allowed",
            text.len()
        );
        return Err(PatternError {
            message,
            range: 0..text.len(),
        });
    }
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
    };
    let node = reader.alternatives()?;
    if reader.at < text.len() {
        return Err(reader.error(1, "`)` closes no group; write `\\)` for the character"));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

enum Escape {
    Char(char),
    Class(bool, &'static [(char, char)]),
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn error(&self, length: usize, message: impl Into<String>) -> PatternError {
        let end = (self.at + length).min(self.text.len());
        PatternError {
            message: message.into(),
            range: self.at..end,
        }
    }

    fn since(&self, start: usize, message: impl Into<String>) -> PatternError {
        PatternError {
            message: message.into(),
            range: start..self.at,
        }
    }

    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let mut branches = vec![self.concat()?];
        while self.take("|") {
            branches.push(self.concat()?);
        }
        Ok(match branches.len() {
            1 => branches.remove(0),
            _ => Node::Alternatives(branches),
        })
    }

    fn concat(&mut self) -> Result<Node, PatternError> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let start = self.at;
            let atom = self.atom(c)?;
            parts.push(self.repeated(atom, start)?);
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Concat(parts),
        })
    }

    fn atom(&mut self, c: char) -> Result<Node, PatternError> {
        match c {
            '^' => {
                self.at += 1;
                Ok(Node::Start)
            }
            '$' => {
                self.at += 1;
                Ok(Node::End)
            }
            '.' => {
                self.at += 1;
                Ok(class(true, LINE_ENDS))
            }
            '(' => self.group(),
            '[' => self.class(),
            '\\' => Ok(match self.escape(false)? {
                Escape::Char(c) => Node::Char(c),
                Escape::Class(negated, set) => class(negated, set),
            }),
            '*' | '+' | '?' => Err(self.error(
                1,
                format!("`{c}` repeats nothing; write `\\{c}` for the character"),
            )),
            '{' | '}' | ']' => Err(self.error(
                1,
                format!("`{c}` alone is an error in ECMA-262; write `\\{c}` for the character"),
            )),
            c => {
                self.at += c.len_utf8();
                Ok(Node::Char(c))
            }
        }
    }

    fn repeated(&mut self, atom: Node, start: usize) -> Result<Node, PatternError> {
        let before = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => self.counts()?,
            _ => return Ok(atom),
        };
        if self.at == before {
            self.at += 1;
        }
        if matches!(atom, Node::Start | Node::End) {
            return Err(self.since(start, "an anchor cannot be repeated"));
        }
        let lazy = self.take("?");
        if let Some(c @ ('*' | '+' | '?' | '{')) = self.peek() {
            let what = if c == '+' {
                "possessive repetition is"
            } else {
                "two repetitions in a row are"
            };
            return Err(self.error(
                1,
                format!("{what} not part of the common dialect; put the inner part in `(?:..)`"),
            ));
        }
        Ok(Node::Repeat {
            inner: Box::new(atom),
            min,
            max,
            lazy,
        })
    }

    /// `{n}`, `{n,}` or `{n,m}`.
    fn counts(&mut self) -> Result<(u32, Option<u32>), PatternError> {
        let start = self.at;
        let close = self.rest().find('}').map(|length| self.at + length);
        let Some(close) = close else {
            return Err(self.error(
                1,
                "`{` alone is an error in ECMA-262; write `\\{` for the character",
            ));
        };
        let inside = self.text[self.at + 1..close].to_owned();
        self.at = close + 1;
        let number = |digits: &str| {
            digits
                .parse::<u32>()
                .ok()
                .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
        };
        let (min, max) = match inside.split_once(',') {
            None => (number(&inside), number(&inside)),
            Some(("", _)) => {
                return Err(self.since(
                    start,
                    "`{,n}` is an error in ECMA-262 and in Rust; write `{0,n}`",
                ));
            }
            Some((min, "")) => (number(min), None),
            Some((min, max)) => {
                let max = number(max);
                if max.is_none() {
                    return Err(self.since(start, "expected `{n}`, `{n,}` or `{n,m}`"));
                }
                (number(min), max)
            }
        };
        let Some(min) = min else {
            return Err(self.since(
                start,
                "expected `{n}`, `{n,}` or `{n,m}`; write `\\{` for the character",
            ));
        };
        if max.is_some_and(|max| max < min) {
            return Err(self.since(start, "the second number is smaller than the first"));
        }
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT) {
            return Err(self.since(
                start,
                format!("at most {MAX_REPEAT} repetitions; use `max_length` for longer text"),
            ));
        }
        Ok((min, max))
    }

    fn group(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            return Err(self.error(1, format!("groups nest deeper than {MAX_DEPTH}")));
        }
        self.at += 1;
        let mut captured = true;
        if self.take("?") {
            captured = false;
            if self.take("=") || self.take("!") || self.take("<=") || self.take("<!") {
                return Err(self.since(
                    start,
                    "look-around does not exist in Rust's engine; write the alternatives out, or use a rule",
                ));
            }
            if self.take("P<") || self.take("<") {
                match self.rest().find('>') {
                    Some(length) => self.at += length + 1,
                    None => {
                        return Err(
                            self.since(start, "the group's name does not end; write `(?:..)`")
                        );
                    }
                }
            } else if !self.take(":") {
                return Err(self.error(
                    1,
                    "inline flags are not part of the common dialect; write both cases out, such as `[Aa]`",
                ));
            }
        }
        self.depth += 1;
        let inner = self.alternatives()?;
        self.depth -= 1;
        if !self.take(")") {
            return Err(PatternError {
                message: "the group is not closed; write `\\(` for the character".to_owned(),
                range: start..start + 1,
            });
        }
        Ok(Node::Group {
            captured,
            inner: Box::new(inner),
        })
    }

    fn class(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        self.at += 1;
        let negated = self.take("^");
        if self.peek() == Some(']') {
            self.at += 1;
            return Err(self.since(start, "an empty class; write `\\]` for the character"));
        }
        let mut items: Vec<ClassItem> = Vec::new();
        loop {
            if self.rest().starts_with("[:") {
                return Err(self.error(2, "POSIX classes exist in Rust's engine only; write the characters out, such as `a-zA-Z`"));
            }
            let here = self.at;
            let first = match self.peek() {
                None => {
                    return Err(PatternError {
                        message: "the class is not closed; write `\\[` for the character"
                            .to_owned(),
                        range: start..start + 1,
                    });
                }
                Some(']') => {
                    self.at += 1;
                    return Ok(Node::Class { negated, items });
                }
                Some('\\') => {
                    match self.escape(true)? {
                        Escape::Char(c) => c,
                        Escape::Class(true, _) => {
                            return Err(self.since(here, "a negated shorthand in a class cannot be written out; turn the class around"));
                        }
                        Escape::Class(false, set) => {
                            if self.rest().starts_with('-') && !self.rest().starts_with("-]") {
                                return Err(self.error(1, "a shorthand cannot start a range; write `\\-` for the character"));
                            }
                            items
                                .extend(set.iter().map(|&(first, last)| ClassItem { first, last }));
                            continue;
                        }
                    }
                }
                Some(c) => {
                    self.at += c.len_utf8();
                    c
                }
            };
            if !self.rest().starts_with('-') || self.rest().starts_with("-]") {
                items.push(ClassItem { first, last: first });
                continue;
            }
            self.at += 1;
            let last = match self.peek() {
                Some('\\') => match self.escape(true)? {
                    Escape::Char(c) => c,
                    Escape::Class(..) => {
                        return Err(self.since(
                            here,
                            "a shorthand cannot end a range; write `\\-` for the character",
                        ));
                    }
                },
                Some(c) => {
                    self.at += c.len_utf8();
                    c
                }
                None => continue,
            };
            if last < first {
                return Err(self.since(here, "the range ends before it starts"));
            }
            items.push(ClassItem { first, last });
        }
    }

    fn escape(&mut self, in_class: bool) -> Result<Escape, PatternError> {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.peek() else {
            return Err(self.since(
                start,
                "a backslash at the end; write `\\\\` for the character",
            ));
        };
        self.at += c.len_utf8();
        Ok(match c {
            'd' => Escape::Class(false, DIGIT),
            'D' => Escape::Class(true, DIGIT),
            'w' => Escape::Class(false, WORD),
            'W' => Escape::Class(true, WORD),
            's' => Escape::Class(false, SPACE),
            'S' => Escape::Class(true, SPACE),
            't' => Escape::Char('\t'),
            'n' => Escape::Char('\n'),
            'r' => Escape::Char('\r'),
            'f' => Escape::Char('\u{c}'),
            'v' => Escape::Char('\u{b}'),
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => Escape::Char('\0'),
            'x' => Escape::Char(self.code(start, 2)?),
            'u' if self.take("{") => {
                let length = self.rest().find('}').unwrap_or(0);
                let code = self.code(start, length)?;
                self.at += 1;
                Escape::Char(code)
            }
            'u' => Escape::Char(self.code(start, 4)?),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' | '-' => Escape::Char(c),
            'b' | 'B' if !in_class => {
                return Err(self.since(start, "word boundaries differ between engines for text outside ASCII; write the neighbours out"));
            }
            'A' => return Err(self.since(start, "`\\A` is an error in ECMA-262; write `^`")),
            'z' | 'Z' => {
                return Err(
                    self.since(start, format!("`\\{c}` is an error in ECMA-262; write `$`"))
                );
            }
            'p' | 'P' => {
                return Err(self.since(start, "Unicode properties do not exist in Python's `re`; write the ranges out, such as `\\u00c0-\\u024f`"));
            }
            '1'..='9' | 'k' => {
                return Err(self.since(
                    start,
                    "back-references do not exist in Rust's engine; use a rule",
                ));
            }
            c if c.is_ascii_alphanumeric() => {
                return Err(self.since(start, format!("`\\{c}` has no common meaning")));
            }
            c => {
                return Err(self.since(
                    start,
                    format!("`{c}` is not escaped in ECMA-262; write `{c}` alone"),
                ));
            }
        })
    }

    fn code(&mut self, start: usize, length: usize) -> Result<char, PatternError> {
        let digits = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += digits.len();
        let valid = !digits.is_empty()
            && digits.len() == length
            && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let code = valid
            .then(|| u32::from_str_radix(&digits, 16).ok())
            .flatten();
        code.and_then(char::from_u32).ok_or_else(|| {
            self.since(
                start,
                "expected a code point such as `\\u00e9` or `\\u{1F600}` (no surrogates)",
            )
        })
    }
}

fn class(negated: bool, set: &[(char, char)]) -> Node {
    Node::Class {
        negated,
        items: set
            .iter()
            .map(|&(first, last)| ClassItem { first, last })
            .collect(),
    }
}
