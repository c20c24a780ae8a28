//! A compiled type's description of itself: the third leg of the proof, and what the runtime checks values against.
//!
//! Each derived type carries its item as text and one function per type that the item names. Walking them by trait dispatch
//! gives the model that rustc sees, with no source text involved.

use std::collections::BTreeSet;

use contractual_model::item::Item;
use contractual_model::json::Json;
use contractual_model::lower::{fill_docs, lower, lower_api, settle};
use contractual_model::{Api, Kind, Model, Type, TypeDef, TypeId};
use contractual_model::{builtin, instance};
use serde::Serialize;

use crate::entry::Entry;
use crate::to_json::to_json;

/// Collects the model of a type and of all it refers to.
#[derive(Debug, Default)]
pub struct Describer {
    model: Model,
    begun: BTreeSet<TypeId>,
    problems: Vec<String>,
    unknown: Vec<UnknownDefault>,
}

/// A field whose default is not known, because its type cannot be written as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownDefault {
    /// The type.
    pub(crate) id: TypeId,
    /// Indices of the variant and the field.
    pub(crate) at: (Option<usize>, usize),
}

/// What a description comes to.
#[derive(Debug)]
pub(crate) struct Description {
    /// The types.
    pub(crate) model: Model,
    /// What went wrong.
    pub(crate) problems: Vec<String>,
    /// Defaults that could not be asked for.
    pub(crate) unknown: Vec<UnknownDefault>,
}

/// A function that describes a type: `<T as Described>::describe`.
pub type Describe = fn(&mut Describer) -> Type;

/// A function that gives a default as JSON, if its type can be written.
pub type Default = fn() -> Option<Json>;

/// What the derive says about an item.
#[derive(Clone, Copy)]
pub struct Registration<'a> {
    /// Nominal identity of the item without arguments: `crate::module::Type`.
    pub path: &'a str,
    /// Canonical text of the item.
    pub item: &'a str,
    /// One per type that the item names, in the order of `Item::slots`.
    pub slots: &'a [Describe],
    /// The item's type and constant arguments, in order.
    pub arguments: &'a [Argument],
    /// The values that serde puts in the place of absent members, by the name of the part.
    pub defaults: &'a [(&'a str, Default)],
}

impl<'a> Registration<'a> {
    /// An item without arguments and defaults.
    pub const fn of(path: &'a str, item: &'a str, slots: &'a [Describe]) -> Self {
        Self {
            path,
            item,
            slots,
            arguments: &[],
            defaults: &[],
        }
    }
}

/// A function that makes a default: its result as JSON, if the type can be written.
#[derive(Clone, Copy)]
pub struct DefaultOf<T>(pub fn() -> T);

/// Defaults of types that implement `Serialize`. Found before [`Mute`] by the number of references: `(&DefaultOf(f)).json()`.
pub trait Spoken {
    /// The value.
    fn json(&self) -> Option<Json>;
}

impl<T: Serialize> Spoken for DefaultOf<T> {
    fn json(&self) -> Option<Json> {
        to_json(&(self.0)()).ok()
    }
}

/// Defaults of all other types: not known.
pub trait Mute {
    /// Nothing.
    fn json(&self) -> Option<Json>;
}

impl<T> Mute for &DefaultOf<T> {
    fn json(&self) -> Option<Json> {
        None
    }
}

/// An argument of a generic item.
#[derive(Clone, Copy)]
pub enum Argument {
    /// A type.
    Type(Describe),
    /// A constant, as Rust prints it.
    Const(i128),
}

impl Describer {
    /// Adds the item that `registration` speaks of, unless it is there, and gives the reference to it.
    pub fn contract(&mut self, registration: &Registration<'_>) -> Type {
        let arguments: Vec<instance::Argument> = registration
            .arguments
            .iter()
            .map(|argument| match argument {
                Argument::Type(describe) => instance::Argument::Type(describe(self)),
                Argument::Const(value) => instance::Argument::Const(*value),
            })
            .collect();
        let id = instance::id(registration.path, &arguments);
        if self.begun.insert(id.clone()) {
            match self.lower(registration, &id, &arguments) {
                Ok(def) => {
                    self.model.types.insert(id.clone(), def);
                }
                Err(problem) => self.problems.push(format!("`{id}`: {problem}")),
            }
        }
        Type::new(Kind::Ref(id))
    }

