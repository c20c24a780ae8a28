//! A value while rendering, and how it is written.

use crate::js;
use crate::value::{Node, Value};

/// A value while rendering.
#[derive(Debug, Clone)]
pub(crate) enum Val {
    /// Absent.
    Undefined,
    /// Text that is not escaped.
    Safe(String),
    /// Any value of a document.
    Value(Value),
    /// What a helper gets in the place of an argument that was left out: the call itself.
    Options,
}

impl Val {
    pub(crate) fn text(text: impl Into<crate::value::Text>) -> Self {
        Self::Value(Value::text(text))
    }

    pub(crate) fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn truthy(&self) -> bool {
        match self {
            Self::Undefined => false,
            Self::Safe(_) | Self::Options => true,
            Self::Value(value) => js::truthy(value),
        }
    }

    /// What blocks take for "nothing": also an empty list, but not zero.
    pub(in crate::template) fn is_empty(&self) -> bool {
        match self {
            Self::Value(Value::Number(number)) if *number == 0.0 => false,
            Self::Value(Value::List(items)) => items.is_empty(),
            other => !other.truthy(),
        }
    }

    /// The text that is written for it.
    pub(in crate::template) fn print(&self) -> String {
        match self {
            Self::Undefined | Self::Value(Value::Null) => String::new(),
            Self::Safe(text) => text.clone(),
            Self::Value(value) => js::string(value),
            Self::Options => "[object Object]".to_owned(),
        }
    }

    /// Loose equality, as far as contexts are compared with it.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(a), Self::Value(b)) => a.same(b),
            (
                Self::Undefined | Self::Value(Value::Null),
                Self::Undefined | Self::Value(Value::Null),
            ) => true,
            _ => false,
        }
    }

    /// An own member: of a map, of a list by position, and the length of lists and texts.
    pub(in crate::template) fn member(&self, name: &str) -> Self {
        let Self::Value(value) = self else {
            return Self::Undefined;
        };
        match value {
            Value::Map(map) => map
                .get(name)
                .map_or(Self::Undefined, |node| Self::Value(node.value.clone())),
            Value::List(items) if name == "length" => {
                Self::Value(Value::Number(items.len() as f64))
            }
            Value::List(items) => name
                .parse::<usize>()
                .ok()
                .filter(|at| at.to_string() == name)
                .and_then(|at| items.get(at))
                .map_or(Self::Undefined, |node| Self::Value(node.value.clone())),
            Value::Text(text) if name == "length" => {
                Self::Value(Value::Number(text.encode_utf16().count() as f64))
            }
            Value::Text(text) => name
                .parse::<usize>()
                .ok()
                .and_then(|at| text.chars().nth(at))
                .map_or(Self::Undefined, |c| Self::text(c.to_string())),
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Undefined,
        }
    }
}

impl Val {
    /// The text as the name of a member.
    pub(super) fn print_key(&self) -> String {
        match self {
            Self::Undefined => "undefined".to_owned(),
            Self::Value(value) => js::string(value),
            Self::Safe(text) => text.clone(),
            Self::Options => "[object Object]".to_owned(),
        }
    }

    /// The bytes of a text.
    pub(super) fn text_len(&self) -> usize {
        match self {
            Self::Safe(text) => text.len(),
            Self::Value(Value::Text(text)) => text.len(),
            _ => 0,
        }
    }

    /// How much there is to walk: entries of a list or map.
    pub(super) fn extent(&self) -> usize {
        match self {
            Self::Value(Value::List(items)) => items.len(),
            Self::Value(Value::Map(map)) => map.len(),
            _ => 0,
        }
    }

    /// The value as a node, for helpers that hand it on; absent is null.
    pub(in crate::template) fn to_node(&self) -> Node {
        match self {
            Self::Value(value) => value.clone().into(),
            Self::Safe(text) => Value::text(text.as_str()).into(),
            Self::Undefined | Self::Options => Node::default(),
        }
    }
}

/// The characters that mean something in HTML, replaced.
pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            '`' => out.push_str("&#x60;"),
            '=' => out.push_str("&#x3D;"),
            c => out.push(c),
        }
    }
}
