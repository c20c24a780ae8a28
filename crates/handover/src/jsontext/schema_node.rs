//! The tape as an instance for the schema validator, so that no second tree is built.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as SchemaNode, NodeIdentity, Object};
use serde_json::{Number, Value};

use super::doc::{Doc, Items, Kind, Members, Node};

/// Values larger than this are not copied into a validator's error; nobody reads them there.
const COPIED_WEIGHT: usize = 64;

/// The representation.
pub(crate) struct Tape;

impl Json for Tape {
    type Node<'a> = Node<'a>;
    type PreparedKey = String;
    type StringBuffer = Doc;

    const KEYS_PER_LOOKUP: usize = 4;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(buffer: &mut Doc, string: &str, f: impl FnOnce(Node<'_>) -> T) -> T {
        buffer.set_raw(string);
        f(buffer.root())
    }
}

/// A number as it is written.
pub(crate) struct Written<'a>(&'a str);

impl JsonNumber for Written<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse::<f64>().ok().filter(|value| value.is_finite())
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(self.0.parse().unwrap_or_else(|_| Number::from(0)))
    }

    fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E']) || super::Decimal::parse(self.0).is_integer()
    }

    fn is_written_as_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E'])
    }
}

impl<'a> SchemaNode<'a, Tape> for Node<'a> {
    type Object = TapeObject<'a>;
    type Array = TapeArray<'a>;
    type Number = Written<'a>;

    fn as_object(&self) -> Option<TapeObject<'a>> {
        (self.kind() == Kind::Object).then_some(TapeObject(*self))
    }

    fn as_array(&self) -> Option<TapeArray<'a>> {
        (self.kind() == Kind::Array).then_some(TapeArray(*self))
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| self.text())
    }

    fn as_number(&self) -> Option<Written<'a>> {
        (self.kind() == Kind::Number).then(|| Written(self.written()))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            Kind::Null | Kind::Number | Kind::String | Kind::Array | Kind::Object => None,
        }
    }

    fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    fn json_type(&self) -> JsonType {
        match self.kind() {
            Kind::Null => JsonType::Null,
            Kind::False | Kind::True => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        self.equals(expected)
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(if self.weight() <= COPIED_WEIGHT {
            Node::to_value(*self)
        } else {
            Value::Null
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::tagged(
            std::ptr::from_ref::<Doc>(self.doc()) as usize,
            self.index(),
        ))
    }
}

/// An object of the tape.
pub(crate) struct TapeObject<'a>(Node<'a>);

impl<'a> Object<'a, Tape> for TapeObject<'a> {
    type Node = Node<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = Named<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &String) -> Option<Node<'a>> {
        self.0.get(key)
    }

    fn members(&self) -> Named<'a> {
        Named(self.0.members())
    }
}

/// Members with their names as text.
pub(crate) struct Named<'a>(Members<'a>);

impl<'a> Iterator for Named<'a> {
    type Item = (Cow<'a, str>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key.text(), value))
    }
}

/// An array of the tape.
pub(crate) struct TapeArray<'a>(Node<'a>);

impl<'a> Array<'a, Tape> for TapeArray<'a> {
    type Node = Node<'a>;
    type ElementsIter = Items<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> Items<'a> {
        self.0.items()
    }

    fn is_unique(&self) -> bool {
        first_repeat(self.0).is_none()
    }
}

/// The first pair of equal items of an array.
pub(crate) fn first_repeat(array: Node<'_>) -> Option<(usize, usize)> {
    let mut seen: std::collections::HashMap<u64, Vec<(usize, Node<'_>)>> =
        std::collections::HashMap::new();
    for (at, item) in array.items().enumerate() {
        let same = seen.entry(item.digest()).or_default();
        if let Some((first, _)) = same.iter().find(|(_, other)| other.same_as(item)) {
            return Some((*first, at));
        }
        same.push((at, item));
    }
    None
}