    /// Adds the definition of the built-in type `word`, unless it is there, and gives the reference to it.
    pub(crate) fn defined(&mut self, word: &str, arguments: Vec<Type>) -> Type {
        let Some(row) = builtin::of_word(word) else {
            return Type::new(Kind::Null);
        };
        let Some(ty) = row.to_type(arguments.clone()) else {
            return Type::new(Kind::Null);
        };
        if let Kind::Ref(id) = &ty.kind
            && self.begun.insert(id.clone())
        {
            let named = |id: &TypeId| self.model.types.get(id).map(|def| def.name.clone());
            match builtin::define(row, id.clone(), &arguments, &named) {
                Some(def) => {
                    self.model.types.insert(id.clone(), def);
                }
                None => self.problems.push(format!("`{id}` has no definition")),
            }
        }
        ty
    }

    fn lower(
        &mut self,
        registration: &Registration<'_>,
        id: &TypeId,
        arguments: &[instance::Argument],
    ) -> Result<TypeDef, String> {
        let item = Item::from_canonical(registration.item).map_err(|error| error.to_string())?;
        let slots: Vec<Option<Type>> = registration
            .slots
            .iter()
            .map(|describe| Some(describe(self)))
            .collect();
        let name = instance::name(item.contract_name(), arguments, &|id| {
            self.model.types.get(id).map(|def| def.name.clone())
        });
        let mut lowered = lower(&item, id.clone(), &name, &slots).map_err(|problems| {
            let problem = problems.first();
            problem.map_or_else(String::new, |problem| problem.diagnostic.headline.clone())
        })?;
        for pending in lowered.defaults.clone() {
            let part = item.part_name(pending.part);
            let value = registration
                .defaults
                .iter()
                .find(|(name, _)| *name == part)
                .and_then(|(_, value)| value());
            match (value, lowered.field_mut(pending.at)) {
                // A default of null is what an option has anyway.
                (Some(value), Some(field)) => {
                    field.default = Some(value).filter(|value| *value != Json::Null);
                }
                _ => self.unknown.push(UnknownDefault {
                    id: id.clone(),
                    at: pending.at,
                }),
            }
        }
        Ok(lowered.def)
    }

    /// The API that `registration` speaks of, beside the types that its operations name.
    pub(crate) fn api(registration: &Registration<'_>) -> Result<(Entry, Api), String> {
        let item = Item::from_canonical(registration.item).map_err(|error| error.to_string())?;
        let mut describer = Self::default();
        let slots: Vec<Option<Type>> = registration
            .slots
            .iter()
            .map(|describe| Some(describe(&mut describer)))
            .collect();
        let id = TypeId(registration.path.to_owned());
        let api = lower_api(&item, id, &slots).map_err(|problems| {
            let problem = problems.first();
            problem.map_or_else(String::new, |problem| problem.diagnostic.headline.clone())
        })?;
        // The descriptions of its parameters come from their types.
        describer.model.apis.push(api.clone());
        let mut description = describer.finish();
        let api = description.model.apis.pop().unwrap_or(api);
        let entry = Entry::of_description(Type::new(Kind::Null), description);
        Ok((entry, api))
    }

    /// What was collected.
    pub(crate) fn finish(mut self) -> Description {
        fill_docs(&mut self.model);
        for problem in settle(&mut self.model) {
            let headline = problem.diagnostic.headline;
            self.problems.push(format!("`{}`: {headline}", problem.id));
        }
        Description {
            model: self.model,
            problems: self.problems,
            unknown: self.unknown,
        }
    }
}
