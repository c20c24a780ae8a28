//! Text to tape: RFC 8259 to the letter, and the place of the first character that cannot continue it.

use std::collections::HashMap;

use super::doc::{Doc, Kind};

/// Arrays and objects may be nested this deep (section 11.2).
pub(crate) const MAX_DEPTH: usize = 512;

/// At most this many repeated members are listed.
const MAX_DUPLICATES: usize = 50;

/// Why a text is no JSON document that can be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The character at `offset` cannot continue a JSON text.
    Syntax { offset: usize, expected: String },
    /// Nesting goes beyond the limit at `offset`.
    TooDeep { offset: usize },
}

/// A member that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Duplicate {
    pub(crate) pointer: String,
    pub(crate) name: String,
    /// Where the second one begins.
    pub(crate) offset: usize,
    /// Where the first one begins.
    pub(crate) first: usize,
}

/// Reads a text as exactly one JSON value.
pub(crate) fn scan(text: String) -> Result<(Doc, Vec<Duplicate>), (Problem, String)> {
    let mut scanner = Scanner {
        doc: Doc::new(String::new()),
        at: 0,
        open: Vec::new(),
        duplicates: Vec::new(),
    };
    match scanner.document(text.as_bytes(), &text) {
        Ok(()) => {
            let mut doc = Doc::new(text);
            doc.take_entries(scanner.doc);
            Ok((doc, scanner.duplicates))
        }
        Err(problem) => Err((problem, text)),
    }
}

struct Open {
    entry: usize,
    object: bool,
    count: usize,
    /// Names of an object: offsets of their texts with the quotes.
    names: Vec<(u32, u32)>,
}

struct Scanner {
    doc: Doc,
    at: usize,
    open: Vec<Open>,
    duplicates: Vec<Duplicate>,
}

type Step = Result<(), Problem>;

impl Scanner {
    fn document(&mut self, bytes: &[u8], text: &str) -> Step {
        loop {
            self.blanks(bytes);
            // A value is due here.
            let Some(byte) = bytes.get(self.at).copied() else {
                return self.fail("a JSON value");
            };
            match byte {
                b'{' | b'[' => {
                    if self.open.len() >= MAX_DEPTH {
                        return Err(Problem::TooDeep { offset: self.at });
                    }
                    let object = byte == b'{';
                    let kind = if object { Kind::Object } else { Kind::Array };
                    let entry = self.doc.push(kind, self.at, 0, false);
                    self.open.push(Open {
                        entry,
                        object,
                        count: 0,
                        names: Vec::new(),
                    });
                    self.at += 1;
                    self.blanks(bytes);
                    if object {
                        if bytes.get(self.at) != Some(&b'}') {
                            self.name(bytes, text, "a member name in double quotes, or `}`")?;
                            continue;
                        }
                    } else if bytes.get(self.at) != Some(&b']') {
                        if bytes.get(self.at).is_none_or(|byte| !starts_value(*byte)) {
                            return self.fail("a JSON value, or `]`");
                        }
                        continue;
                    }
                }
                b'"' => {
                    let start = self.at;
                    let escaped = self.string(bytes)?;
                    self.doc.push(Kind::String, start, self.at - start, escaped);
                    self.count();
                }
                b'-' | b'0'..=b'9' => {
                    let start = self.at;
                    self.number(bytes)?;
                    self.doc.push(Kind::Number, start, self.at - start, false);
                    self.count();
                }
                b't' => self.word(bytes, "true", Kind::True)?,
                b'f' => self.word(bytes, "false", Kind::False)?,
                b'n' => self.word(bytes, "null", Kind::Null)?,
                _ => return self.fail("a JSON value"),
            }
            // A value is complete, or a container is empty: close what ends here.
            loop {
                self.blanks(bytes);
                let Some(open) = self.open.last() else {
                    if self.at < bytes.len() {
                        return self.fail("the end of the file");
                    }
                    return Ok(());
                };
                let object = open.object;
                let empty = open.count == 0;
                match bytes.get(self.at) {
                    Some(b'}') if object => self.close(text),
                    Some(b']') if !object => self.close(text),
                    Some(b',') if !empty => {
                        self.at += 1;
                        self.blanks(bytes);
                        if object {
                            self.name(bytes, text, "a member name in double quotes")?;
                        } else if bytes.get(self.at) == Some(&b']') {
                            return self.fail("a JSON value (no comma before `]`)");
                        }
                        break;
                    }
                    _ => return self.fail(if object { "`,` or `}`" } else { "`,` or `]`" }),
                }
            }
        }
    }

    fn fail<T>(&self, expected: &str) -> Result<T, Problem> {
        Err(Problem::Syntax {
            offset: self.at,
            expected: expected.to_owned(),
        })
    }

