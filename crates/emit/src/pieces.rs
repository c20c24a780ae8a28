//! The files that hold every component are put together from a piece for each: those of components that follow from nothing that changed
//! are taken from the last emission.
//!
//! A piece follows from the definitions that its component reaches, and from what all components are called and where they stand.

use crate::memory::{Fields, Ground, Memory, put, put_number};
use crate::set::{ComponentId, Set};
use contractual_model::quick::HashMap;

const HEAD: &str = "contractual-pieces 2";

/// The makers of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maker {
    OpenApi,
    Pydantic,
    /// The types.
    TypeScript,
    /// The schemas beside them.
    TypeScriptSchemas,
}

impl Maker {
    const ALL: [Self; MAKERS] = [
        Self::OpenApi,
        Self::Pydantic,
        Self::TypeScript,
        Self::TypeScriptSchemas,
    ];
}

const MAKERS: usize = 4;

/// What an earlier emission left, by major version.
#[derive(Debug, Default)]
pub(crate) struct Pieces<'t> {
    sets: HashMap<usize, KnownSet<'t>>,
}

#[derive(Debug)]
struct KnownSet<'t> {
    structure: &'t str,
    /// Of each maker: what beside the components its pieces follow from, and the pieces in the order of the set.
    makers: [(&'t str, Vec<&'t str>); MAKERS],
}

impl<'t> Pieces<'t> {
    /// Reads what an emission called `run` left.
    pub(crate) fn read(text: &'t str, run: &str) -> Option<Self> {
        let mut fields = Fields(text.strip_prefix(HEAD)?.strip_prefix('\n')?);
        if fields.next()? != run {
            return None;
        }
        let mut out = Self::default();
        while !fields.0.is_empty() {
            let major = fields.number()?;
            let structure = fields.next()?;
            let mut makers = [const { ("", Vec::new()) }; MAKERS];
            for (context, pieces) in &mut makers {
                *context = fields.next()?;
                for _ in 0..fields.number()? {
                    pieces.push(fields.next()?);
                }
            }
            out.sets.insert(major, KnownSet { structure, makers });
        }
        Some(out)
    }
}

/// The pieces of a set: what is known, and what was made.
#[derive(Debug, Default)]
pub(crate) struct OfSet<'t> {
    structure: String,
    /// Of each maker what it follows from, and the pieces that are still the same.
    known: [(&'t str, Vec<Option<&'t str>>); MAKERS],
}

/// The pieces of one maker.
#[derive(Debug)]
pub(crate) struct Work<'w> {
    maker: Maker,
    /// What beside the components the pieces follow from.
    context: String,
    known: &'w [Option<&'w str>],
    made: Vec<String>,
}

impl<'t> OfSet<'t> {
    pub(crate) fn of(set: &Set<'_>, ground: &Ground<'_>, memory: &Memory<'t>) -> Self {
        let structure = structure(set);
        let known = memory.pieces.sets.get(&(set.major as usize));
        let known = known.filter(|known| memory.is_of(ground) && known.structure == structure);
        let mut out = Self {
            structure,
            ..Self::default()
        };
        let Some(known) = known else { return out };
        let same = ground.unchanged(memory);
        let is_same = |id: &ComponentId| same.contains(set.component(*id).id.0.as_str());
        for ((context, pieces), (of, all)) in out.known.iter_mut().zip(&known.makers) {
            *context = of;
            if all.len() == set.sorted.len() {
                let each = set.sorted.iter().zip(all);
                pieces.extend(each.map(|(id, piece)| is_same(id).then_some(*piece)));
            }
        }
        out
    }

    /// The pieces of a maker, which follow from `context`, too.
    pub(crate) fn work(&self, maker: Maker, context: String) -> Work<'_> {
        let (of, known) = &self.known[maker as usize];
        Work {
            maker,
            known: if *of == context { known } else { &[] },
            context,
            made: Vec::new(),
        }
    }
}

impl Work<'_> {
    /// The piece of the component at that place of the set's order. To be called for each.
    pub(crate) fn piece(&mut self, at: usize, make: impl FnOnce() -> String) -> &str {
        let known = self.known.get(at).copied().flatten();
        if self.made.len() <= at {
            self.made.resize(at + 1, String::new());
        }
        self.made[at] = known.map_or_else(make, str::to_owned);
        &self.made[at]
    }
}

/// What the next emission reads.
pub(crate) fn leave(sets: &[(u32, &OfSet<'_>, &[Work<'_>])], run: &str) -> String {
    let mut out = format!("{HEAD}\n");
    put(&mut out, run);
    for (major, of, works) in sets {
        put_number(&mut out, *major as usize);
        put(&mut out, &of.structure);
        for maker in Maker::ALL {
            let work = works.iter().find(|work| work.maker == maker);
            put(&mut out, work.map_or("", |work| &work.context));
            let made = work.map_or(&[][..], |work| &work.made);
            put_number(&mut out, made.len());
            made.iter().for_each(|piece| put(&mut out, piece));
        }
    }
    out
}

/// What all components are called and where they stand.
fn structure(set: &Set<'_>) -> String {
    let files: HashMap<ComponentId, (&str, bool)> = set
        .entities
        .iter()
        .map(|entity| (entity.component, (entity.file.as_str(), entity.own)))
        .collect();
    let mut out = String::new();
    for id in &set.sorted {
        let component = set.component(*id);
        out.push_str(&component.name);
        out.push(' ');
        out.push_str(&component.id.0);
        out.push_str(match component.direction {
            contractual_model::Direction::Read => " read ",
            contractual_model::Direction::Write => " write ",
        });
        out.push(if component.whole { 'w' } else { 'p' });
        out.push(if component.recursive { 'r' } else { '-' });
        if let Some((file, own)) = files.get(id) {
            out.push(if *own { '+' } else { '-' });
            out.push_str(file);
        }
        out.push('\n');
    }
    out
}
