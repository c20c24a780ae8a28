//! The types of an item's fields: what rustc must find for each.

use contractual_diag::Diagnostic;
use contractual_model::Type;
use contractual_model::handshake::Expected;
use contractual_model::instance;

use super::found::Reporter;
use super::run::{Read, Run};
use crate::types::{Resolver, Trouble, Wanted};

impl Run<'_> {
    /// What rustc must find for each slot of an item.
    pub(super) fn expectations(&mut self, resolver: &mut Resolver<'_>, index: usize, read: &Read) {
        let candidate = &self.outline.walk.candidates[index];
        let env = resolver.opaque(index);
        let mut expected = Vec::new();
        let mut types = Vec::new();
        resolver.beyond = false;
        for (slot, tokens) in read.parsed.item.slots().iter().zip(&read.parsed.slots) {
            match resolver.ty(candidate.module, &env, slot.ty, 0) {
                Ok(found) => {
                    expected.push(Expected {
                        identity: found.identity,
                        generic: found.generic,
                        formula: match found.generic {
                            true => found.formula.clone(),
                            false => String::new(),
                        },
                        shown: if found.generic {
                            slot.ty.to_string()
                        } else {
                            instance::text(&found.ty)
                        },
                        meaning: None,
                    });
                    types.push(Some(found.ty));
                }
                Err(trouble) => {
                    let at = self.loc(candidate.file, tokens.place);
                    let part = read.parsed.item.part_name(slot.place.part);
                    let shown = match &trouble.advice {
                        Some(advice) => format!("{}; {advice}", trouble.headline),
                        None => trouble.headline.clone(),
                    };
                    self.find(
                        in_words(&trouble, &read.parsed.item.ident, &part).at(at),
                        Reporter::Slot,
                    );
                    expected.push(Expected {
                        identity: None,
                        generic: false,
                        formula: String::new(),
                        shown,
                        meaning: None,
                    });
                    types.push(None);
                }
            }
        }
        self.simple[index] = !resolver.beyond;
        self.named.push((read.entry, types.clone()));
        if types.iter().all(Option::is_some) && !read.parsed.item.is_generic() {
            // Set once: each item is visited once.
            let _ = read.slots.set(types);
        }
        self.entries[read.entry].slots = expected;
    }

    pub(super) fn slots(
        &mut self,
        resolver: &mut Resolver<'_>,
        wanted: &Wanted,
        read: &Read,
    ) -> Option<Vec<Option<Type>>> {
        if let Some(types) = read.slots.get() {
            return Some(types.clone());
        }
        let candidate = &self.outline.walk.candidates[wanted.candidate];
        let mut slots = Vec::new();
        let mut complete = true;
        for (slot, tokens) in read.parsed.item.slots().iter().zip(&read.parsed.slots) {
            match resolver.ty(candidate.module, &wanted.env, slot.ty, 0) {
                Ok(found) => slots.push(Some(found.ty)),
                Err(trouble) => {
                    complete = false;
                    // Faults of the template were reported with it.
                    if read.parsed.item.is_generic() {
                        let at = self.loc(candidate.file, tokens.place);
                        let part = read.parsed.item.part_name(slot.place.part);
                        let found = in_words(&trouble, &wanted.id.0, &part).at(at);
                        self.find(found, Reporter::Table(read.entry, part));
                    }
                    slots.push(None);
                }
            }
        }
        complete.then_some(slots)
    }
}

/// A trouble with the way to it: type and part.
fn in_words(trouble: &Trouble, owner: &str, part: &str) -> Diagnostic {
    let via = match part {
        "" => format!("needed by `{owner}`"),
        part => format!("needed by `{part}` of `{owner}`"),
    };
    Diagnostic::error(trouble.refusal.name, trouble.headline.clone())
        .why(via)
        .fix(
            trouble
                .advice
                .clone()
                .unwrap_or_else(|| trouble.refusal.advice.to_owned()),
        )
}
