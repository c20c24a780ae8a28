//! Each type of a model as a line of JSON, and the digests that follow from them.

use std::collections::BTreeMap;
use std::panic::resume_unwind;

use crate::code::Code;
use crate::contract::{Kind, Model, TypeDef, TypeId};
use crate::digest::{self, Digest};
use crate::json;
use crate::quick::HashMap;

/// Each type of a model as one line of JSON: what the model file and the digests are made of.
pub fn lines(model: &Model) -> Lines {
    lines_beside(model, Lines::default())
}

/// As [`lines`], where those of some types are known.
pub fn lines_beside(model: &Model, known: Lines) -> Lines {
    let new = model.types.iter();
    let all: Vec<(&TypeId, &TypeDef)> = new.filter(|(id, _)| !known.0.contains_key(*id)).collect();
    let each = |part: &[(&TypeId, &TypeDef)]| -> Vec<(TypeId, Line)> {
        let lines = part.iter();
        let lines = lines.map(|(id, def)| {
            let text = json::to_line(&def.encode());
            let digest = digest::of_bytes(text.as_bytes());
            ((*id).clone(), Line { text, digest })
        });
        lines.collect()
    };
    // each by itself, and there may be thousands: so in two halves
    let (one, other) = all.split_at(if all.len() < FEW { 0 } else { all.len() / 2 });
    let lines = std::thread::scope(|scope| {
        let beside = (!one.is_empty())
            .then(|| std::thread::Builder::new().spawn_scoped(scope, || each(one)));
        let mut lines = each(other);
        match beside {
            Some(Ok(beside)) => {
                lines.extend(beside.join().unwrap_or_else(|why| resume_unwind(why)));
            }
            Some(Err(_)) => lines.extend(each(one)),
            None => {}
        }
        lines
    });
    let mut all = known;
    all.0.extend(lines);
    all
}

/// Fewer types are not worth a thread.
const FEW: usize = 100;

/// See [`lines`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines(pub(super) BTreeMap<TypeId, Line>);

/// A type as one line of JSON, and its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its definition as the model file writes it.
    pub text: String,
    /// The digest of that.
    pub digest: Digest,
}

impl Lines {
    /// The line of a type.
    pub fn get(&self, id: &TypeId) -> Option<&str> {
        self.0.get(id).map(|line| line.text.as_str())
    }

    /// The line of a type, with its digest.
    pub fn line(&self, id: &TypeId) -> Option<&Line> {
        self.0.get(id)
    }

    /// Adds what is known to be the line of a type.
    pub fn insert(&mut self, id: TypeId, line: Line) {
        self.0.insert(id, line);
    }
}

/// Digests of what types and everything they refer to mean, by identity: two crates that agree on a type's digest agree on the contract.
/// Those that are known need not be found.
pub fn digests(
    model: &Model,
    lines: &Lines,
    known: BTreeMap<TypeId, Digest>,
) -> BTreeMap<TypeId, Digest> {
    // a digest folds those of the types that are reached
    let mut named: HashMap<&TypeId, Vec<&TypeId>> = HashMap::default();
    let mut all = known;
    for id in lines.0.keys() {
        if all.contains_key(id) {
            continue;
        }
        let mut open = vec![id];
        let mut seen = BTreeMap::new();
        while let Some(next) = open.pop() {
            if let (Some(line), Some(def)) = (lines.0.get(next), model.types.get(next))
                && seen.insert(next, line.digest).is_none()
            {
                open.extend(named.entry(next).or_insert_with(|| references(def)).iter());
            }
        }
        let parts: Vec<Digest> = seen.into_values().collect();
        all.insert(id.clone(), digest::identity(&id.0, &parts));
    }
    all
}

/// The types that a definition names.
fn references(def: &TypeDef) -> Vec<&TypeId> {
    let mut found = Vec::new();
    def.visit_types(&mut |ty| {
        if let Kind::Ref(id) = &ty.kind {
            found.push(id);
        }
    });
    found
}
