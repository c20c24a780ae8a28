//! Constraints on parts of a named type's value: `#[contract(items(..))] tags: Tags`, where `Tags` is a newtype around a list.
//!
//! What a name stands for is known when all items are lowered. Then the name gives way, at that one place, to what it stands for with the
//! constraints of both: the artifacts and the checks see a list whose elements are constrained twice, and nothing new.

use contractual_diag::Diagnostic;

use super::WholeProblem;
use super::limits::put;
use crate::Constraints;
use crate::contract::{
    Additional, Api, Field, FieldSide, Kind, Model, Object, Shape, Type, TypeDef, TypeId,
    VariantBody,
};
use crate::item::Limits;
use crate::refusals::{self, Refusal};

/// How many names are looked through on the way to one part. A type whose own elements are constrained through its own name has no end.
const MAX_DEPTH: usize = 12;
/// How many names are looked through in one type.
const MAX_NAMES: usize = 500;

/// Puts the constraints on parts of named types' values in their places.
pub fn settle(model: &mut Model) -> Vec<WholeProblem> {
    let types: Vec<TypeId> = model
        .types
        .values()
        .filter(|def| waits(def))
        .map(|def| def.id.clone())
        .collect();
    let apis = model.apis.iter().any(api_waits);
    if types.is_empty() && !apis {
        return Vec::new();
    }
    let before = model.clone();
    let mut run = Run {
        model: &before,
        found: Vec::new(),
        id: TypeId(String::new()),
        names: 0,
    };
    for id in types {
        if let Some(def) = model.types.get_mut(&id) {
            run.begin(&def.id);
            run.shape(&mut def.shape);
            if let Some(written) = &mut def.written {
                run.shape(written);
            }
        }
    }
    for api in &mut model.apis {
        run.begin(&api.id);
        run.api(api);
    }
    run.found
}

fn type_waits(ty: &Type) -> bool {
    let mut found = false;
    ty.visit(&mut |inner| found |= !inner.constraints.parts.is_empty());
    found
}

/// True if a definition has constraints on parts of named types, which [`settle`] puts in their places: what it says then follows from
/// other types, too.
pub fn waits(def: &TypeDef) -> bool {
    let mut found = false;
    def.visit_types(&mut |inner| found |= !inner.constraints.parts.is_empty());
    found
}

fn api_waits(api: &Api) -> bool {
    api.operations.iter().any(|operation| {
        let headers = operation.responses.iter().flat_map(|r| &r.headers);
        operation.parameters.iter().any(|p| type_waits(&p.ty))
            || headers.into_iter().any(|h| type_waits(&h.ty))
    })
}

struct Run<'m> {
    /// The model as it was.
    model: &'m Model,
    found: Vec<WholeProblem>,
    id: TypeId,
    names: usize,
}

