//! JSON as targets send it: the last of repeated keys counts, any depth is read without recursion, numbers stay exact.
//!
//! Hostile input is expected here. Below [`KEPT_DEPTH`] the text is still checked, but values are dropped: no expectation can
//! reach them, because suite files nest less deep.

use std::collections::HashMap;

use contractual_model::json::Number;

use crate::value::Value;

/// How deep values are kept; deeper ones read as null.
pub(crate) const KEPT_DEPTH: usize = 512;

/// How many values one answer may hold.
pub(crate) const MAX_VALUES: usize = 8_000_000;

/// A JSON text as a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The value.
    pub value: Value,
    /// True if something below [`KEPT_DEPTH`] was dropped.
    pub cut: bool,
}

enum Open {
    List(Vec<Value>),
    Map {
        members: Vec<(String, Value)>,
        index: Option<HashMap<String, usize>>,
        key: String,
    },
    /// Below the kept depth: only the kind is remembered.
    Dropped {
        list: bool,
    },
}

/// Reads a JSON text (RFC 8259).
///
/// # Errors
/// What was expected, and at which byte.
pub(crate) fn parse_answer(text: &str) -> Result<Answer, String> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut open: Vec<Open> = Vec::new();
    let mut cut = false;
    let mut count = 0_usize;
    loop {
        // One value starts here.
        reader.space();
        count += 1;
        if count > MAX_VALUES {
            return Err(format!("more than {MAX_VALUES} values"));
        }
        let mut done = match reader.peek() {
            Some(b'[') => {
                reader.at += 1;
                reader.space();
                if reader.peek() == Some(b']') {
                    reader.at += 1;
                    Value::List(Vec::new())
                } else {
                    open.push(if open.len() < KEPT_DEPTH {
                        Open::List(Vec::new())
                    } else {
                        cut = true;
                        Open::Dropped { list: true }
                    });
                    continue;
                }
            }
            Some(b'{') => {
                reader.at += 1;
                reader.space();
                if reader.peek() == Some(b'}') {
                    reader.at += 1;
                    Value::Map(Vec::new())
                } else {
                    let key = reader.key()?;
                    open.push(if open.len() < KEPT_DEPTH {
                        Open::Map {
                            members: Vec::new(),
                            index: None,
                            key,
                        }
                    } else {
                        cut = true;
                        Open::Dropped { list: false }
                    });
                    continue;
                }
            }
            Some(b'"') => Value::String(reader.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(reader.number()?),
            _ if reader.word("true") => Value::Bool(true),
            _ if reader.word("false") => Value::Bool(false),
            _ if reader.word("null") => Value::Null,
            _ => return Err(reader.error("a value")),
        };
        // The value is complete; close what ends with it.
        loop {
            reader.space();
            let Some(top) = open.last_mut() else {
                return if reader.at == text.len() {
                    Ok(Answer { value: done, cut })
                } else {
                    Err(reader.error("the end of the text"))
                };
            };
            let is_list = match top {
                Open::List(items) => {
                    items.push(done);
                    true
                }
                Open::Map {
                    members,
                    index,
                    key,
                } => {
                    insert(members, index, std::mem::take(key), done);
                    false
                }
                Open::Dropped { list } => *list,
            };
            match (reader.peek(), is_list) {
                (Some(b','), true) => {
                    reader.at += 1;
                    break;
                }
                (Some(b','), false) => {
                    reader.at += 1;
                    reader.space();
                    let next = reader.key()?;
                    if let Some(Open::Map { key, .. }) = open.last_mut() {
                        *key = next;
                    }
                    break;
                }
                (Some(b']'), true) | (Some(b'}'), false) => {
                    reader.at += 1;
                    done = match open.pop() {
                        Some(Open::List(items)) => Value::List(items),
                        Some(Open::Map { members, .. }) => Value::Map(members),
                        Some(Open::Dropped { .. }) | None => Value::Null,
                    };
                }
                (_, true) => return Err(reader.error("`,` or `]`")),
                (_, false) => return Err(reader.error("`,` or `}`")),
            }
        }
    }
}

