//! The tables that the schema layer walks over, made from what the types of [`crate::dsl`] say of themselves.
//!
//! They are made when they are first asked for, once per process, and kept: 50 objects take less than a millisecond.

use std::collections::HashMap;
use std::sync::OnceLock;

use contractual::Contract;
use contractual_model::json::Json;
use contractual_model::{
    Additional, Direction, Field as Member, Kind, Model, Object as Members, Shape as Form, Tagging,
    Type, TypeId, VariantBody,
};

use super::shape::{Field, Need, Object, Shape};
use crate::dsl;
use crate::jsonschema::from_json;

/// What a document is.
pub(crate) fn document() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(made::<dsl::Document>)
}

/// What a configuration file is.
pub(crate) fn configuration() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(made::<dsl::Configuration>)
}

/// What a binding file is.
pub(crate) fn binding() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(made::<dsl::Binding>)
}

/// Where an `x-` key may stand, in the order in which a document is read.
pub(crate) fn node_types() -> &'static [&'static str] {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    match SHAPE.get_or_init(made::<dsl::NodeType>) {
        Shape::Words(words) => words,
        _ => &[],
    }
}

fn made<T: Contract>() -> Shape {
    let entry = T::__entry();
    let mut tables = Tables {
        model: entry.model(),
        objects: HashMap::new(),
    };
    tables.shape(entry.ty())
}

struct Tables<'m> {
    model: &'m Model,
    objects: HashMap<&'m TypeId, &'static Object>,
}

/// Tables live as long as the process.
fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn word(text: &str) -> &'static str {
    Box::leak(text.into())
}

impl<'m> Tables<'m> {
    fn shape(&mut self, ty: &'m Type) -> Shape {
        match &ty.kind {
            Kind::Text => Shape::Text,
            Kind::Bool => Shape::Bool,
            Kind::Float { .. } => Shape::Number,
            Kind::Integer(_) if ty.constraints.constant.is_some() => Shape::One,
            Kind::Integer(_) => Shape::Count,
            Kind::List(item) => Shape::List(kept(self.shape(item))),
            Kind::Map { value, .. } => Shape::Record(kept(self.shape(value))),
            Kind::Nullable(inner) => self.shape(inner),
            Kind::Ref(id) => self.named(id),
            // The language has no other types; a test says so.
            _ => Shape::AnyMap,
        }
    }

    fn named(&mut self, id: &'m TypeId) -> Shape {
        let model = self.model;
        match model.types.get(id).map(|def| &def.shape) {
            Some(Form::Alias(ty)) => self.shape(ty),
            Some(Form::Object(members)) => Shape::Object(self.object(id, None, members)),
            Some(Form::Enum(all)) if all.is_text() => {
                let names = all.variants.iter();
                let names = names.filter_map(|one| one.name(Direction::Read).map(word));
                Shape::Words(kept(names.collect::<Vec<_>>()))
            }
            Some(Form::Enum(all)) => {
                let Tagging::Internal { tag } = &all.tagging else {
                    return Shape::AnyMap;
                };
                let mut variants: Vec<(&'static str, &'static Object)> = Vec::new();
                for variant in &all.variants {
                    let Some(name) = variant.name(Direction::Read) else {
                        continue;
                    };
                    let VariantBody::Newtype(Type {
                        kind: Kind::Ref(id),
                        ..
                    }) = &variant.body
                    else {
                        continue;
                    };
                    if let Some(Form::Object(members)) = model.types.get(id).map(|def| &def.shape) {
                        variants.push((word(name), self.object(id, Some(tag), members)));
                    }
                }
                Shape::Tagged(kept(variants))
            }
            None => Shape::AnyMap,
        }
    }

    /// `tag` is the key that tells the variants of an enum apart; it is the first one of each.
    fn object(
        &mut self,
        id: &'m TypeId,
        tag: Option<&str>,
        members: &'m Members,
    ) -> &'static Object {
        if let Some(known) = self.objects.get(id) {
            return known;
        }
        let tag = tag.map(|tag| Field {
            name: tag.into(),
            shape: Shape::Text,
            need: Need::Required,
        });
        let fields = members.fields.iter().filter_map(|member| {
            let side = member.side(Direction::Read)?;
            Some(Field {
                name: side.name.as_str().into(),
                shape: self.shape(&member.ty),
                need: need(member, side.required),
            })
        });
        let object = kept(Object {
            fields: tag.into_iter().chain(fields).collect(),
            open: members.additional != Additional::Closed,
        });
        self.objects.insert(id, object);
        object
    }
}

fn need(member: &Member, required: bool) -> Need {
    match &member.default {
        Some(value) if *value != Json::Null => Need::Default(from_json(value).value),
        _ if required => Need::Required,
        _ => Need::Optional,
    }
}
