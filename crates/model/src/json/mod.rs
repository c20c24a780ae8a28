//! JSON values as contracts need them: members in order, numbers exact, repeated members refused, positions on request.
//!
//! Artifacts, defaults, examples and fixtures are made of [`Json`]; committed documents are read with [`parse`] or, where
//! positions matter, [`parse_located`]. The grammar is RFC 8259 without extensions; nesting is limited to [`MAX_DEPTH`].

mod number;
mod parse;
mod write;

pub use number::Number;
pub use parse::{
    Located, LocatedValue, MAX_DEPTH, ParseError, parse, parse_foreign, parse_located,
};
pub use write::{escape, to_line, to_pretty};

use contractual_diag::Pointer;

/// A JSON value. Objects keep the order of their members; equality of objects and numbers is JSON equality
/// (member order does not matter, `1` equals `1.0`).
#[derive(Debug, Clone, Default)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number of any size, exact.
    Number(Number),
    /// Text.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: names are unique.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An empty object.
    pub fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// The member `name` of an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The member `name` of an object, which is looked for at that place first: of two forms of one object, members mostly stand at the
    /// same.
    pub fn get_near(&self, at: usize, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => match members.get(at) {
                Some((key, value)) if key == name => Some(value),
                _ => self.get(name),
            },
            _ => None,
        }
    }

    /// The member `name` of an object, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Self::Object(members) => members
                .iter_mut()
                .find(|(key, _)| key == name)
                .map(|(_, v)| v),
            _ => None,
        }
    }

    /// Sets the member `name` of an object: replaced in place, or added at the end. Does nothing to other values.
    pub fn set(&mut self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        if let Self::Object(members) = self {
            match members.iter_mut().find(|(key, _)| key == name) {
                Some((_, old)) => *old = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }

    /// Removes the member `name` of an object and gives it.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        match self {
            Self::Object(members) => {
                let at = members.iter().position(|(key, _)| key == name)?;
                Some(members.remove(at).1)
            }
            _ => None,
        }
    }

    /// The value that a pointer names.
    pub fn at(&self, pointer: &Pointer) -> Option<&Json> {
        let mut here = self;
        for step in pointer.steps() {
            here = match here {
                Self::Object(_) => here.get(&step)?,
                Self::Array(items) => items.get(index(&step)?)?,
                _ => return None,
            };
        }
        Some(here)
    }

    /// The value that a pointer names, to change it.
    pub fn at_mut(&mut self, pointer: &Pointer) -> Option<&mut Json> {
        let mut here = self;
        for step in pointer.steps() {
            here = match here {
                Self::Object(_) => here.get_mut(&step)?,
                Self::Array(items) => items.get_mut(index(&step)?)?,
                _ => return None,
            };
        }
        Some(here)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The word JSON Schema has for this kind of value (`integer` for numbers without a fraction).
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(number) if number.is_integer() => "integer",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

/// An array index as RFC 6901 writes it: no sign, no leading zero.
fn index(step: &str) -> Option<usize> {
    let canonical = step == "0" || !step.starts_with(['0', '+', '-']);
    canonical.then(|| step.parse().ok()).flatten()
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|((ka, va), (kb, vb))| {
                        if ka == kb {
                            va == vb
                        } else {
                            other.get(ka) == Some(va) && self.get(kb).is_some()
                        }
                    })
            }
            _ => false,
        }
    }
}

impl Eq for Json {}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<Number> for Json {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Self::Number(value.into())
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Self::Array(items)
    }
}

impl<K: Into<String>, V: Into<Json>> FromIterator<(K, V)> for Json {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let mut object = Self::object();
        for (name, value) in members {
            object.set(&name.into(), value);
        }
        object
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json {
        parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"))
    }

    #[test]
    fn equality_is_json_equality() {
        assert_eq!(read(r#"{"a":1,"b":2}"#), read(r#"{"b":2.0,"a":1e0}"#));
        assert_ne!(read(r#"{"a":1}"#), read(r#"{"a":true}"#));
        assert_ne!(read(r#"{"a":1,"b":null}"#), read(r#"{"a":1,"c":null}"#));
    }

    #[test]
    fn pointers_find_values() {
        let value = read(r#"{"a/b":[{"~":7}]}"#);
        let at = Pointer::parse("/a~1b/0/~0").unwrap();
        assert_eq!(value.at(&at), Some(&Json::from(7_i64)));
        assert_eq!(value.at(&Pointer::parse("/a~1b/00").unwrap()), None);
    }
}
