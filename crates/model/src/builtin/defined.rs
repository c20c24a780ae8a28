//! Built-in types that are objects or enums on the wire: serde's own forms, as definitions of the model.

use super::{Builtin, Form, of_path};
use crate::constraint::{Bound, Constraints};
use crate::contract::{
    Additional, Enum, Field, FieldSide, Int, Kind, Object, Shape, Tagging, Type, TypeDef, TypeId,
    Variant, VariantBody,
};
use crate::instance::{self, Argument};
use crate::json::Number;

/// Which definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Rust's own")]
pub enum Defined {
    Duration,
    SystemTime,
    Range,
    RangeInclusive,
    RangeFrom,
    RangeTo,
    Bound,
    Result,
    /// A signed integer with a hole: one range below zero and one above.
    NonZero(Int),
}

/// Nanoseconds of a second; serde carries larger ones over, which is not the contract.
const NANOS: u64 = 999_999_999;

/// The definition of a built-in type: `row` with the arguments that make `id`. `named` gives contract names.
/// `None` if the row has no definition, or arguments are missing.
pub fn define(
    row: &Builtin,
    id: TypeId,
    arguments: &[Type],
    named: &dyn Fn(&TypeId) -> Option<String>,
) -> Option<TypeDef> {
    let Form::Defined(defined) = row.form else {
        return None;
    };
    let argument = |at: usize| arguments.get(at).cloned();
    let (name, docs) = words(defined);
    let shape = match defined {
        Defined::Duration => object(vec![
            field("secs", Type::new(Kind::Integer(Int::U64))),
            field("nanos", nanos()),
        ]),
        Defined::SystemTime => object(vec![
            field("secs_since_epoch", Type::new(Kind::Integer(Int::U64))),
            field("nanos_since_epoch", nanos()),
        ]),
        Defined::Range | Defined::RangeInclusive => object(vec![
            field("start", argument(0)?),
            field("end", argument(0)?),
        ]),
        Defined::RangeFrom => object(vec![field("start", argument(0)?)]),
        Defined::RangeTo => object(vec![field("end", argument(0)?)]),
        Defined::Bound => choice(
            Tagging::External,
            vec![
                variant("Unbounded", VariantBody::Unit),
                variant("Included", VariantBody::Newtype(argument(0)?)),
                variant("Excluded", VariantBody::Newtype(argument(0)?)),
            ],
        ),
        Defined::Result => choice(
            Tagging::External,
            vec![
                variant("Ok", VariantBody::Newtype(argument(0)?)),
                variant("Err", VariantBody::Newtype(argument(1)?)),
            ],
        ),
        Defined::NonZero(int) => choice(
            Tagging::Untagged,
            vec![
                variant("Positive", VariantBody::Newtype(at_least_one(int))),
                variant("Negative", VariantBody::Newtype(at_most_minus_one(int))),
            ],
        ),
    };
    let count = row.arguments.min(arguments.len());
    let arguments: Vec<Argument> = arguments[..count]
        .iter()
        .cloned()
        .map(Argument::Type)
        .collect();
    Some(TypeDef {
        id,
        name: instance::name(&name, &arguments, named),
        major: 1,
        release: None,
        entity: false,
        handover: None,
        schema_id: None,
        title: None,
        docs: docs.to_owned(),
        deprecated: None,
        examples: Vec::new(),
        shape,
        written: None,
        rules: Vec::new(),
    })
}

/// The row of a definition's identity.
pub fn row_of(id: &TypeId) -> Option<&'static Builtin> {
    let path = id.0.split('<').next().unwrap_or_default();
    of_path(path).filter(|row| matches!(row.form, Form::Defined(_)))
}

fn words(defined: Defined) -> (String, &'static str) {
    let (name, docs) = match defined {
        Defined::Duration => ("Duration", "A length of time: seconds and nanoseconds."),
        Defined::SystemTime => (
            "SystemTime",
            "A moment: seconds and nanoseconds since 1970-01-01T00:00:00Z.",
        ),
        Defined::Range => ("Range", "A range that holds its start and not its end."),
        Defined::RangeInclusive => (
            "RangeInclusive",
            "A range that holds its start and its end.",
        ),
        Defined::RangeFrom => ("RangeFrom", "A range without an end."),
        Defined::RangeTo => ("RangeTo", "A range without a start."),
        Defined::Bound => ("Bound", "One end of a range."),
        Defined::Result => ("Result", "A value, or what went wrong."),
        Defined::NonZero(int) => {
            return (
                format!("NonZero{}", int.name().to_ascii_uppercase()),
                "An integer that is not zero.",
            );
        }
    };
    (name.to_owned(), docs)
}

fn limited(int: Int, min: Option<Number>, max: Option<Number>) -> Type {
    let bound = |value| Bound {
        value,
        exclusive: false,
    };
    Type {
        kind: Kind::Integer(int),
        constraints: Constraints {
            min: min.map(bound),
            max: max.map(bound),
            ..Constraints::default()
        },
    }
}

fn nanos() -> Type {
    limited(Int::U32, None, Some(Number::from(NANOS)))
}

fn at_least_one(int: Int) -> Type {
    limited(int, Some(Number::from(1_u64)), None)
}

fn at_most_minus_one(int: Int) -> Type {
    limited(int, None, Some(Number::from(-1_i64)))
}

fn object(fields: Vec<Field>) -> Shape {
    Shape::Object(Object {
        fields,
        additional: Additional::Closed,
        constraints: Constraints::default(),
    })
}

/// A member that is always there. One whose type may be null may be null, not absent: serde asks for it by hand.
fn field(name: &str, ty: Type) -> Field {
    let (ty, nullable) = match ty.kind {
        Kind::Nullable(inner) => (*inner, true),
        _ => (ty, false),
    };
    let side = FieldSide {
        name: name.to_owned(),
        required: true,
        nullable,
    };
    Field {
        ident: name.to_owned(),
        read: Some(side.clone()),
        write: Some(side),
        aliases: Vec::new(),
        ty,
        default: None,
        tri_state: false,
        flatten: false,
        docs: String::new(),
        deprecated: None,
        read_only: false,
        write_only: false,
        examples: Vec::new(),
    }
}

fn choice(tagging: Tagging, variants: Vec<Variant>) -> Shape {
    Shape::Enum(Enum { tagging, variants })
}

fn variant(name: &str, body: VariantBody) -> Variant {
    Variant {
        ident: name.to_owned(),
        read: Some(name.to_owned()),
        write: Some(name.to_owned()),
        aliases: Vec::new(),
        other: false,
        untagged: false,
        body,
        docs: String::new(),
        deprecated: None,
    }
}
