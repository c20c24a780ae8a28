//! The types an item names, in one fixed order: what the scan resolves and the derive proves.

use super::{FieldItem, FieldsItem, Item, ItemBody, TypeExpr, TypeOrOpen};

/// A type that an item names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    /// Where it stands.
    pub place: SlotPlace,
    /// The type as written there.
    pub ty: &'a TypeExpr,
}

/// Where a type stands in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotPlace {
    /// The part of the item.
    pub part: FieldPlace,
    /// What the type is for.
    pub role: SlotRole,
}

/// A part of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldPlace {
    /// The item itself.
    Whole,
    /// A field of a struct, by its index.
    Field(usize),
    /// A variant, by its index.
    Variant(usize),
    /// A field of a variant, by the indices of both.
    VariantField(usize, usize),
    /// A parameter of an operation, by the indices of both.
    Parameter(usize, usize),
    /// The body of an operation.
    Body(usize),
    /// A response of an operation, by the indices of both.
    Response(usize, usize),
    /// A header of a response: operation, response, header.
    Header(usize, usize, usize),
}

/// What a type is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SlotRole {
    /// The declared type.
    Declared,
    /// `wire = "..."`: the JSON form.
    Wire,
    /// `open = "..."`: further members.
    Open,
    /// serde's `from` or `try_from`: what is read.
    From,
    /// serde's `into`: what is written.
    Into,
}

impl Item {
    /// Every type the item names, in order: those of the container's attributes, then field by field, variant by variant. A field that
    /// serde skips both ways has no slot, nor has one whose form is given by `wire`: its declared type may be anything.
    pub fn slots(&self) -> Vec<Slot<'_>> {
        let mut out = Vec::new();
        let mut push = |part, role, ty| {
            out.push(Slot {
                place: SlotPlace { part, role },
                ty,
            });
        };
        if let Some(attributes) = self.attributes() {
            let whole = FieldPlace::Whole;
            if let Some(ty) = &attributes.wire {
                push(whole, SlotRole::Wire, ty);
            }
            if let Some(TypeOrOpen::Of(ty)) = &attributes.open {
                push(whole, SlotRole::Open, ty);
            }
            if let Some(ty) = attributes
                .serde
                .try_from
                .as_ref()
                .or(attributes.serde.from.as_ref())
            {
                push(whole, SlotRole::From, ty);
            }
            if let Some(ty) = &attributes.serde.into {
                push(whole, SlotRole::Into, ty);
            }
            if attributes.hides_fields() {
                return out;
            }
        }
        match &self.body {
            ItemBody::Struct { fields, .. } => {
                for (at, field) in fields.all().iter().enumerate() {
                    of_field(field, FieldPlace::Field(at), &mut push);
                }
            }
            ItemBody::Enum { variants, .. } => {
                for (at, variant) in variants.iter().enumerate() {
                    if let Some(ty) = &variant.attributes.wire {
                        push(FieldPlace::Variant(at), SlotRole::Wire, ty);
                        continue;
                    }
                    let serde = &variant.attributes.serde;
                    if serde.skip_serializing && serde.skip_deserializing {
                        continue;
                    }
                    of_fields(&variant.fields, at, &mut push);
                }
            }
            ItemBody::Api(api) => {
                for (at, operation) in api.operations.iter().enumerate() {
                    for (index, parameter) in operation.parameters.iter().enumerate() {
                        let place = FieldPlace::Parameter(at, index);
                        push(place, SlotRole::Declared, &parameter.ty);
                    }
                    if let Some(body) = &operation.body {
                        push(FieldPlace::Body(at), SlotRole::Declared, body);
                    }
                    for (index, response) in operation.responses.iter().enumerate() {
                        if let Some(body) = &response.body {
                            push(FieldPlace::Response(at, index), SlotRole::Declared, body);
                        }
                        for (nth, header) in response.headers.iter().enumerate() {
                            let place = FieldPlace::Header(at, index, nth);
                            push(place, SlotRole::Declared, &header.ty);
                        }
                    }
                }
            }
        }
        out
    }

    /// How a part is called in messages and in the handshake: `field`, `Variant`, `Variant.field`, `operation.parameter`; empty
    /// for the item itself.
    pub fn part_name(&self, part: FieldPlace) -> String {
        match (&self.body, part) {
            (_, FieldPlace::Whole) => String::new(),
            (ItemBody::Struct { fields, .. }, FieldPlace::Field(at)) => named(fields, at),
            (ItemBody::Enum { variants, .. }, FieldPlace::Variant(at)) => variants
                .get(at)
                .map(|v| v.ident.clone())
                .unwrap_or_default(),
            (ItemBody::Enum { variants, .. }, FieldPlace::VariantField(at, field)) => variants
                .get(at)
                .map(|v| format!("{}.{}", v.ident, named(&v.fields, field)))
                .unwrap_or_default(),
            (ItemBody::Api(api), part) => {
                let (at, inner) = match part {
                    FieldPlace::Parameter(at, index) => (at, Some((index, "parameter"))),
                    FieldPlace::Response(at, index) | FieldPlace::Header(at, index, _) => {
                        (at, Some((index, "response")))
                    }
                    FieldPlace::Body(at) => (at, Some((0, "body"))),
                    _ => return String::new(),
                };
                let Some(operation) = api.operations.get(at) else {
                    return String::new();
                };
                let inner = match inner {
                    Some((index, "parameter")) => {
                        operation.parameters.get(index).map(|p| p.ident.clone())
                    }
                    Some((index, "response")) => {
                        operation.responses.get(index).map(|r| r.status.to_string())
                    }
                    _ => Some("body".to_owned()),
                };
                format!("{}.{}", operation.ident, inner.unwrap_or_default())
            }
            _ => String::new(),
        }
    }
}

fn named(fields: &FieldsItem, at: usize) -> String {
    fields
        .all()
        .get(at)
        .map(|f| f.ident.clone())
        .unwrap_or_default()
}

fn of_fields<'a>(
    fields: &'a FieldsItem,
    variant: usize,
    push: &mut dyn FnMut(FieldPlace, SlotRole, &'a TypeExpr),
) {
    for (at, field) in fields.all().iter().enumerate() {
        of_field(field, FieldPlace::VariantField(variant, at), push);
    }
}

fn of_field<'a>(
    field: &'a FieldItem,
    place: FieldPlace,
    push: &mut dyn FnMut(FieldPlace, SlotRole, &'a TypeExpr),
) {
    let serde = &field.attributes.serde;
    if serde.skip_serializing && serde.skip_deserializing {
        return;
    }
    match &field.attributes.wire {
        Some(wire) => push(place, SlotRole::Wire, wire),
        None => push(place, SlotRole::Declared, &field.ty),
    }
    if let Some(TypeOrOpen::Of(ty)) = &field.attributes.open {
        push(place, SlotRole::Open, ty);
    }
}

impl super::ContainerAttributes {
    /// True if the declared fields play no part on the wire: `wire` is given, or serde goes through other types both ways.
    pub fn hides_fields(&self) -> bool {
        let reads = self.serde.from.is_some() || self.serde.try_from.is_some();
        self.wire.is_some() || (reads && self.serde.into.is_some())
    }
}
