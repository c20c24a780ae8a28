//! Models written by hand, in few words.

use contractual_emit::{Emission, Existing, Project, emit};
use contractual_model::json::{Json, parse};
use contractual_model::rule::Rule;
use contractual_model::{
    Additional, Bound, Constraints, Enum, Field, FieldSide, Format, Int, Kind, Model, Object,
    Shape, Tagging, Type, TypeDef, TypeId, Variant, VariantBody, pattern,
};

pub mod examples;
pub mod jobs;
pub mod oddities;

pub fn json(text: &str) -> Json {
    parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

pub fn text() -> Type {
    Type::new(Kind::Text)
}

pub fn int(kind: Int) -> Type {
    Type::new(Kind::Integer(kind))
}

pub fn reference(name: &str) -> Type {
    Type::reference(format!("acme::{name}"))
}

/// A type with constraints.
pub fn with(mut ty: Type, change: impl FnOnce(&mut Constraints)) -> Type {
    change(&mut ty.constraints);
    ty
}

pub fn matching(pattern: &str) -> Type {
    let pattern = pattern::parse(pattern).unwrap_or_else(|e| panic!("{pattern}: {e:?}"));
    with(text(), |c| c.pattern = Some(pattern))
}

pub fn written(format: Format) -> Type {
    with(text(), |c| c.format = Some(format))
}

pub fn bound(n: i64) -> Option<Bound> {
    Some(Bound {
        value: n.into(),
        exclusive: false,
    })
}

pub fn list(item: Type) -> Type {
    Type::new(Kind::List(Box::new(item)))
}

/// A required member.
pub fn field(name: &str, ty: Type) -> Field {
    let side = FieldSide {
        name: name.to_owned(),
        required: true,
        nullable: false,
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

/// Changes both directions of a member.
pub fn both(mut field: Field, change: impl Fn(&mut FieldSide)) -> Field {
    field
        .read
        .iter_mut()
        .chain(field.write.iter_mut())
        .for_each(change);
    field
}

/// `Option<T>`: may be absent or null.
pub fn option(name: &str, ty: Type) -> Field {
    both(field(name, ty), |side| {
        (side.required, side.nullable) = (false, true)
    })
}

/// `#[serde(default = ..)]`: may be absent when read, is always written.
pub fn default(name: &str, ty: Type, value: &str) -> Field {
    let mut field = field(name, ty);
    field.read.iter_mut().for_each(|side| side.required = false);
    field.default = Some(json(value));
    field
}

/// May be absent, not null.
pub fn optional(name: &str, ty: Type) -> Field {
    both(field(name, ty), |side| side.required = false)
}

/// Always there, may be null.
pub fn nullable(name: &str, ty: Type) -> Field {
    both(field(name, ty), |side| side.nullable = true)
}

/// A member with another name on the wire.
pub fn renamed(field: Field, name: &str) -> Field {
    both(field, |side| side.name = name.to_owned())
}

pub fn flatten(mut field: Field) -> Field {
    field.flatten = true;
    field
}

pub fn object(fields: Vec<Field>) -> Object {
    Object {
        fields,
        additional: Additional::Closed,
        constraints: Constraints::default(),
    }
}

pub fn def(name: &str, shape: Shape) -> TypeDef {
    TypeDef {
        id: TypeId(format!("acme::{name}")),
        name: name.to_owned(),
        major: 1,
        release: None,
        entity: false,
        handover: None,
        schema_id: None,
        title: None,
        docs: String::new(),
        deprecated: None,
        examples: Vec::new(),
        shape,
        written: None,
        rules: Vec::new(),
    }
}

pub fn alias(name: &str, ty: Type) -> TypeDef {
    def(name, Shape::Alias(ty))
}

pub fn structure(name: &str, fields: Vec<Field>) -> TypeDef {
    def(name, Shape::Object(object(fields)))
}

pub fn docs(mut def: TypeDef, docs: &str) -> TypeDef {
    def.docs = docs.to_owned();
    def
}

pub fn entity(mut def: TypeDef) -> TypeDef {
    def.entity = true;
    def
}

pub fn rule(mut def: TypeDef, name: &str, expr: &str) -> TypeDef {
    let expr = contractual_model::rule::parse(expr).unwrap_or_else(|e| panic!("{expr}: {e:?}"));
    def.rules.push(Rule {
        name: name.to_owned(),
        expr,
        message: None,
    });
    def
}

pub fn variant(ident: &str, name: &str, body: VariantBody) -> Variant {
    Variant {
        ident: ident.to_owned(),
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

pub fn unit(ident: &str, name: &str) -> Variant {
    variant(ident, name, VariantBody::Unit)
}

pub fn choice(name: &str, tagging: Tagging, variants: Vec<Variant>) -> TypeDef {
    def(name, Shape::Enum(Enum { tagging, variants }))
}

pub fn words(name: &str, words: &[(&str, &str)]) -> TypeDef {
    choice(
        name,
        Tagging::External,
        words
            .iter()
            .map(|(ident, name)| unit(ident, name))
            .collect(),
    )
}

pub fn model(types: Vec<TypeDef>) -> Model {
    Model {
        types: types.into_iter().map(|def| (def.id.clone(), def)).collect(),
        apis: Vec::new(),
    }
}

pub fn project() -> Project {
    Project::new("acme-jobs")
}

/// The emission of a model; findings are a failure.
pub fn emitted(model: &Model) -> Emission {
    emit(model, &project(), &Existing::default()).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// The text of one file of an emission.
pub fn file<'e>(emission: &'e Emission, path: &str) -> &'e str {
    emission
        .artifacts
        .iter()
        .find(|artifact| artifact.path == path)
        .map_or_else(
            || {
                let paths: Vec<&str> = emission.artifacts.iter().map(|a| a.path.as_str()).collect();
                panic!("no {path} in {paths:#?}")
            },
            |artifact| artifact.text.as_str(),
        )
}
