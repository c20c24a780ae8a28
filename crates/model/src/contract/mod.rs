//! The meaning of a set of contracts: names resolved, generics instantiated, serde's attributes applied.
//!
//! Plain data. No positions here: two models are equal if they mean the same contract, wherever the source stands
//! (positions are kept beside the model by who reads sources).

mod api;

use std::collections::BTreeMap;
use std::fmt;

use crate::Constraints;
use crate::json::Json;
use crate::rule::Rule;

pub use api::{Api, Header, Method, Operation, Parameter, ParameterPlace, Response};

/// Which way a message goes, seen from the Rust side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// What is read (deserialised): requests.
    Read,
    /// What is written (serialised): responses.
    Write,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];
}

/// Nominal identity of a contract type: `crate::module::Type`, with its arguments for an instantiated generic
/// (`acme::Page<acme::Node>`). Never depends on positions, machine paths, hash order or time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub String);

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything the artifacts of one crate follow from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    /// All contract types, sorted by identity. Every [`Kind::Ref`] in the model is a key here.
    pub types: BTreeMap<TypeId, TypeDef>,
    /// All APIs, sorted by identity.
    pub apis: Vec<Api>,
}

/// One contract type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeDef {
    /// Nominal identity.
    pub id: TypeId,
    /// Contract name, legal as a component key (`^[a-zA-Z0-9._-]+$`), unique per major version: `JobResponse`, `PageOfNode`.
    pub name: String,
    /// Major version, from 1.
    pub major: u32,
    /// The whole version, such as `1.2.0`, where the source counts it; its first number is `major`.
    pub release: Option<String>,
    /// True if the type asked to have a schema file of its own (`#[contract(version = ..)]`, `#[contract(entity)]` or `#[contract(handover = ..)]`).
    pub entity: bool,
    /// One more file with the schema, for a pipeline: a path below the root of the artifacts.
    pub handover: Option<String>,
    /// `$id`, if it was set by hand.
    pub schema_id: Option<String>,
    /// Title, if it was set by hand; else `<name> v<major>`.
    pub title: Option<String>,
    /// Doc comment, without the leading space, line breaks kept; empty if there is none.
    pub docs: String,
    /// Set if the type is deprecated.
    pub deprecated: Option<Deprecation>,
    /// Examples given by hand; each is a valid value.
    pub examples: Vec<Json>,
    /// The form: of what is read, and of what is written unless `written` says otherwise.
    pub shape: Shape,
    /// The form of what is written, if serde goes through another type in one direction only.
    pub written: Option<Shape>,
    /// Rules over several fields.
    pub rules: Vec<Rule>,
}

impl TypeDef {
    /// The form in one direction.
    pub fn form(&self, direction: Direction) -> &Shape {
        match (direction, &self.written) {
            (Direction::Write, Some(written)) => written,
            _ => &self.shape,
        }
    }

    /// A field by the indices of its variant, if it has one, and of itself.
    pub fn field(&self, at: (Option<usize>, usize)) -> Option<&Field> {
        let object = match (&self.shape, at.0) {
            (Shape::Object(object), None) => object,
            (Shape::Enum(all), Some(variant)) => match &all.variants.get(variant)?.body {
                VariantBody::Struct(object) => object,
                _ => return None,
            },
            _ => return None,
        };
        object.fields.get(at.1)
    }

    /// The same, to be changed.
    pub fn field_mut(&mut self, at: (Option<usize>, usize)) -> Option<&mut Field> {
        let object = match (&mut self.shape, at.0) {
            (Shape::Object(object), None) => object,
            (Shape::Enum(all), Some(variant)) => match &mut all.variants.get_mut(variant)?.body {
                VariantBody::Struct(object) => object,
                _ => return None,
            },
            _ => return None,
        };
        object.fields.get_mut(at.1)
    }

    /// Calls `seen` with every type that stands in this one, outermost first.
    pub fn visit_types<'a>(&'a self, seen: &mut dyn FnMut(&'a Type)) {
        self.shape.visit_types(seen);
        if let Some(written) = &self.written {
            written.visit_types(seen);
        }
    }
}