impl Run<'_> {
    fn begin(&mut self, id: &TypeId) {
        self.id = id.clone();
        self.names = 0;
    }

    fn refuse(&mut self, part: &str, refusal: &'static Refusal, headline: String, advice: String) {
        self.found.push(WholeProblem {
            id: self.id.clone(),
            part: part.to_owned(),
            diagnostic: Diagnostic::error(refusal.name, headline).fix(advice),
        });
    }

    fn shape(&mut self, shape: &mut Shape) {
        match shape {
            Shape::Alias(ty) => self.ty(ty, "", 0),
            Shape::Object(object) => self.object(object, ""),
            Shape::Enum(all) => {
                for variant in &mut all.variants {
                    let part = variant.ident.clone();
                    match &mut variant.body {
                        VariantBody::Unit => {}
                        VariantBody::Newtype(ty) => self.ty(ty, &part, 0),
                        VariantBody::Tuple(items) => {
                            items.iter_mut().for_each(|ty| self.ty(ty, &part, 0));
                        }
                        VariantBody::Struct(object) => self.object(object, &part),
                    }
                }
            }
        }
    }

    fn object(&mut self, object: &mut Object, variant: &str) {
        if let Additional::Typed(ty) = &mut object.additional {
            self.ty(ty, variant, 0);
        }
        for field in &mut object.fields {
            let part = match variant {
                "" => field.ident.clone(),
                variant => format!("{variant}.{}", field.ident),
            };
            let named = matches!(field.ty.kind, Kind::Ref(_));
            self.ty(&mut field.ty, &part, 0);
            if named {
                nullable_field(field);
            }
        }
    }

    fn api(&mut self, api: &mut Api) {
        for operation in &mut api.operations {
            for parameter in &mut operation.parameters {
                let part = format!("{}.{}", operation.ident, parameter.ident);
                self.ty(&mut parameter.ty, &part, 0);
            }
            for response in &mut operation.responses {
                let part = format!("{}.{}", operation.ident, response.status);
                for header in &mut response.headers {
                    self.ty(&mut header.ty, &part, 0);
                }
            }
        }
    }

    fn ty(&mut self, ty: &mut Type, part: &str, depth: usize) {
        let mut depth = depth;
        while !ty.constraints.parts.is_empty() {
            depth += 1;
            self.names += 1;
            if depth > MAX_DEPTH || self.names > MAX_NAMES {
                self.refuse(
                    part,
                    &refusals::BAD_CONSTRAINT,
                    "constraints on the elements of this type lead back to themselves".to_owned(),
                    "put them on a newtype around the inner list or map".to_owned(),
                );
                ty.constraints.parts.clear();
                return;
            }
            if !self.look_through(ty, part) {
                ty.constraints.parts.clear();
                return;
            }
        }
        match &mut ty.kind {
            Kind::Nullable(inner)
            | Kind::List(inner)
            | Kind::Set(inner)
            | Kind::Array(inner, _) => self.ty(inner, part, depth),
            Kind::Tuple(items) => items.iter_mut().for_each(|ty| self.ty(ty, part, depth)),
            Kind::Map { key, value } => {
                self.ty(key, part, depth);
                self.ty(value, part, depth);
            }
            _ => {}
        }
    }

    /// Puts what the name stands for in the place of the name. False if it stands for nothing that has parts, which is reported.
    fn look_through(&mut self, ty: &mut Type, part: &str) -> bool {
        let Kind::Ref(id) = &ty.kind else {
            return false;
        };
        let key = match ty.constraints.parts.first() {
            Some(first) if first.items.is_some() => "items",
            Some(first) if first.key.is_some() => "key",
            _ => "value",
        };
        let Some(def) = self.model.types.get(id) else {
            // That the type is not known is a fault of its own.
            return false;
        };
        let inner = match &def.shape {
            _ if def.written.is_some() => {
                let headline = format!(
                    "`{key}` speaks of parts, and what is read and what is written of `{}` differ as a whole",
                    def.name
                );
                let advice = format!(
                    "write `{key}(..)` on the types that `{}` is read and written as",
                    def.name
                );
                self.refuse(part, &refusals::BAD_CONSTRAINT, headline, advice);
                return false;
            }
            Shape::Alias(inner) => inner,
            Shape::Object(_) | Shape::Enum(_) => {
                let (subject, what) = match (key, &def.shape) {
                    ("items", Shape::Object(_)) => ("elements", "an object"),
                    ("items", _) => ("elements", "an enum"),
                    (_, Shape::Object(_)) => ("maps", "an object"),
                    (_, _) => ("maps", "an enum"),
                };
                let headline = format!("`{key}` speaks of {subject}, and `{}` is {what}", def.name);
                let advice = refusals::BAD_CONSTRAINT.advice.to_owned();
                self.refuse(part, &refusals::BAD_CONSTRAINT, headline, advice);
                return false;
            }
        };
        let mut own = std::mem::take(&mut ty.constraints);
        let parts = std::mem::take(&mut own.parts);
        *ty = inner.clone();
        for limits in std::iter::once(as_written(own)).chain(parts) {
            put(&limits, ty, &mut |refusal, headline, advice| {
                self.refuse(part, refusal, headline, advice);
            });
        }
        true
    }
}

/// What the name stood for may be null: a member says that of itself.
fn nullable_field(field: &mut Field) {
    if let Kind::Nullable(inner) = &mut field.ty.kind {
        let inner = std::mem::replace(&mut **inner, Type::new(Kind::Null));
        field.ty = inner;
        let sides = [&mut field.read, &mut field.write];
        for side in sides.into_iter().flatten() {
            let FieldSide { nullable, .. } = side;
            *nullable = true;
        }
    }
}

/// Constraints in the form in which they are put on a type.
fn as_written(own: Constraints) -> Limits {
    let split = |bound: Option<crate::Bound>| match bound {
        Some(bound) if bound.exclusive => (None, Some(bound.value)),
        Some(bound) => (Some(bound.value), None),
        None => (None, None),
    };
    let (min, exclusive_min) = split(own.min);
    let (max, exclusive_max) = split(own.max);
    Limits {
        min,
        max,
        exclusive_min,
        exclusive_max,
        multiple_of: own.multiple_of,
        min_length: own.min_length,
        max_length: own.max_length,
        pattern: own.pattern.map(|pattern| pattern.written),
        format: own.format,
        min_items: own.min_items,
        max_items: own.max_items,
        unique: own.unique,
        min_properties: own.min_properties,
        max_properties: own.max_properties,
        constant: own.constant,
        one_of: own.one_of,
        items: None,
        key: None,
        value: None,
    }
}
