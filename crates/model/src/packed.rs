//! Definitions as bytes, for what one build leaves for the next: quick to read in an unoptimised build script.
//!
//! No format of any file that people or other programs read: whoever keeps such bytes keeps with them which program wrote them, and a sum.
//! What is read equals what was written, to the last mark (`1.0` does not become `1`).

use crate::constraint::{Bound, Constraints, Format, Pattern};
use crate::contract::{
    Additional, Deprecation, Enum, Field, FieldSide, Int, Kind, Object, Shape, Tagging, Type,
    TypeDef, TypeId, Variant, VariantBody,
};
use crate::digest::Digest;
use crate::json::{Json, Number};
use crate::rule::{self, Rule};

/// How deep types and values may stand inside each other.
const MAX_DEPTH: u32 = 200;

/// Lengths below this are one byte.
const LONG: usize = 255;

/// Writes a length, or another number.
pub fn put_number(out: &mut Vec<u8>, number: usize) {
    match u8::try_from(number) {
        Ok(small) if number < LONG => out.push(small),
        _ => {
            out.push(u8::MAX);
            out.extend_from_slice(&(number as u64).to_le_bytes());
        }
    }
}

/// Writes a text with its length.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Writes a digest.
pub fn put_digest(out: &mut Vec<u8>, digest: Digest) {
    out.extend_from_slice(&digest.to_le_bytes());
}

/// Writes a definition of a settled model.
pub fn put_definition(out: &mut Vec<u8>, def: &TypeDef) {
    def.pack(out);
}

/// Reads what was written, in the same order. Whatever is broken gives `None`.
#[derive(Debug, Clone, Copy)]
pub struct Unpacker<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: u32,
}

impl<'b> Unpacker<'b> {
    /// Of these bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            depth: 0,
        }
    }

    /// True if everything was read.
    pub fn is_done(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Everything that was not read.
    pub fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// That many bytes.
    pub fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let end = self.at.checked_add(length)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    /// A number.
    pub fn number(&mut self) -> Option<usize> {
        match self.byte()? {
            u8::MAX => {
                let bytes = self.take(8)?.try_into().ok()?;
                usize::try_from(u64::from_le_bytes(bytes)).ok()
            }
            small => Some(usize::from(small)),
        }
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// A digest.
    pub fn digest(&mut self) -> Option<Digest> {
        Some(Digest::from_le_bytes(self.take(16)?.try_into().ok()?))
    }

    /// A definition.
    pub fn definition(&mut self) -> Option<TypeDef> {
        TypeDef::unpack(self)
    }

    /// Something that may hold more of its kind.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }
}

/// Data with a form as bytes.
trait Packed: Sized {
    fn pack(&self, out: &mut Vec<u8>);
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
}

/// A struct: its fields in this order. One that is missing here is missed by the compiler.
macro_rules! fields {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Packed for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $( $field.pack(out); )*
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                Some(Self { $( $field: Packed::unpack(from)?, )* })
            }
        }
    };
}

fields!(TypeDef {
    id,
    name,
    major,
    release,
    entity,
    handover,
    schema_id,
    title,
    docs,
    deprecated,
    examples,
    shape,
    written,
    rules
});
fields!(Deprecation { note, sunset });
fields!(Object {
    fields,
    additional,
    constraints
});
fields!(Field {
    ident,
    read,
    write,
    aliases,
    ty,
    default,
    tri_state,
    flatten,
    docs,
    deprecated,
    read_only,
    write_only,
    examples
});
fields!(FieldSide {
    name,
    required,
    nullable
});
fields!(Enum { tagging, variants });
fields!(Variant {
    ident,
    read,
    write,
    aliases,
    other,
    untagged,
    body,
    docs,
    deprecated
});
fields!(Type { kind, constraints });
fields!(Bound { value, exclusive });
fields!(Pattern {
    written,
    common,
    guarded
});
fields!(Rule {
    name,
    expr,
    message
});

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for u32 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(from.take(4)?.try_into().ok()?))
    }
}