impl Shape {
    /// Calls `seen` with every type that stands in this one, outermost first.
    pub fn visit_types<'a>(&'a self, seen: &mut dyn FnMut(&'a Type)) {
        match self {
            Self::Alias(ty) => ty.visit(seen),
            Self::Object(object) => object.visit_types(seen),
            Self::Enum(all) => {
                for variant in &all.variants {
                    match &variant.body {
                        VariantBody::Unit => {}
                        VariantBody::Newtype(ty) => ty.visit(seen),
                        VariantBody::Tuple(items) => items.iter().for_each(|ty| ty.visit(seen)),
                        VariantBody::Struct(object) => object.visit_types(seen),
                    }
                }
            }
        }
    }
}

impl Object {
    fn visit_types<'a>(&'a self, seen: &mut dyn FnMut(&'a Type)) {
        self.fields.iter().for_each(|field| field.ty.visit(seen));
        if let Additional::Typed(ty) = &self.additional {
            ty.visit(seen);
        }
    }
}

impl Type {
    /// Calls `seen` with this type and every type inside it, outermost first.
    pub fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Type)) {
        seen(self);
        match &self.kind {
            Kind::Nullable(inner)
            | Kind::List(inner)
            | Kind::Set(inner)
            | Kind::Array(inner, _) => inner.visit(seen),
            Kind::Tuple(items) => items.iter().for_each(|item| item.visit(seen)),
            Kind::Map { key, value } => {
                key.visit(seen);
                value.visit(seen);
            }
            _ => {}
        }
    }
}

/// The form of a contract type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A newtype, tuple struct, unit struct or `transparent` struct: another type with more constraints, under a name.
    Alias(Type),
    /// A struct with named fields.
    Object(Object),
    /// An enum.
    Enum(Enum),
}

/// An object with declared members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// In declaration order.
    pub fields: Vec<Field>,
    /// What further members are allowed.
    pub additional: Additional,
    /// `min_properties`, `max_properties`; nothing else.
    pub constraints: Constraints,
}

/// Members of an object that are not declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Additional {
    /// None: the rule.
    Closed,
    /// Any: asked for with `#[contract(open)]`.
    Open,
    /// Any whose value has this type: a flattened map.
    Typed(Box<Type>),
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Rust name.
    pub ident: String,
    /// How it is read; `None` if it is never read.
    pub read: Option<FieldSide>,
    /// How it is written; `None` if it is never written.
    pub write: Option<FieldSide>,
    /// Further names accepted when read.
    pub aliases: Vec<String>,
    /// The type of a present value that is not null (outer options are in [`FieldSide`]).
    pub ty: Type,
    /// The value used when the member is absent, if it is not null.
    pub default: Option<Json>,
    /// True if absent and null are told apart (`tri_state`).
    pub tri_state: bool,
    /// True if the members of the field's type are members of this object.
    pub flatten: bool,
    /// Doc comment; empty if there is none.
    pub docs: String,
    /// Set if the member is deprecated.
    pub deprecated: Option<Deprecation>,
    /// Marked `read_only`.
    pub read_only: bool,
    /// Marked `write_only`.
    pub write_only: bool,
    /// Examples given by hand.
    pub examples: Vec<Json>,
}

impl Field {
    /// How the member looks in one direction.
    pub fn side(&self, direction: Direction) -> Option<&FieldSide> {
        match direction {
            Direction::Read => self.read.as_ref(),
            Direction::Write => self.write.as_ref(),
        }
    }
}

/// One direction of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSide {
    /// Name on the wire.
    pub name: String,
    /// True if it is always there.
    pub required: bool,
    /// True if it may be null.
    pub nullable: bool,
}

/// A deprecation, with the day from which on the thing may go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// What to use instead.
    pub note: Option<String>,
    /// `YYYY-MM-DD`.
    pub sunset: Option<String>,
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// How the variant is told on the wire.
    pub tagging: Tagging,
    /// In declaration order.
    pub variants: Vec<Variant>,
}

impl Enum {
    /// True if every variant is plain text on the wire: the enum is a set of strings.
    pub fn is_text(&self) -> bool {
        self.tagging == Tagging::External
            && self
                .variants
                .iter()
                .all(|v| v.body == VariantBody::Unit && !v.untagged)
    }
}

