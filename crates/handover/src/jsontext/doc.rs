//! The tape: one entry of twelve bytes for each value and each member name, in document order.

use std::borrow::Cow;

use serde_json::Value;

use super::Decimal;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

const KINDS: [Kind; 7] = [
    Kind::Null,
    Kind::False,
    Kind::True,
    Kind::Number,
    Kind::String,
    Kind::Array,
    Kind::Object,
];
const ESCAPED: u32 = 1 << 3;
const RAW: u32 = 1 << 4;
const SHIFT: u32 = 5;

#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    start: u32,
    /// The entry behind this value and everything in it.
    next: u32,
    /// Kind, flags, and the length in bytes (scalars) or the number of items or members (containers).
    info: u32,
}

/// A JSON text with its tape.
#[derive(Debug, Default)]
pub(crate) struct Doc {
    text: String,
    entries: Vec<Entry>,
}

impl Doc {
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            entries: Vec::new(),
        }
    }

    pub(super) fn take_entries(&mut self, other: Doc) {
        self.entries = other.entries;
        self.entries.shrink_to_fit();
    }

    /// A document that is one text, for names that a schema looks at.
    pub(super) fn set_raw(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.entries.clear();
        let info = Kind::String as u32 | RAW;
        self.entries.push(Entry {
            start: 0,
            next: 1,
            info,
        });
    }

    pub(super) fn push(&mut self, kind: Kind, start: usize, len: usize, escaped: bool) -> usize {
        let at = self.entries.len();
        let flags = if escaped { ESCAPED } else { 0 };
        let info = kind as u32 | flags | (to_u32(len) << SHIFT);
        self.entries.push(Entry {
            start: to_u32(start),
            next: to_u32(at + 1),
            info,
        });
        at
    }

    pub(super) fn close(&mut self, at: usize, count: usize) {
        let next = to_u32(self.entries.len());
        let entry = &mut self.entries[at];
        entry.next = next;
        entry.info = (entry.info & ((1 << SHIFT) - 1)) | (to_u32(count) << SHIFT);
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The value of the document.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { doc: self, at: 0 }
    }

    /// The value that a pointer (escaped, RFC 6901) names.
    pub(crate) fn at(&self, pointer: &str) -> Option<Node<'_>> {
        let mut here = self.root();
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            here = match here.kind() {
                Kind::Object => here.members().find(|(name, _)| name.text() == step)?.1,
                Kind::Array => here.items().nth(step.parse().ok()?)?,
                Kind::Null | Kind::False | Kind::True | Kind::Number | Kind::String => return None,
            };
        }
        Some(here)
    }

    fn entry(&self, at: u32) -> Entry {
        self.entries[at as usize]
    }
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A value of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    doc: &'a Doc,
    at: u32,
}

impl<'a> Node<'a> {
    pub(crate) fn kind(self) -> Kind {
        KINDS[(self.doc.entry(self.at).info & 7) as usize]
    }

    /// Where the value begins, in bytes.
    pub(crate) fn start(self) -> usize {
        self.doc.entry(self.at).start as usize
    }

    pub(super) fn index(self) -> u32 {
        self.at
    }