    fn blanks(&mut self, bytes: &[u8]) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn count(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.count += 1;
        }
    }

    fn close(&mut self, text: &str) {
        self.at += 1;
        if let Some(open) = self.open.pop() {
            self.doc.close(open.entry, open.count);
            if open.names.len() > 1 {
                self.find_duplicates(text, &open.names);
            }
            self.count();
        }
    }

    fn name(&mut self, bytes: &[u8], _text: &str, expected: &str) -> Step {
        if bytes.get(self.at) != Some(&b'"') {
            return self.fail(expected);
        }
        let start = self.at;
        let escaped = self.string(bytes)?;
        self.doc.push(Kind::String, start, self.at - start, escaped);
        if let Some(open) = self.open.last_mut() {
            open.names.push((
                start as u32,
                (self.at - start) as u32 | if escaped { 1 << 31 } else { 0 },
            ));
        }
        self.blanks(bytes);
        if bytes.get(self.at) != Some(&b':') {
            return self.fail("`:`");
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self, bytes: &[u8]) -> Result<bool, Problem> {
        let mut escaped = false;
        self.at += 1;
        loop {
            match bytes.get(self.at).copied() {
                None => return self.fail("the closing `\"` of the string"),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    match bytes.get(self.at).copied() {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                            self.at += 1
                        }
                        Some(b'u') => self.unicode(bytes)?,
                        _ => {
                            return self.fail(
                                "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
                            );
                        }
                    }
                }
                Some(0..=0x1f) => {
                    return self.fail("the closing `\"`, or a line break written as \\n");
                }
                Some(_) => self.at += 1,
            }
        }
    }

    /// `uXXXX`, a pair of them for characters beyond the basic plane.
    fn unicode(&mut self, bytes: &[u8]) -> Step {
        let first = self.at - 1;
        let high = self.hex(bytes)?;
        if (0xdc00..0xe000).contains(&high) {
            self.at = first;
            return self.fail("a whole character (this is the second half of a surrogate pair)");
        }
        if (0xd800..0xdc00).contains(&high) {
            if bytes.get(self.at) != Some(&b'\\') || bytes.get(self.at + 1) != Some(&b'u') {
                return self.fail("the second half of the surrogate pair, \\uDC00 to \\uDFFF");
            }
            let second = self.at;
            self.at += 1;
            let low = self.hex(bytes)?;
            if !(0xdc00..0xe000).contains(&low) {
                self.at = second;
                return self.fail("the second half of the surrogate pair, \\uDC00 to \\uDFFF");
            }
        }
        Ok(())
    }

    fn hex(&mut self, bytes: &[u8]) -> Result<u32, Problem> {
        self.at += 1;
        let mut value = 0;
        for _ in 0..4 {
            let digit = bytes
                .get(self.at)
                .and_then(|byte| char::from(*byte).to_digit(16));
            let Some(digit) = digit else {
                return self.fail("four hexadecimal digits");
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }

    fn number(&mut self, bytes: &[u8]) -> Step {
        if bytes[self.at] == b'-' {
            self.at += 1;
        }
        match bytes.get(self.at) {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(bytes),
            _ => return self.fail("a digit"),
        }
        if bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            if !matches!(bytes.get(self.at), Some(b'0'..=b'9')) {
                return self.fail("a digit");
            }
            self.digits(bytes);
        }
        if let Some(b'e' | b'E') = bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = bytes.get(self.at) {
                self.at += 1;
            }
            if !matches!(bytes.get(self.at), Some(b'0'..=b'9')) {
                return self.fail("a digit");
            }
            self.digits(bytes);
        }
        Ok(())
    }

    fn digits(&mut self, bytes: &[u8]) {
        while let Some(b'0'..=b'9') = bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn word(&mut self, bytes: &[u8], word: &str, kind: Kind) -> Step {
        let start = self.at;
        for byte in word.bytes() {
            if bytes.get(self.at) != Some(&byte) {
                return self.fail(&format!("`{word}`"));
            }
            self.at += 1;
        }
        self.doc.push(kind, start, word.len(), false);
        self.count();
        Ok(())
    }

    fn find_duplicates(&mut self, text: &str, names: &[(u32, u32)]) {
        let raw = |(start, len): (u32, u32)| {
            let len = (len & !(1 << 31)) as usize;
            &text[start as usize + 1..start as usize + len - 1]
        };
        let plain = names.iter().all(|(_, len)| len >> 31 == 0);
        if plain && names.len() <= 8 {
            for (at, name) in names.iter().enumerate() {
                if let Some(first) = names[..at].iter().find(|other| raw(**other) == raw(*name)) {
                    self.duplicate(raw(*name).to_owned(), name.0, first.0);
                }
            }
            return;
        }
        if plain {
            let mut seen: HashMap<&str, u32> = HashMap::with_capacity(names.len());
            for name in names {
                if let Some(first) = seen.insert(raw(*name), name.0) {
                    self.duplicate(raw(*name).to_owned(), name.0, first);
                }
            }
            return;
        }
        let mut seen: HashMap<String, u32> = HashMap::with_capacity(names.len());
        for name in names {
            let decoded = super::doc::decode(raw(*name));
            if let Some(first) = seen.insert(decoded.clone(), name.0) {
                self.duplicate(decoded, name.0, first);
            }
        }
    }

    fn duplicate(&mut self, name: String, offset: u32, first: u32) {
        if self.duplicates.len() < MAX_DUPLICATES {
            self.duplicates.push(Duplicate {
                pointer: String::new(),
                name,
                offset: offset as usize,
                first: first as usize,
            });
        }
    }
}