impl Packed for u64 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(from.take(8)?.try_into().ok()?))
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(None),
            1 => T::unpack(from).map(Some),
            _ => None,
        }
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.deeper(T::unpack).map(Box::new)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        put_number(out, self.len());
        self.iter().for_each(|item| item.pack(out));
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let number = from.number()?;
        if number == 0 {
            return Some(Self::new());
        }
        // each has a byte at least
        let left = from.bytes.len() - from.at;
        let mut all = Self::with_capacity(number.min(left));
        from.deeper(|from| {
            for _ in 0..number {
                all.push(T::unpack(from)?);
            }
            Some(())
        })?;
        Some(all)
    }
}

impl Packed for (String, Json) {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
        self.1.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some((String::unpack(from)?, Json::unpack(from)?))
    }
}

impl Packed for TypeId {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        String::unpack(from).map(Self)
    }
}

impl Packed for Number {
    fn pack(&self, out: &mut Vec<u8>) {
        let (negative, digits, exponent, loose) = self.parts();
        negative.pack(out);
        put_text(out, digits);
        out.extend_from_slice(&exponent.to_le_bytes());
        loose.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let negative = bool::unpack(from)?;
        let digits = from.text()?;
        let exponent = i64::from_le_bytes(from.take(8)?.try_into().ok()?);
        Self::from_parts(negative, digits, exponent, bool::unpack(from)?)
    }
}

impl Packed for Json {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Bool(value) => {
                out.push(1);
                value.pack(out);
            }
            Self::Number(value) => {
                out.push(2);
                value.pack(out);
            }
            Self::String(value) => {
                out.push(3);
                value.pack(out);
            }
            Self::Array(items) => {
                out.push(4);
                items.pack(out);
            }
            Self::Object(members) => {
                out.push(5);
                members.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Null,
            1 => Self::Bool(Packed::unpack(from)?),
            2 => Self::Number(Packed::unpack(from)?),
            3 => Self::String(Packed::unpack(from)?),
            4 => Self::Array(Packed::unpack(from)?),
            5 => Self::Object(Packed::unpack(from)?),
            _ => return None,
        })
    }
}

/// An expression as text.
impl Packed for rule::Expr {
    fn pack(&self, out: &mut Vec<u8>) {
        put_text(out, &self.to_string());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        rule::parse(from.text()?).ok()
    }
}

impl Packed for Format {
    fn pack(&self, out: &mut Vec<u8>) {
        put_text(out, self.name());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Self::from_name(from.text()?)
    }
}

impl Packed for Int {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::U8 => 0,
            Self::U16 => 1,
            Self::U32 => 2,
            Self::U64 => 3,
            Self::Usize => 4,
            Self::I8 => 5,
            Self::I16 => 6,
            Self::I32 => 7,
            Self::I64 => 8,
            Self::Isize => 9,
        });
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::U8,
            1 => Self::U16,
            2 => Self::U32,
            3 => Self::U64,
            4 => Self::Usize,
            5 => Self::I8,
            6 => Self::I16,
            7 => Self::I32,
            8 => Self::I64,
            9 => Self::Isize,
            _ => return None,
        })
    }
}

/// Most types have none: that is one byte. Those of a settled model, which has no constraints on parts of named types.
impl Packed for Constraints {
    fn pack(&self, out: &mut Vec<u8>) {
        if self.is_empty() {
            out.push(0);
            return;
        }
        out.push(1);
        let Self {
            min,
            max,
            multiple_of,
            min_length,
            max_length,
            pattern,
            format,
            min_items,
            max_items,
            unique,
            min_properties,
            max_properties,
            constant,
            one_of,
            parts: _,
        } = self;
        min.pack(out);
        max.pack(out);
        multiple_of.pack(out);
        min_length.pack(out);
        max_length.pack(out);
        pattern.pack(out);
        format.pack(out);
        min_items.pack(out);
        max_items.pack(out);
        unique.pack(out);
        min_properties.pack(out);
        max_properties.pack(out);
        constant.pack(out);
        one_of.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(Self::default()),
            1 => Some(Self {
                min: Packed::unpack(from)?,
                max: Packed::unpack(from)?,
                multiple_of: Packed::unpack(from)?,
                min_length: Packed::unpack(from)?,
                max_length: Packed::unpack(from)?,
                pattern: Packed::unpack(from)?,
                format: Packed::unpack(from)?,
                min_items: Packed::unpack(from)?,
                max_items: Packed::unpack(from)?,
                unique: Packed::unpack(from)?,
                min_properties: Packed::unpack(from)?,
                max_properties: Packed::unpack(from)?,
                constant: Packed::unpack(from)?,
                one_of: Packed::unpack(from)?,
                parts: Vec::new(),
            }),
            _ => None,
        }
    }
}

