//! What a value may look like, as data.

use crate::value::{Text, Value};

/// The shape of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Text.
    Text,
    /// A finite number.
    Number,
    /// A whole number, zero or more.
    Count,
    /// A truth value.
    Bool,
    /// The number 1.
    One,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A list of one shape.
    List(&'static Shape),
    /// A map from any key to one shape.
    Record(&'static Shape),
    /// A map with free content.
    AnyMap,
    /// A map with known keys.
    Object(&'static Object),
    /// A map whose known keys depend on its `type`.
    Tagged(&'static [(&'static str, &'static Object)]),
}

/// A map with known keys.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its keys, in the order they are checked and written in.
    pub(crate) fields: Vec<Field>,
    /// True: other keys are kept. False: they are dropped once parsed.
    pub(crate) open: bool,
}

/// A known key.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Text,
    pub(crate) shape: Shape,
    pub(crate) need: Need,
}

/// Whether a key must be there.
#[derive(Debug)]
pub(crate) enum Need {
    Required,
    Optional,
    /// Filled in with this if absent.
    Default(Value),
}

impl Object {
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| *field.name == *name)
    }
}

impl Shape {
    /// The word for the expected kind in shape errors.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Text | Self::Words(_) => "string",
            Self::Number | Self::One | Self::Count => "number",
            Self::Bool => "boolean",
            Self::List(_) => "array",
            Self::Record(_) | Self::AnyMap => "record",
            Self::Object(_) | Self::Tagged(_) => "object",
        }
    }
}