fn starts_value(byte: u8) -> bool {
    matches!(
        byte,
        b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
    )
}

/// The pointers of the values whose member names begin at the given offsets.
pub(crate) fn pointers_of_names(doc: &Doc, duplicates: &mut [Duplicate]) {
    for duplicate in duplicates {
        let mut pointer = String::new();
        let mut here = doc.root();
        loop {
            match here.kind() {
                Kind::Object => {
                    let inside = here
                        .members()
                        .take_while(|(key, _)| key.start() <= duplicate.offset)
                        .last();
                    let Some((key, value)) = inside else { break };
                    pointer.push('/');
                    pointer.push_str(&key.text().replace('~', "~0").replace('/', "~1"));
                    if key.start() == duplicate.offset {
                        break;
                    }
                    here = value;
                }
                Kind::Array => {
                    let inside = here
                        .items()
                        .enumerate()
                        .take_while(|(_, item)| item.start() <= duplicate.offset)
                        .last();
                    let Some((at, item)) = inside else { break };
                    pointer.push_str(&format!("/{at}"));
                    here = item;
                }
                Kind::Null | Kind::False | Kind::True | Kind::Number | Kind::String => break,
            }
        }
        duplicate.pointer = pointer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str) -> (usize, String) {
        match scan(text.to_owned()) {
            Err((Problem::Syntax { offset, expected }, _)) => (offset, expected),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_first_character_that_cannot_continue() {
        for (text, offset) in [
            ("", 0),
            ("  ", 2),
            ("{\"a\": tru}", 9),
            ("[01]", 2),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\" 1}", 5),
            ("{,}", 1),
            ("{\"a\":1,}", 7),
            ("{\"a\":1", 6),
            ("{\"a\":1}}", 7),
            ("\"a\nb\"", 2),
            ("\"\\x\"", 2),
            ("\"\\u12G4\"", 5),
            ("-x", 1),
            ("1.", 2),
            ("1e+", 3),
            ("NaN", 0),
            ("nul", 3),
            ("[1}", 2),
            ("[,1]", 1),
            ("'a'", 0),
        ] {
            assert_eq!(fails(text).0, offset, "{text}");
        }
    }

    #[test]
    fn the_tape_gives_back_what_was_written() {
        let text = r#"{"a/b": [1, -2.50e3, "x\u00e9\ud83d\ude00\n", {}], "c": {"d": [[], null, true, false]}}"#;
        let (doc, duplicates) = scan(text.to_owned()).expect("JSON");
        assert!(duplicates.is_empty());
        assert_eq!(
            doc.root().to_value(),
            serde_json::from_str::<serde_json::Value>(text).expect("JSON")
        );
        assert_eq!(
            doc.at("/a~1b/2").map(|node| node.text().into_owned()),
            Some("xé😀\n".to_owned())
        );
        assert_eq!(doc.at("/c/d/3").map(|node| node.kind()), Some(Kind::False));
    }

    #[test]
    fn duplicates_are_found_behind_escapes() {
        let (doc, mut duplicates) =
            scan(r#"{"x": [{"a": 1, "\u0061": 2}], "y": {"k": 1, "k": 2}}"#.to_owned())
                .expect("JSON");
        pointers_of_names(&doc, &mut duplicates);
        let found: Vec<_> = duplicates
            .iter()
            .map(|d| (d.pointer.as_str(), d.offset))
            .collect();
        assert_eq!(found, [("/x/0/a", 16), ("/y/k", 45)]);
    }

    #[test]
    fn depth_is_limited() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(scan(deep(MAX_DEPTH)).is_ok());
        assert!(matches!(
            scan(deep(MAX_DEPTH + 1)),
            Err((Problem::TooDeep { offset: 512 }, _))
        ));
    }
}