impl Packed for Shape {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Alias(ty) => {
                out.push(0);
                ty.pack(out);
            }
            Self::Object(object) => {
                out.push(1);
                object.pack(out);
            }
            Self::Enum(all) => {
                out.push(2);
                all.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Alias(Packed::unpack(from)?),
            1 => Self::Object(Packed::unpack(from)?),
            2 => Self::Enum(Packed::unpack(from)?),
            _ => return None,
        })
    }
}

impl Packed for Additional {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Closed => out.push(0),
            Self::Open => out.push(1),
            Self::Typed(ty) => {
                out.push(2);
                ty.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Closed,
            1 => Self::Open,
            2 => Self::Typed(Packed::unpack(from)?),
            _ => return None,
        })
    }
}

impl Packed for Tagging {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::External => out.push(0),
            Self::Internal { tag } => {
                out.push(1);
                tag.pack(out);
            }
            Self::Adjacent { tag, content } => {
                out.push(2);
                tag.pack(out);
                content.pack(out);
            }
            Self::Untagged => out.push(3),
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::External,
            1 => Self::Internal {
                tag: Packed::unpack(from)?,
            },
            2 => Self::Adjacent {
                tag: Packed::unpack(from)?,
                content: Packed::unpack(from)?,
            },
            3 => Self::Untagged,
            _ => return None,
        })
    }
}

impl Packed for VariantBody {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Unit => out.push(0),
            Self::Newtype(ty) => {
                out.push(1);
                ty.pack(out);
            }
            Self::Tuple(items) => {
                out.push(2);
                items.pack(out);
            }
            Self::Struct(object) => {
                out.push(3);
                object.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Unit,
            1 => Self::Newtype(Packed::unpack(from)?),
            2 => Self::Tuple(Packed::unpack(from)?),
            3 => Self::Struct(Packed::unpack(from)?),
            _ => return None,
        })
    }
}

impl Packed for Kind {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Bool => out.push(1),
            Self::Integer(int) => {
                out.push(2);
                int.pack(out);
            }
            Self::Float { double } => {
                out.push(3);
                double.pack(out);
            }
            Self::Char => out.push(4),
            Self::Text => out.push(5),
            Self::Any => out.push(6),
            Self::AnyObject => out.push(7),
            Self::Nullable(inner) => {
                out.push(8);
                inner.pack(out);
            }
            Self::List(item) => {
                out.push(9);
                item.pack(out);
            }
            Self::Set(item) => {
                out.push(10);
                item.pack(out);
            }
            Self::Array(item, length) => {
                out.push(11);
                item.pack(out);
                length.pack(out);
            }
            Self::Tuple(items) => {
                out.push(12);
                items.pack(out);
            }
            Self::Map { key, value } => {
                out.push(13);
                key.pack(out);
                value.pack(out);
            }
            Self::Ref(id) => {
                out.push(14);
                id.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Null,
            1 => Self::Bool,
            2 => Self::Integer(Packed::unpack(from)?),
            3 => Self::Float {
                double: Packed::unpack(from)?,
            },
            4 => Self::Char,
            5 => Self::Text,
            6 => Self::Any,
            7 => Self::AnyObject,
            8 => Self::Nullable(Packed::unpack(from)?),
            9 => Self::List(Packed::unpack(from)?),
            10 => Self::Set(Packed::unpack(from)?),
            11 => Self::Array(Packed::unpack(from)?, Packed::unpack(from)?),
            12 => Self::Tuple(Packed::unpack(from)?),
            13 => Self::Map {
                key: Packed::unpack(from)?,
                value: Packed::unpack(from)?,
            },
            14 => Self::Ref(Packed::unpack(from)?),
            _ => return None,
        })
    }
}
