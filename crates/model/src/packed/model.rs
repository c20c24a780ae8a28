//! The parts of a definition.

use super::{Packed, Unpacker, put_text};
use crate::constraint::{Bound, Constraints, Format, Pattern};
use crate::contract::{
    Additional, Deprecation, Enum, Field, FieldSide, Int, Kind, Object, Shape, Tagging, Type,
    TypeDef, TypeId, Variant, VariantBody,
};
use crate::rule::{self, Rule};

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

impl Packed for TypeId {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        String::unpack(from).map(Self)
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
