//! A compiled type's description of itself: the third leg of the proof, and what the runtime checks values against.
//!
//! Each derived type carries its item as text and one function per type that the item names. Walking them by trait dispatch
//! gives the model that rustc sees, with no source text involved.

use std::collections::BTreeSet;

use contractual_model::item::Item;
use contractual_model::json::Json;
use contractual_model::{Model, Type, TypeDef, TypeId};
use serde::Serialize;

use crate::to_json::to_json;

/// Collects the model of a type and of all it refers to.
#[derive(Debug, Default)]
pub struct Describer {
    model: Model,
    begun: BTreeSet<TypeId>,
    problems: Vec<String>,
}

/// A function that describes a type: `<T as Described>::describe`.
pub type Describe = fn(&mut Describer) -> Type;

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
    pub defaults: &'a [(&'a str, fn() -> Option<Json>)],
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
        Type::reference(registration.path)
    }

    /// The collected model and what went wrong.
    pub(crate) fn finish(self) -> (Model, Vec<String>) {
        (self.model, self.problems)
    }
}