    pub(super) fn doc(self) -> &'a Doc {
        self.doc
    }

    /// Items of an array, members of an object, bytes of a scalar.
    pub(crate) fn len(self) -> usize {
        (self.doc.entry(self.at).info >> SHIFT) as usize
    }

    /// The number of entries of the value and everything in it.
    pub(crate) fn weight(self) -> usize {
        (self.doc.entry(self.at).next - self.at) as usize
    }

    /// The text of the value as it is written (scalars only; containers give their first character).
    pub(crate) fn written(self) -> &'a str {
        let start = self.start();
        match self.kind() {
            Kind::Array | Kind::Object => &self.doc.text[start..=start],
            Kind::Null | Kind::False | Kind::True | Kind::Number | Kind::String => {
                &self.doc.text[start..start + self.len()]
            }
        }
    }

    /// The text of a string.
    pub(crate) fn text(self) -> Cow<'a, str> {
        let entry = self.doc.entry(self.at);
        if entry.info & RAW != 0 {
            return Cow::Borrowed(&self.doc.text);
        }
        if self.kind() != Kind::String {
            return Cow::Borrowed("");
        }
        let written = self.written();
        let inner = &written[1..written.len() - 1];
        if entry.info & ESCAPED == 0 {
            Cow::Borrowed(inner)
        } else {
            Cow::Owned(decode(inner))
        }
    }

    /// True if the string is exactly this text.
    pub(crate) fn is_text(self, text: &str) -> bool {
        self.kind() == Kind::String && self.text() == text
    }

    /// The items of an array.
    pub(crate) fn items(self) -> Items<'a> {
        let entry = self.doc.entry(self.at);
        let end = if self.kind() == Kind::Array {
            entry.next
        } else {
            self.at + 1
        };
        Items {
            doc: self.doc,
            at: self.at + 1,
            end,
        }
    }

    /// The members of an object: name and value.
    pub(crate) fn members(self) -> Members<'a> {
        let entry = self.doc.entry(self.at);
        let end = if self.kind() == Kind::Object {
            entry.next
        } else {
            self.at + 1
        };
        Members(Items {
            doc: self.doc,
            at: self.at + 1,
            end,
        })
    }

    /// The member of an object.
    pub(crate) fn get(self, name: &str) -> Option<Node<'a>> {
        self.members()
            .find(|(key, _)| key.is_text(name))
            .map(|(_, value)| value)
    }

    /// The number of a number.
    pub(crate) fn decimal(self) -> Option<Decimal> {
        (self.kind() == Kind::Number).then(|| Decimal::parse(self.written()))
    }

    /// JSON equality with another value: numbers by value, members in any order.
    pub(crate) fn same_as(self, other: Node<'_>) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::Number, Kind::Number) => {
                self.written() == other.written() || self.decimal() == other.decimal()
            }
            (Kind::String, Kind::String) => self.text() == other.text(),
            (Kind::Array, Kind::Array) => {
                self.len() == other.len()
                    && self.items().zip(other.items()).all(|(a, b)| a.same_as(b))
            }
            (Kind::Object, Kind::Object) => {
                self.len() == other.len()
                    && self.members().all(|(key, value)| {
                        other.get(&key.text()).is_some_and(|b| value.same_as(b))
                    })
            }
            (a, b) => a == b,
        }
    }

    /// A digest that equal values share.
    pub(crate) fn digest(self) -> u64 {
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
        let mut hasher = BuildHasherDefault::<DefaultHasher>::default().build_hasher();
        match self.kind() {
            Kind::Number => self.decimal().hash(&mut hasher),
            Kind::String => self.text().hash(&mut hasher),
            Kind::Array => self
                .items()
                .for_each(|item| item.digest().hash(&mut hasher)),
            Kind::Object => {
                let sum = self.members().fold(0u64, |sum, (key, value)| {
                    let mut one = DefaultHasher::new();
                    (key.text(), value.digest()).hash(&mut one);
                    sum.wrapping_add(one.finish())
                });
                sum.hash(&mut hasher);
            }
            kind @ (Kind::Null | Kind::False | Kind::True) => (kind as u8).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// JSON equality with a tree.
    pub(crate) fn equals(self, value: &Value) -> bool {
        match (self.kind(), value) {
            (Kind::Null, Value::Null)
            | (Kind::True, Value::Bool(true))
            | (Kind::False, Value::Bool(false)) => true,
            (Kind::Number, Value::Number(number)) => {
                Some(Decimal::parse(&number.to_string())) == self.decimal()
            }
            (Kind::String, Value::String(text)) => self.text() == text.as_str(),
            (Kind::Array, Value::Array(items)) => {
                self.len() == items.len() && self.items().zip(items).all(|(a, b)| a.equals(b))
            }
            (Kind::Object, Value::Object(members)) => {
                self.len() == members.len()
                    && self
                        .members()
                        .all(|(key, a)| members.get(&*key.text()).is_some_and(|b| a.equals(b)))
            }
            _ => false,
        }
    }

    /// The value as a tree.
    pub(crate) fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::False => Value::Bool(false),
            Kind::True => Value::Bool(true),
            Kind::Number => self.written().parse().map_or(Value::Null, Value::Number),
            Kind::String => Value::String(self.text().into_owned()),
            Kind::Array => Value::Array(self.items().map(Node::to_value).collect()),
            Kind::Object => Value::Object(
                self.members()
                    .map(|(key, value)| (key.text().into_owned(), value.to_value()))
                    .collect(),
            ),
        }
    }

    /// The value's type and text, for a message: `string "ten"`, `object`, `array of 3`.
    pub(crate) fn shown(self) -> String {
        match self.kind() {
            Kind::Null => "null".into(),
            Kind::False => "boolean false".into(),
            Kind::True => "boolean true".into(),
            Kind::Number => format!("number {}", crate::clean::cut(self.written(), 200)),
            Kind::String => format!("string {}", crate::clean::cut(self.written(), 200)),
            Kind::Array => format!("array of {}", self.len()),
            Kind::Object => format!("object with {}", members_text(self.len())),
        }
    }
}

fn members_text(count: usize) -> String {
    match count {
        0 => "no members".into(),
        1 => "1 member".into(),
        count => format!("{count} members"),
    }
}

/// The items of an array.
pub(crate) struct Items<'a> {
    doc: &'a Doc,
    at: u32,
    end: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node {
            doc: self.doc,
            at: self.at,
        };
        self.at = self.doc.entry(self.at).next;
        Some(node)
    }
}

/// The members of an object.
pub(crate) struct Members<'a>(Items<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Node<'a>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?;
        let value = self.0.next()?;
        Some((key, value))
    }
}

/// The text of a string whose escapes the scanner has checked.
pub(super) fn decode(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let code = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
        let mut used = at + 2;
        match code {
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            b'u' => {
                let unit = |from: usize| {
                    rest.get(from..from + 4)
                        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
                };
                let high = unit(at + 2).unwrap_or(0xfffd);
                used = at + 6;
                if (0xd800..0xdc00).contains(&high) {
                    let low = unit(at + 8).unwrap_or(0xdc00);
                    used = at + 12;
                    let point =
                        0x10000 + ((high - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                    out.push(char::from_u32(point).unwrap_or('\u{fffd}'));
                } else {
                    out.push(char::from_u32(high).unwrap_or('\u{fffd}'));
                }
            }
            other => out.push(char::from(other)),
        }
        rest = rest.get(used..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Lines and columns of a text, found fast for many offsets.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let ends = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        Self {
            text,
            lines: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// Line and column, both from one, column in characters.
    pub(crate) fn of(&self, offset: usize) -> (u32, u32) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1];
        (
            to_u32(line),
            to_u32(self.text[start..offset].chars().count() + 1),
        )
    }

    /// The text of a line, from one, without its end.
    pub(crate) fn line(&self, line: u32) -> &'a str {
        let at = (line as usize).saturating_sub(1);
        let Some(start) = self.lines.get(at).copied() else {
            return "";
        };
        let end = self.lines.get(at + 1).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}
