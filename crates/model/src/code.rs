//! Plain data to JSON and back, for the canonical text of items and for the model file. Members that have their usual value
//! (false, empty, nothing) are left out; unknown members are refused when read.

use std::fmt;

use crate::json::{Json, Number};

/// Why a JSON value is not the data that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeError(pub String);

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CodeError {}

/// Data with a JSON form.
pub(crate) trait Code: Sized {
    fn encode(&self) -> Json;
    fn decode(json: &Json) -> Result<Self, CodeError>;
    /// The value that is left out of an object.
    fn usual() -> Option<Self> {
        None
    }
    fn is_usual(&self) -> bool {
        false
    }
}

pub(crate) fn wrong<T>(expected: &str, found: &Json) -> Result<T, CodeError> {
    Err(CodeError(format!(
        "expected {expected}, found {}",
        found.type_name()
    )))
}

pub(crate) fn put<T: Code>(members: &mut Vec<(String, Json)>, name: &str, value: &T) {
    if !value.is_usual() {
        members.push((name.to_owned(), value.encode()));
    }
}

pub(crate) fn take<T: Code>(json: &Json, name: &str) -> Result<T, CodeError> {
    match json.get(name) {
        Some(value) => T::decode(value).map_err(|e| CodeError(format!("{name}: {e}"))),
        None => T::usual().ok_or_else(|| CodeError(format!("{name} is missing"))),
    }
}

pub(crate) fn members<'a>(
    json: &'a Json,
    known: &[&str],
) -> Result<&'a [(String, Json)], CodeError> {
    let Some(members) = json.as_object() else {
        return wrong("an object", json);
    };
    match members
        .iter()
        .find(|(name, _)| !known.contains(&name.as_str()))
    {
        Some((name, _)) => Err(CodeError(format!("unknown member {name}"))),
        None => Ok(members),
    }
}

/// The only member of an object that says which of several forms follows.
pub(crate) fn choice(json: &Json) -> Result<(&str, &Json), CodeError> {
    match json.as_object() {
        Some([(name, value)]) => Ok((name, value)),
        _ => wrong("an object with one member", json),
    }
}

pub(crate) fn chosen(name: &str, value: Json) -> Json {
    Json::Object(vec![(name.to_owned(), value)])
}

