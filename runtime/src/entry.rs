//! A type's own description, made once and kept.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use contractual_model::meaning::Checker;
use contractual_model::{
    Additional, Direction, Kind, Model, Object, Shape, Type, TypeDef, TypeId, VariantBody,
};

use contractual_model::json::Json;

use crate::Violation;
use crate::describe::{Describer, Description, UnknownDefault};
use crate::described::Described;

/// The model of a type and of all it refers to.
#[derive(Debug)]
pub struct Entry {
    model: Model,
    ty: Type,
    name: String,
    problems: Vec<String>,
    unknown: Vec<UnknownDefault>,
    strict: bool,
}

impl Entry {
    /// Describes `T`.
    pub fn of<T: Described + ?Sized>() -> Self {
        let mut describer = Describer::default();
        let ty = T::describe(&mut describer);
        Self::of_description(ty, describer.finish())
    }

    pub(crate) fn of_description(ty: Type, description: Description) -> Self {
        let Description {
            model,
            problems,
            unknown,
        } = description;
        let name = match &ty.kind {
            Kind::Ref(id) => model
                .types
                .get(id)
                .map_or_else(|| id.0.clone(), |def| def.name.clone()),
            _ => "value".to_owned(),
        };
        let strict = problems.is_empty() && !has_sets(&model, &ty);
        Self {
            strict,
            model,
            ty,
            name,
            problems,
            unknown,
        }
    }

    /// Takes the defaults that the compiled types cannot tell from `seen`.
    pub(crate) fn fill_unknown_defaults(&self, def: &mut TypeDef, seen: &TypeDef) {
        for unknown in self.unknown.iter().filter(|one| one.id == seen.id) {
            let known = seen
                .field(unknown.at)
                .and_then(|field| field.default.clone());
            if let Some(field) = def.field_mut(unknown.at) {
                field.default = known;
            }
        }
    }

    /// The types, by identity.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The type itself, as it is referred to.
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// Its identity in the model, if it is a contract type.
    pub fn id(&self) -> Option<&TypeId> {
        match &self.ty.kind {
            Kind::Ref(id) => Some(id),
            _ => None,
        }
    }

    /// Contract name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What could not be described; empty unless a type was compiled without the build script.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// True if strict reading sees all that serde might be lenient about: sets fold repeats where nobody sees it.
    pub(crate) fn reads_strictly(&self) -> bool {
        self.strict
    }

    /// All violations of a value; a type that could not be described refuses everything, and says so.
    pub(crate) fn judge(&self, value: &Json, direction: Direction) -> Vec<Violation> {
        if let Some(problem) = self.problems.first() {
            return vec![Violation::new(
                "",
                "$ref",
                "a contract that is known",
                problem,
            )];
        }
        let checker = Checker::new(&self.model);
        let checker = match direction {
            Direction::Read => checker.as_written(),
            Direction::Write => checker,
        };
        checker
            .check(&self.ty, value, direction)
            .into_iter()
            .map(Violation::from)
            .collect()
    }
}

/// True if a set stands anywhere in the types.
fn has_sets(model: &Model, ty: &Type) -> bool {
    fn within(ty: &Type) -> bool {
        match &ty.kind {
            Kind::Set(_) => true,
            Kind::Nullable(inner) | Kind::List(inner) | Kind::Array(inner, _) => within(inner),
            Kind::Tuple(items) => items.iter().any(within),
            Kind::Map { value, .. } => within(value),
            _ => false,
        }
    }
    fn in_object(object: &Object) -> bool {
        object.fields.iter().any(|field| within(&field.ty))
            || matches!(&object.additional, Additional::Typed(ty) if within(ty))
    }
    within(ty)
        || model
            .types
            .values()
            .flat_map(|def| std::iter::once(&def.shape).chain(&def.written))
            .any(|shape| match shape {
                Shape::Alias(ty) => within(ty),
                Shape::Object(object) => in_object(object),
                Shape::Enum(all) => all.variants.iter().any(|variant| match &variant.body {
                    VariantBody::Unit => false,
                    VariantBody::Newtype(ty) => within(ty),
                    VariantBody::Tuple(items) => items.iter().any(within),
                    VariantBody::Struct(object) => in_object(object),
                }),
            })
}

/// The entry of an instance of a generic type: statics cannot be generic, so they are found by identity.
pub fn generic<T: Described + ?Sized>() -> &'static Entry {
    type Known = Mutex<HashMap<u128, &'static Entry>>;
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let known = KNOWN.get_or_init(Known::default);
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(entry) = lock().get(&T::IDENTITY) {
        return entry;
    }
    // Described outside the lock: describing walks other types. A race makes a second entry that is dropped at once.
    let made = Entry::of::<T>();
    let mut known = lock();
    known
        .entry(T::IDENTITY)
        .or_insert_with(|| Box::leak(Box::new(made)))
}
