//! A type's own description, made once and kept.

use std::sync::OnceLock;

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

/// Entries that were made, in rows by the address of what describes the type.
struct Link {
    key: usize,
    entry: Entry,
    next: OnceLock<Box<Link>>,
}

const ROWS: usize = 256;

static KNOWN: [OnceLock<Box<Link>>; ROWS] = [const { OnceLock::new() }; ROWS];

/// The entry of a type, made when it is first asked for. Found by the address of the function that describes the type: statics cannot be
/// generic, names of types can repeat, and functions with one address describe the same.
pub(crate) fn entry<T: Described + ?Sized>() -> &'static Entry {
    let describe: fn(&mut Describer) -> Type = T::describe;
    kept(describe as usize, Entry::of::<T>)
}

/// Without a lock, since describing a type asks user code for its defaults, which may ask for entries. Of two that make one entry at the
/// same time, one drops it.
fn kept(key: usize, make: fn() -> Entry) -> &'static Entry {
    // functions stand at multiples of 16
    let mut cell = &KNOWN[(key >> 4) % ROWS];
    let mut made = None;
    loop {
        match cell.get() {
            Some(link) if link.key == key => return &link.entry,
            Some(link) => cell = &link.next,
            None => {
                let link = made.take().unwrap_or_else(|| {
                    Box::new(Link {
                        key,
                        entry: make(),
                        next: OnceLock::new(),
                    })
                });
                made = cell.set(link).err();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, ROWS, kept};

    #[test]
    fn one_entry_for_each_key_whoever_asks_first() {
        // all in one row
        let keys = (1..40).map(|at| at * ROWS * 16);
        let ask = || {
            keys.clone()
                .map(|key| std::ptr::from_ref(kept(key, Entry::of::<u8>)) as usize)
                .collect::<Vec<_>>()
        };
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no thread panics"))
                .collect()
        });
        assert!(all.iter().all(|found| *found == all[0]));
        let mut distinct = all[0].clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 39);
    }
}