/// serde's four representations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagging {
    /// `"Unit"` or `{"Variant": ...}`.
    External,
    /// `{"tag": "variant", ...}`.
    Internal {
        /// The member that names the variant.
        tag: String,
    },
    /// `{"tag": "variant", "content": ...}`.
    Adjacent {
        /// The member that names the variant.
        tag: String,
        /// The member that holds its value.
        content: String,
    },
    /// The value alone.
    Untagged,
}

/// One variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Rust name.
    pub ident: String,
    /// Name when read; `None` if it is never read.
    pub read: Option<String>,
    /// Name when written; `None` if it is never written.
    pub write: Option<String>,
    /// Further names accepted when read.
    pub aliases: Vec<String>,
    /// `#[serde(other)]`: any unknown name.
    pub other: bool,
    /// `#[serde(untagged)]` on the variant of a tagged enum.
    pub untagged: bool,
    /// What it holds.
    pub body: VariantBody,
    /// Doc comment; empty if there is none.
    pub docs: String,
    /// Set if the variant is deprecated.
    pub deprecated: Option<Deprecation>,
}

impl Variant {
    /// The variant's name in one direction.
    pub fn name(&self, direction: Direction) -> Option<&str> {
        match direction {
            Direction::Read => self.read.as_deref(),
            Direction::Write => self.write.as_deref(),
        }
    }
}

/// What a variant holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariantBody {
    /// Nothing.
    Unit,
    /// One value.
    Newtype(Type),
    /// Several values by position.
    Tuple(Vec<Type>),
    /// Members.
    Struct(Object),
}

/// A type at a place, with the constraints of that place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// The form.
    pub kind: Kind,
    /// What holds at this place beyond the form.
    pub constraints: Constraints,
}

impl Type {
    /// A type without constraints.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            constraints: Constraints::default(),
        }
    }

    /// A reference to a contract type.
    pub fn reference(id: impl Into<String>) -> Self {
        Self::new(Kind::Ref(TypeId(id.into())))
    }
}

/// The form of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `()` and unit structs.
    Null,
    /// `bool`.
    Bool,
    /// Integers with the bounds of their type.
    Integer(Int),
    /// `f32` (false) or `f64` (true): finite numbers.
    Float {
        /// True for `f64`.
        double: bool,
    },
    /// `char`: one code point.
    Char,
    /// Text.
    Text,
    /// Any JSON value (`serde_json::Value`).
    Any,
    /// Any JSON object (`serde_json::Map`).
    AnyObject,
    /// `Option<T>` below a field: the value or null.
    Nullable(Box<Type>),
    /// `Vec<T>` and slices.
    List(Box<Type>),
    /// Sets: a list without repeats.
    Set(Box<Type>),
    /// `[T; N]`.
    Array(Box<Type>, u64),
    /// `(A, B, ..)`.
    Tuple(Vec<Type>),
    /// Maps: an object with any members whose names are keys and whose values have one type.
    Map {
        /// Text, integer, bool, char, or a reference to a text enum or to a newtype around one of these.
        key: Box<Type>,
        /// The type of every value.
        value: Box<Type>,
    },
    /// A contract type.
    Ref(TypeId),
}

/// Integer types of Rust that are JSON numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are Rust's own")]
pub enum Int {
    U8,
    U16,
    U32,
    U64,
    Usize,
    I8,
    I16,
    I32,
    I64,
    Isize,
}

impl Int {
    /// The Rust name.
    pub fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Usize => "usize",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::Isize => "isize",
        }
    }

    /// The type of that Rust name.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::U8,
            Self::U16,
            Self::U32,
            Self::U64,
            Self::Usize,
            Self::I8,
            Self::I16,
            Self::I32,
            Self::I64,
            Self::Isize,
        ]
        .into_iter()
        .find(|int| int.name() == name)
    }

    /// Smallest and largest value, both included. `usize` and `isize` count as 64 bits on every machine, so that artifacts do
    /// not depend on the target.
    pub fn range(self) -> (i128, i128) {
        match self {
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 | Self::Usize => (0, u64::MAX.into()),
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 | Self::Isize => (i64::MIN.into(), i64::MAX.into()),
        }
    }
}
