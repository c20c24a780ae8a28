//! The tree that all of this crate works on: cheap to copy, maps in order, each value with the place it was written at.
//!
//! Containers are shared (`Arc`), so that a file referenced a thousand times is held once, and template contexts are
//! built without copying the document. Values are small, and short texts stand in them without memory of their own: what
//! walks over a large document is as fast as the memory that it touches.

mod at;
mod map;

use std::sync::Arc;

pub use at::At;
pub use map::{Entry, Map};

/// Text and keys: cheap to copy, and up to 23 bytes stand in place.
pub use smol_str03::SmolStr as Text;

/// A value, without its place.
#[derive(Debug, Clone, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, as a double: the DSL has the number model of JSON readers in browsers.
    Number(f64),
    /// Text.
    Text(Text),
    /// A list.
    List(Arc<[Node]>),
    /// A map with text keys.
    Map(Arc<Map>),
}

/// A value with its place.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it was written.
    pub at: At,
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<Text>) -> Self {
        Self::Text(text.into())
    }

    /// A list value.
    pub fn list(items: Vec<Node>) -> Self {
        Self::List(items.into())
    }

    /// A map value.
    pub fn map(map: Map) -> Self {
        Self::Map(Arc::new(map))
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// True for null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same value: text and numbers by content, containers by identity.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => Arc::ptr_eq(a, b),
            (Self::Map(a), Self::Map(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Equal as data: containers by content, maps without regard to order.
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b.iter())
                        .all(|(a, b)| a.value.equals(&b.value))
            }
            (Self::Map(a), Self::Map(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, a)| b.get(key).is_some_and(|b| a.value.equals(&b.value)))
            }
            _ => self.same(other),
        }
    }

    /// The word that shape errors use for what this is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(number) if number.is_nan() => "NaN",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::List(_) => "array",
            Self::Map(_) => "object",
        }
    }
}

impl std::ops::Deref for Node {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self {
            value,
            at: At::default(),
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Value::text(text).into()
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Value::text(text).into()
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Value::Text(text).into()
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Value::Bool(value).into()
    }
}

impl From<f64> for Node {
    fn from(value: f64) -> Self {
        Value::Number(value).into()
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Value::map(map).into()
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Value::list(items).into()
    }
}

impl Node {
    /// The member `key` of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The text member `key` of a map.
    pub fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The list member `key` of a map; empty if there is none.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key)
            .and_then(|node| node.value.as_list())
            .unwrap_or(&[])
    }

    /// The texts of the list member `key` of a map.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.items(key)
            .iter()
            .filter_map(|node| node.value.as_str())
    }

    /// The map member `key` of a map; empty if there is none.
    pub fn section(&self, key: &str) -> &Map {
        static EMPTY: std::sync::LazyLock<Map> = std::sync::LazyLock::new(Map::new);
        self.get(key)
            .and_then(|node| node.value.as_map())
            .unwrap_or(&EMPTY)
    }

    /// The number of values inside, itself included.
    pub fn count(&self) -> usize {
        1 + match &self.value {
            Value::List(items) => items.iter().map(Node::count).sum(),
            Value::Map(map) => map.iter().map(|(_, node)| node.count()).sum(),
            _ => 0,
        }
    }

    /// How many lists and maps stand inside each other, itself included.
    pub fn height(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Node::height).max().unwrap_or(0),
            Value::Map(map) => 1 + map.iter().map(|(_, node)| node.height()).max().unwrap_or(0),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_small_and_places_exact() {
        assert_eq!(size_of::<Node>(), 32);
        assert_eq!(size_of::<Entry>(), 64);
        let at = At::new(65_535, 16_777_215, 7);
        assert_eq!((at.file(), at.line(), at.column()), (65_535, 16_777_215, 7));
        let far = At::new(65_536, u32::MAX, u32::MAX);
        assert_eq!((far.file(), far.line()), (0, 16_777_215));
        assert!(At::new(1, 2, 9) < At::new(1, 3, 1));
    }
}
