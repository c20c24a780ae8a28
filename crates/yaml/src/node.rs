//! The tree: nodes with their place, and how to find one.

use std::sync::Arc;

use contractual_diag::{Diagnostic, Pointer, SourceLoc};

/// A place in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub column: u32,
    /// Byte offset, from zero.
    pub offset: u32,
}

/// A piece of the text; the end is exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Just behind the last character.
    pub end: Position,
}

impl Span {
    /// The start as a place in `file`.
    pub fn loc(&self, file: &str) -> SourceLoc {
        SourceLoc::new(file, self.start.line, self.start.column)
    }

    /// The bytes of the span.
    pub fn bytes(&self) -> std::ops::Range<usize> {
        self.start.offset as usize..self.end.offset as usize
    }
}

/// How a node was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// A scalar in single quotes.
    SingleQuoted,
    /// A scalar in double quotes.
    DoubleQuoted,
    /// A block scalar with `|`.
    Literal,
    /// A block scalar with `>`.
    Folded,
    /// A collection by indentation.
    Block,
    /// A collection in brackets.
    Flow,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits 128 bits.
    Int(i128),
    /// Any other number; the text keeps the digits that a double cannot hold.
    Float(f64),
    /// Text.
    String(Arc<str>),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text.
    Mapping(Mapping),
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands. A node that came in through an alias has the place of its anchor.
    pub span: Span,
    /// How it was written.
    pub style: Style,
    /// What few nodes have; most trees are text, and a small node keeps them small.
    pub rare: Option<Box<Rare>>,
}

/// What only some nodes have.
#[derive(Debug, Clone, Default)]
pub struct Rare {
    /// The tag in full, if one was written: `tag:yaml.org,2002:str`, `!local`.
    pub tag: Option<Box<str>>,
    /// The text of a scalar that is not a string, as it was written: `0o17`, `1.50`, `~`.
    pub raw: Option<Box<str>>,
    /// The place of the alias that this node came in through.
    pub alias: Option<Position>,
}

/// Equality of values: places, styles and spellings do not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The text of the key; a key that is not text has its canonical spelling (`16` for `0x10`, `null` is the empty text).
    pub key: Arc<str>,
    /// The key as a node.
    pub key_node: Node,
    /// The value.
    pub value: Node,
}

/// A mapping with text keys, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    /// The entries; no key appears twice.
    pub entries: Vec<Entry>,
}

impl Mapping {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| *entry.key == *key)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.entries.iter().map(|entry| (&*entry.key, &entry.value))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// One document of a text.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file name that was given to the parser.
    pub file: String,
    /// The value. An empty text is null.
    pub root: Node,
    /// What was read but should be looked at (foreign tags).
    pub warnings: Vec<Diagnostic>,
}

impl Document {
    /// The place of a node of this document.
    pub fn loc(&self, node: &Node) -> SourceLoc {
        node.span.loc(&self.file)
    }
}

impl Node {
    /// A value with its place.
    pub fn new(value: Value, span: Span, style: Style) -> Self {
        Self {
            value,
            span,
            style,
            rare: None,
        }
    }

    /// The tag in full, if one was written: `tag:yaml.org,2002:str`, `!local`.
    pub fn tag(&self) -> Option<&str> {
        self.rare.as_ref()?.tag.as_deref()
    }

    /// The text of a scalar that is not a string, as it was written: `0o17`, `1.50`, `~`.
    pub fn raw(&self) -> Option<&str> {
        self.rare.as_ref()?.raw.as_deref()
    }

    /// The place of the alias that this node came in through.
    pub fn alias(&self) -> Option<Position> {
        self.rare.as_ref()?.alias
    }

    /// The rare facts of the node, to be filled in.
    pub fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// The text, if the node is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if the node is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The integer, if the node is one.
    pub fn as_int(&self) -> Option<i128> {
        match self.value {
            Value::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The number as a double, if the node is a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self.value {
            #[allow(clippy::cast_precision_loss)]
            Value::Int(value) => Some(value as f64),
            Value::Float(value) => Some(value),
            _ => None,
        }
    }

    /// The list, if the node is one.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The mapping, if the node is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// True for null.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The member `key` of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(key)
    }

    /// The text of a scalar as it was written (after unquoting); `None` for collections.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
            _ => Some(self.raw().unwrap_or("")),
        }
    }

    /// The word for what this is: `null`, `boolean`, `integer`, `number`, `string`, `list` or `mapping`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) => "integer",
            Value::Float(_) => "number",
            Value::String(_) => "string",
            Value::Sequence(_) => "list",
            Value::Mapping(_) => "mapping",
        }
    }

    /// The node at a JSON pointer (RFC 6901), such as `/steps/0/id`.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        self.locate(&Pointer::parse(pointer)?).map(|found| found.1)
    }

    /// The entry key, if the last step names one, and the node at a pointer.
    pub fn locate(&self, pointer: &Pointer) -> Option<(Option<&Node>, &Node)> {
        let mut key = None;
        let mut node = self;
        for step in pointer.steps() {
            match &node.value {
                Value::Mapping(mapping) => {
                    let entry = mapping.entry(&step)?;
                    key = Some(&entry.key_node);
                    node = &entry.value;
                }
                Value::Sequence(items) => {
                    key = None;
                    let canonical = step == "0" || !step.starts_with('0');
                    let index = step.parse::<usize>().ok().filter(|_| canonical)?;
                    node = items.get(index)?;
                }
                _ => return None,
            }
        }
        Some((key, node))
    }

    /// The deepest node on the way to `pointer` that exists: the place to show for a value that is missing.
    pub fn nearest(&self, pointer: &Pointer) -> &Node {
        let mut at = pointer.clone();
        loop {
            if let Some((_, node)) = self.locate(&at) {
                return node;
            }
            match at.split_last() {
                Some((shorter, _)) => at = shorter,
                None => return self,
            }
        }
    }

    /// The number of nodes, keys included.
    pub fn count(&self) -> usize {
        1 + match &self.value {
            Value::Sequence(items) => items.iter().map(Node::count).sum(),
            Value::Mapping(mapping) => mapping.entries.iter().map(|e| 1 + e.value.count()).sum(),
            _ => 0,
        }
    }
}