/// Adds a member; a repeated key replaces the earlier value. Large objects get an index.
fn insert(
    members: &mut Vec<(String, Value)>,
    index: &mut Option<HashMap<String, usize>>,
    key: String,
    value: Value,
) {
    if index.is_none() && members.len() >= 16 {
        *index = Some(
            members
                .iter()
                .enumerate()
                .map(|(at, (k, _))| (k.clone(), at))
                .collect(),
        );
    }
    let found = match index {
        Some(index) => index.get(&key).copied(),
        None => members.iter().position(|(k, _)| *k == key),
    };
    match found {
        Some(at) => members[at].1 = value,
        None => {
            if let Some(index) = index {
                index.insert(key.clone(), members.len());
            }
            members.push((key, value));
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, wanted: &str) -> String {
        match self.text[self.at.min(self.text.len())..].chars().next() {
            Some(c) => format!(
                "expected {wanted} at byte {}, found `{}`",
                self.at,
                c.escape_debug()
            ),
            None => format!("expected {wanted}, but the text ends at byte {}", self.at),
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.bytes[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    fn key(&mut self) -> Result<String, String> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a key in quotation marks"));
        }
        let key = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.error("`:`"));
        }
        self.at += 1;
        Ok(key)
    }

    fn number(&mut self) -> Result<Number, String> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        Number::parse(&self.text[start..self.at]).ok_or_else(|| {
            self.at = start;
            self.error("a number")
        })
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self
                .peek()
                .is_some_and(|b| b != b'"' && b != b'\\' && b >= 0x20)
            {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    let escape = self.peek();
                    self.at += 1;
                    out.push(match escape {
                        Some(b'"') => '"',
                        Some(b'\\') => '\\',
                        Some(b'/') => '/',
                        Some(b'b') => '\u{8}',
                        Some(b'f') => '\u{c}',
                        Some(b'n') => '\n',
                        Some(b'r') => '\r',
                        Some(b't') => '\t',
                        Some(b'u') => self.unicode()?,
                        _ => {
                            self.at -= 1;
                            return Err(self.error("an escape"));
                        }
                    });
                }
                _ => return Err(self.error("the end of a string")),
            }
        }
    }

    fn unicode(&mut self) -> Result<char, String> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            self.at = back;
        }
        // A lone surrogate is no character.
        Ok(char::from_u32(first).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self) -> Result<u32, String> {
        let digits = self
            .bytes
            .get(self.at..self.at + 4)
            .filter(|d| d.iter().all(u8::is_ascii_hexdigit))
            .and_then(|d| std::str::from_utf8(d).ok())
            .and_then(|d| u32::from_str_radix(d, 16).ok())
            .ok_or_else(|| self.error("four hexadecimal digits"))?;
        self.at += 4;
        Ok(digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        parse_answer(text)
            .unwrap_or_else(|e| panic!("{text}: {e}"))
            .value
    }

    #[test]
    fn the_last_of_repeated_keys_counts() {
        assert_eq!(
            read(r#"{"a":1,"b":true,"a":2}"#),
            read(r#"{"a":2,"b":true}"#)
        );
    }

    #[test]
    fn depth_costs_neither_stack_nor_memory() {
        let deep = format!("{}1{}", "{\"d\":".repeat(300_000), "}".repeat(300_000));
        let answer = parse_answer(&deep).unwrap();
        assert!(answer.cut);
        assert!(answer.value.get("d").is_some());
        let lists = format!("{}{}", "[".repeat(300_000), "]".repeat(300_000));
        assert!(parse_answer(&lists).unwrap().cut);
        assert!(parse_answer(&"[".repeat(300_000)).is_err());
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1 2",
            "{\"ok\": tru",
            "\"\u{1}\"",
            "{a:1}",
            "nul",
            "\"\\x\"",
            "[1}",
        ] {
            assert!(parse_answer(text).is_err(), "{text}");
        }
    }

    #[test]
    fn escapes_and_numbers() {
        assert_eq!(read(r#""\u4f60\ud83e\udea8\n""#), Value::from("你🪨\n"));
        assert_eq!(read("9007199254740993").shown(99), "9007199254740993");
        assert_eq!(read(" [ 1e3 , -0.0 ] "), read("[1000,0]"));
    }
}
