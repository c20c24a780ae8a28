//! What types mean, as digests in the table: of each contract for those that depend on this crate, and of types that name contracts of
//! other crates, so that rustc proves the models they were read from.

use std::collections::BTreeMap;

use contractual_model::digest::Digest;
use contractual_model::handshake::Entry;
use contractual_model::instance::Argument;
use contractual_model::{Kind, Model, Type, TypeId, codec};

use crate::types::Resolver;

/// Fills in the digests, some of which are `known`. `foreign` are the types of other crates, `named` the types that the slots of an entry name, by its index.
pub(crate) fn prove(
    model: &Model,
    (lines, known): (&codec::Lines, BTreeMap<TypeId, Digest>),
    resolver: &Resolver<'_>,
    foreign: &BTreeMap<TypeId, usize>,
    named: &[(usize, Vec<Option<Type>>)],
    entries: &mut [Entry],
) {
    let digests = codec::digests(model, lines, known);
    for entry in &mut *entries {
        entry.meaning = digests.get(&TypeId(entry.id.clone())).copied();
    }
    if foreign.is_empty() {
        return;
    }
    for (entry, types) in named {
        let slots = &mut entries[*entry].slots;
        for (slot, ty) in slots.iter_mut().zip(types) {
            let mut meaning = Meaning {
                digests: &digests,
                resolver,
                foreign,
                sum: Some(0),
                beyond: false,
            };
            if let (Some(ty), false) = (ty, slot.generic) {
                meaning.add(ty);
            }
            slot.meaning = meaning.sum.filter(|_| meaning.beyond);
        }
    }
}

/// The sum of the digests of all contracts that a type names, as `Described::MEANING` has it.
struct Meaning<'a> {
    digests: &'a BTreeMap<TypeId, Digest>,
    resolver: &'a Resolver<'a>,
    foreign: &'a BTreeMap<TypeId, usize>,
    /// `None` once something is not known.
    sum: Option<Digest>,
    /// True if a contract of another crate is among them.
    beyond: bool,
}

impl Meaning<'_> {
    fn add(&mut self, ty: &Type) {
        let mut ids = Vec::new();
        ty.visit(&mut |ty| {
            if let Kind::Ref(id) = &ty.kind {
                ids.push(id);
            }
        });
        for id in ids {
            self.beyond |= self.foreign.contains_key(id);
            // an instance means what its arguments mean
            if let Some(used) = self.resolver.defined.get(id) {
                used.arguments.iter().for_each(|ty| self.add(ty));
                continue;
            }
            match self.resolver.made.get(id).filter(|all| !all.is_empty()) {
                Some(arguments) => {
                    for argument in arguments {
                        if let Argument::Type(ty) = argument {
                            self.add(ty);
                        }
                    }
                }
                None => {
                    let one = self.digests.get(id);
                    self.sum = self.sum.zip(one).map(|(sum, one)| sum.wrapping_add(*one));
                }
            }
        }
    }
}