/// The JSON form of a struct: one member per field.
macro_rules! record {
    ($type:ty { $($(#[name = $name:literal])? $field:ident),* $(,)? }) => {
        impl $crate::code::Code for $type {
            fn encode(&self) -> $crate::json::Json {
                let mut members = Vec::new();
                $( $crate::code::put(&mut members, $crate::code::record!(@name $($name)? $field), &self.$field); )*
                $crate::json::Json::Object(members)
            }
            fn decode(json: &$crate::json::Json) -> Result<Self, $crate::code::CodeError> {
                $crate::code::members(json, &[$( $crate::code::record!(@name $($name)? $field) ),*])?;
                Ok(Self { $( $field: $crate::code::take(json, $crate::code::record!(@name $($name)? $field))?, )* })
            }
        }
    };
    (@name $name:literal $field:ident) => { $name };
    (@name $field:ident) => { stringify!($field) };
}

/// The same for a struct whose default is left out where it is a member.
macro_rules! optional_record {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::code::Code for $type {
            fn encode(&self) -> $crate::json::Json {
                let mut members = Vec::new();
                $( $crate::code::put(&mut members, stringify!($field), &self.$field); )*
                $crate::json::Json::Object(members)
            }
            #[allow(clippy::needless_update, reason = "most records have no field that is left out")]
            fn decode(json: &$crate::json::Json) -> Result<Self, $crate::code::CodeError> {
                $crate::code::members(json, &[$( stringify!($field) ),*])?;
                Ok(Self { $( $field: $crate::code::take(json, stringify!($field))?, )* ..Self::default() })
            }
            fn usual() -> Option<Self> {
                Some(Self::default())
            }
            fn is_usual(&self) -> bool {
                *self == Self::default()
            }
        }
    };
}

/// The JSON form of an enum of units: a word each.
macro_rules! words {
    ($type:ty { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $crate::code::Code for $type {
            fn encode(&self) -> $crate::json::Json {
                match self { $( Self::$variant => $word.into(), )* }
            }
            fn decode(json: &$crate::json::Json) -> Result<Self, $crate::code::CodeError> {
                match json.as_str() {
                    $( Some($word) => Ok(Self::$variant), )*
                    _ => $crate::code::wrong(concat!("one of" $(, " ", $word)*), json),
                }
            }
        }
    };
}

pub(crate) use {optional_record, record, words};

impl Code for Json {
    fn encode(&self) -> Json {
        self.clone()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        Ok(json.clone())
    }
}

impl Code for bool {
    fn encode(&self) -> Json {
        (*self).into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        json.as_bool()
            .map_or_else(|| wrong("a truth value", json), Ok)
    }
    fn usual() -> Option<Self> {
        Some(false)
    }
    fn is_usual(&self) -> bool {
        !*self
    }
}

impl Code for String {
    fn encode(&self) -> Json {
        self.as_str().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        json.as_str()
            .map_or_else(|| wrong("text", json), |text| Ok(text.to_owned()))
    }
    fn usual() -> Option<Self> {
        Some(Self::new())
    }
    fn is_usual(&self) -> bool {
        self.is_empty()
    }
}

impl Code for Number {
    fn encode(&self) -> Json {
        self.clone().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        json.as_number()
            .map_or_else(|| wrong("a number", json), |n| Ok(n.clone()))
    }
}

impl Code for u64 {
    fn encode(&self) -> Json {
        (*self).into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        json.as_number()
            .and_then(Number::as_u64)
            .map_or_else(|| wrong("an unsigned integer", json), Ok)
    }
}

impl Code for u32 {
    fn encode(&self) -> Json {
        u64::from(*self).into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        Self::try_from(u64::decode(json)?).map_err(|e| CodeError(e.to_string()))
    }
}

impl Code for u16 {
    fn encode(&self) -> Json {
        u64::from(*self).into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        Self::try_from(u64::decode(json)?).map_err(|e| CodeError(e.to_string()))
    }
}

/// An option that is a member: absent or the value. (The value null of `Option<Json>` is kept in a one-item array.)
impl<T: Code> Code for Option<T> {
    fn encode(&self) -> Json {
        match self {
            Some(value) => Json::Array(vec![value.encode()]),
            None => Json::Array(Vec::new()),
        }
        .unwrap_plain()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        match json {
            Json::Array(items) if items.is_empty() => Ok(None),
            Json::Array(items) if items.len() == 1 && needs_wrapping(&items[0]) => {
                T::decode(&items[0]).map(Some)
            }
            value => T::decode(value).map(Some),
        }
    }
    fn usual() -> Option<Self> {
        Some(None)
    }
    fn is_usual(&self) -> bool {
        self.is_none()
    }
}

fn needs_wrapping(value: &Json) -> bool {
    matches!(value, Json::Null | Json::Array(_))
}

impl Json {
    fn unwrap_plain(self) -> Json {
        match self {
            Json::Array(mut items) if items.len() == 1 && !needs_wrapping(&items[0]) => {
                items.swap_remove(0)
            }
            other => other,
        }
    }
}

impl<T: Code> Code for Box<T> {
    fn encode(&self) -> Json {
        (**self).encode()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        T::decode(json).map(Box::new)
    }
    fn usual() -> Option<Self> {
        T::usual().map(Box::new)
    }
    fn is_usual(&self) -> bool {
        (**self).is_usual()
    }
}

impl<T: Code> Code for Vec<T> {
    fn encode(&self) -> Json {
        Json::Array(self.iter().map(Code::encode).collect())
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        let Some(items) = json.as_array() else {
            return wrong("an array", json);
        };
        items.iter().map(T::decode).collect()
    }
    fn usual() -> Option<Self> {
        Some(Vec::new())
    }
    fn is_usual(&self) -> bool {
        self.is_empty()
    }
}

impl<A: Code, B: Code> Code for (A, B) {
    fn encode(&self) -> Json {
        Json::Array(vec![self.0.encode(), self.1.encode()])
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        match json.as_array() {
            Some([a, b]) => Ok((A::decode(a)?, B::decode(b)?)),
            _ => wrong("an array of two", json),
        }
    }
}
