//! Text to value, strictly by RFC 8259, with positions and bounds.

use std::collections::HashMap;
use std::fmt;

use contractual_diag::{Pointer, line_column};

use super::{Json, Number};

/// How many arrays and objects may stand inside each other; the limit serde_json has, too.
pub const MAX_DEPTH: usize = 128;

/// Why a text is no JSON, or not the JSON we accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, and what was expected.
    pub message: String,
    /// Byte offset into the text.
    pub offset: usize,
    /// Line, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub column: u32,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

/// A value with the byte range it was read from.
#[derive(Debug, Clone)]
pub struct Located {
    /// The value; children are located as well.
    pub value: LocatedValue,
    /// First byte.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
}

/// The value of a [`Located`].
#[derive(Debug, Clone)]
pub enum LocatedValue {
    /// `null`, a truth value, a number or text.
    Scalar(Json),
    /// An array.
    Array(Vec<Located>),
    /// An object: name, byte offset of the name, value.
    Object(Vec<(String, usize, Located)>),
}

impl Located {
    /// The value without positions.
    pub fn to_json(&self) -> Json {
        match &self.value {
            LocatedValue::Scalar(value) => value.clone(),
            LocatedValue::Array(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            LocatedValue::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|(k, _, v)| (k.clone(), v.to_json()))
                    .collect(),
            ),
        }
    }

    /// The part that a pointer names.
    pub fn at(&self, pointer: &Pointer) -> Option<&Located> {
        let mut here = self;
        for step in pointer.steps() {
            here = match &here.value {
                LocatedValue::Scalar(_) => return None,
                LocatedValue::Array(items) => items.get(super::index(&step)?)?,
                LocatedValue::Object(members) => members
                    .iter()
                    .find(|(key, _, _)| *key == step)
                    .map(|(_, _, v)| v)?,
            };
        }
        Some(here)
    }
}

/// Reads a JSON text.
///
/// # Errors
/// The first place that is not JSON, repeats a member name, or nests deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Json, ParseError> {
    parse_located(text).map(|located| located.to_json())
}

/// Reads a JSON text and keeps the position of every value.
///
/// # Errors
/// As [`parse`].
pub fn parse_located(text: &str) -> Result<Located, ParseError> {
    read(text, false)
}

/// Reads a JSON text of another program: the last of repeated members counts, in the place of the first, as JavaScript and
/// most readers have it; a byte order mark is skipped.
///
/// # Errors
/// The first place that is not JSON, or nests deeper than [`MAX_DEPTH`].
pub fn parse_foreign(text: &str) -> Result<Json, ParseError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    read(text, true).map(|located| located.to_json())
}

fn read(text: &str, repeats: bool) -> Result<Located, ParseError> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        depth: 0,
        repeats,
    };
    reader.space();
    let value = reader.value()?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.error("expected the end of the document".to_owned()));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// Members may be repeated.
    repeats: bool,
}

