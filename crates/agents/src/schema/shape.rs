//! What a value may look like, as data.

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
    /// What it is called in the reference.
    pub(crate) name: &'static str,
    /// Its keys, in the order they are checked and written in.
    pub(crate) fields: &'static [Field],
    /// True: other keys are kept. False: they are dropped once parsed.
    pub(crate) open: bool,
}

/// A known key.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) need: Need,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Need {
    Required,
    Optional,
    /// Filled in with this if absent.
    Default(Filling),
}

/// A default value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Filling {
    EmptyList,
    EmptyMap,
    False,
    True,
    Number(f64),
    Text(&'static str),
    /// `{schemas: {}}`
    NoSchemas,
}

impl Object {
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Shape {
    /// The word for the expected kind in shape errors.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Text | Self::Words(_) => "string",
            Self::Number | Self::One => "number",
            Self::Count => "number",
            Self::Bool => "boolean",
            Self::List(_) => "array",
            Self::Record(_) | Self::AnyMap => "record",
            Self::Object(_) | Self::Tagged(_) => "object",
        }
    }
}

pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Required,
    }
}

pub(crate) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Optional,
    }
}

pub(crate) const fn default(name: &'static str, shape: Shape, filling: Filling) -> Field {
    Field {
        name,
        shape,
        need: Need::Default(filling),
    }
}