impl Reader<'_> {
    fn error(&self, message: String) -> ParseError {
        self.error_at(message, self.at)
    }

    fn error_at(&self, message: String, offset: usize) -> ParseError {
        let (line, column) = line_column(self.text, offset);
        ParseError {
            message,
            offset,
            line,
            column,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        match self.text[self.at..].chars().next() {
            Some(c) => format!("found `{}`", c.escape_default()),
            None => "found the end of the document".to_owned(),
        }
    }

    fn value(&mut self) -> Result<Located, ParseError> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => LocatedValue::Scalar(Json::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => LocatedValue::Scalar(Json::Number(self.number()?)),
            Some(b't') => self.word("true", Json::Bool(true))?,
            Some(b'f') => self.word("false", Json::Bool(false))?,
            Some(b'n') => self.word("null", Json::Null)?,
            _ => return Err(self.error(format!("expected a value, {}", self.found()))),
        };
        Ok(Located {
            value,
            start,
            end: self.at,
        })
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<LocatedValue, ParseError>,
    ) -> Result<LocatedValue, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn word(&mut self, word: &str, value: Json) -> Result<LocatedValue, ParseError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(LocatedValue::Scalar(value))
        } else {
            Err(self.error(format!("expected a value, {}", self.found())))
        }
    }

    fn array(&mut self) -> Result<LocatedValue, ParseError> {
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(LocatedValue::Array(items));
        }
        loop {
            self.space();
            items.push(self.value()?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(LocatedValue::Array(items));
                }
                _ => return Err(self.error(format!("expected `,` or `]`, {}", self.found()))),
            }
        }
    }

    fn object(&mut self) -> Result<LocatedValue, ParseError> {
        let mut members: Vec<(String, usize, Located)> = Vec::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(LocatedValue::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.error(format!("expected a member name, {}", self.found())));
            }
            let name = self.string()?;
            let known = names.get(&name).copied();
            if known.is_some() && !self.repeats {
                return Err(self.error_at(format!("the member `{name}` is repeated"), start));
            }
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.error(format!("expected `:`, {}", self.found())));
            }
            self.at += 1;
            self.space();
            let value = self.value()?;
            match known {
                Some(at) => members[at].2 = value,
                None => {
                    names.insert(name.clone(), members.len());
                    members.push((name, start, value));
                }
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(LocatedValue::Object(members));
                }
                _ => return Err(self.error(format!("expected `,` or `}}`, {}", self.found()))),
            }
        }
    }

    fn number(&mut self) -> Result<Number, ParseError> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        Number::parse(text)
            .ok_or_else(|| self.error_at(format!("`{text}` is no JSON number"), start))
    }

    fn string(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .bytes()
                .position(|b| b == b'"' || b == b'\\' || b < 0x20)
                .unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escaped()?),
                Some(_) => {
                    return Err(
                        self.error("a control character in text must be escaped".to_owned())
                    );
                }
                None => return Err(self.error_at("text that does not end".to_owned(), start)),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, ParseError> {
        let start = self.at;
        self.at += 1;
        let letter = self.peek();
        self.at += 1;
        Ok(match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.hex(start)?;
                if (0xD800..0xDC00).contains(&high) && self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let low = self.hex(start)?;
                    if (0xDC00..0xE000).contains(&low) {
                        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                        if let Some(c) = char::from_u32(code) {
                            return Ok(c);
                        }
                    }
                }
                char::from_u32(high)
                    .ok_or_else(|| self.error_at("half of a surrogate pair".to_owned(), start))?
            }
            _ => return Err(self.error_at("unknown escape in text".to_owned(), start)),
        })
    }

    fn hex(&mut self, start: usize) -> Result<u32, ParseError> {
        let digits = self
            .bytes
            .get(self.at..self.at + 4)
            .and_then(|d| std::str::from_utf8(d).ok());
        match digits {
            Some(d) if d.bytes().all(|b| b.is_ascii_hexdigit()) => {
                self.at += 4;
                u32::from_str_radix(d, 16).map_err(|_| {
                    self.error_at("expected four hexadecimal digits".to_owned(), start)
                })
            }
            _ => Err(self.error_at("expected four hexadecimal digits".to_owned(), start)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_place_and_expectation() {
        for (text, shown) in [
            ("", "1:1: expected a value, found the end of the document"),
            ("{\"a\":1,\n \"a\":2}", "2:2: the member `a` is repeated"),
            ("[1 2]", "1:4: expected `,` or `]`, found `2`"),
            ("{a:1}", "1:2: expected a member name, found `a`"),
            ("01", "1:1: `01` is no JSON number"),
            ("\"\\ud800\"", "1:2: half of a surrogate pair"),
            (
                "\"a\nb\"",
                "1:3: a control character in text must be escaped",
            ),
            ("nul", "1:1: expected a value, found `n`"),
            ("\u{feff}1", "1:1: expected a value, found `\\u{feff}`"),
            ("1 ]", "1:3: expected the end of the document"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), shown, "{text:?}");
        }
    }

    #[test]
    fn foreign_texts_may_repeat_members_and_start_with_a_mark() {
        let read = |text| parse_foreign(text).map(|json| crate::json::to_line(&json));
        let text = "\u{feff}{\"a\":1,\"b\":{\"c\":1,\"c\":2},\"a\":3}";
        assert_eq!(read(text).unwrap(), r#"{"a": 3, "b": {"c": 2}}"#);
        assert_eq!(
            read("{\"a\":1,\"a\":}").unwrap_err().to_string(),
            "1:12: expected a value, found `}`"
        );
    }

    #[test]
    fn depth_is_limited() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(parse(&deep(MAX_DEPTH)).is_ok());
        assert!(parse(&deep(MAX_DEPTH + 1)).is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }

    #[test]
    fn positions_are_kept() {
        let text = r#"{"a": [true, "\ud83d\ude00"]}"#;
        let read = parse_located(text).unwrap();
        let item = read.at(&Pointer::parse("/a/1").unwrap()).unwrap();
        assert_eq!(&text[item.start..item.end], r#""\ud83d\ude00""#);
        assert_eq!(item.to_json().as_str(), Some("\u{1f600}"));
    }
}
