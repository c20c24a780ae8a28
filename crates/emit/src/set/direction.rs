//! Which types are read, which are written, and which look different in the two directions.

use std::collections::{BTreeMap, BTreeSet};

use contractual_model::quick::{HashMap, HashSet};
use contractual_model::{
    Additional, Api, Direction, Kind, Model, Object, Shape, Type, TypeDef, TypeId, VariantBody,
};

/// The uses of the types of one major version.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// Directions in which a type is used; empty sets do not occur.
    used: BTreeMap<TypeId, BTreeSet<Direction>>,
    /// Types whose two forms are not the same.
    differs: HashSet<TypeId>,
    /// Types with a schema file.
    pub(crate) entities: Vec<TypeId>,
}

/// The contract types that each type names.
type References<'m> = HashMap<&'m TypeId, Vec<&'m TypeId>>;

impl Uses {
    pub(crate) fn find(model: &Model, apis: &[&Api], major: u32) -> Self {
        let references: References<'_> = model
            .types
            .values()
            .map(|def| (&def.id, references(def, &Direction::ALL)))
            .collect();
        let directed = Direction::ALL.map(|direction| {
            let of = |def| references_of(def, direction, &references);
            (direction, model.types.values().map(of).collect())
        });
        let mut uses = Self {
            differs: differing(model, &references),
            ..Self::default()
        };

        let mut roots: Vec<(TypeId, Direction)> = Vec::new();
        let mut bodies: BTreeSet<&TypeId> = BTreeSet::new();
        let mut named: HashSet<&TypeId> = HashSet::default();
        for operation in apis.iter().flat_map(|api| &api.operations) {
            let mut add =
                |ty, direction| each_reference(ty, &mut |id| roots.push((id.clone(), direction)));
            operation
                .parameters
                .iter()
                .for_each(|parameter| add(&parameter.ty, Direction::Read));
            operation
                .body
                .iter()
                .for_each(|body| add(body, Direction::Read));
            for response in &operation.responses {
                response
                    .body
                    .iter()
                    .for_each(|body| add(body, Direction::Write));
                response
                    .headers
                    .iter()
                    .for_each(|header| add(&header.ty, Direction::Write));
            }
            for parameter in &operation.parameters {
                each_reference(&parameter.ty, &mut |id| {
                    named.insert(id);
                });
            }
            for body in operation
                .body
                .iter()
                .chain(operation.responses.iter().filter_map(|r| r.body.as_ref()))
            {
                if let Kind::Ref(id) = &body.kind {
                    bodies.insert(id);
                } else {
                    each_reference(body, &mut |id| {
                        named.insert(id);
                    });
                }
            }
        }
        for (from, to) in &references {
            named.extend(to.iter().copied().filter(|id| id != from));
        }

        let of_version = |def: &&TypeDef| def.major == major;
        let mut entities: Vec<&TypeId> = model
            .types
            .values()
            .filter(of_version)
            .filter(|def| def.entity || bodies.contains(&def.id) || !named.contains(&def.id))
            .map(|def| &def.id)
            .collect();
        entities.extend(
            bodies
                .iter()
                .copied()
                .filter(|id| model.types.get(*id).is_some_and(|def| def.major != major)),
        );

        // Groups that only refer to each other have no root: their first member becomes one.
        let mut reached: HashSet<&TypeId> = HashSet::default();
        let all = |from: &TypeId, reached: &mut HashSet<_>| {
            let mut open: Vec<&TypeId> = model
                .types
                .get_key_value(from)
                .map(|(id, _)| id)
                .into_iter()
                .collect();
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(references.get(next).into_iter().flatten().copied());
                }
            }
        };
        entities.iter().for_each(|id| all(id, &mut reached));
        roots.iter().for_each(|(id, _)| all(id, &mut reached));
        for def in model.types.values().filter(of_version) {
            if !reached.contains(&def.id) {
                entities.push(&def.id);
                all(&def.id, &mut reached);
            }
        }

        uses.spread(&directed, roots);
        let idle: Vec<(TypeId, Direction)> = entities
            .iter()
            .filter(|id| !uses.used.contains_key(**id))
            .map(|id| ((*id).clone(), Direction::Read))
            .collect();
        uses.spread(&directed, idle);
        entities.sort();
        entities.dedup();
        uses.entities = entities.into_iter().cloned().collect();
        uses
    }

    fn spread(
        &mut self,
        directed: &[(Direction, References<'_>)],
        roots: Vec<(TypeId, Direction)>,
    ) {
        let mut open = roots;
        while let Some((id, direction)) = open.pop() {
            let references = directed.iter().find(|(of, _)| *of == direction);
            let next = references.and_then(|(_, all)| all.get(&id));
            if self.used.entry(id).or_default().insert(direction) {
                open.extend(
                    next.into_iter()
                        .flatten()
                        .map(|id| ((*id).clone(), direction)),
                );
            }
        }
    }

    /// The direction whose form stands for a use in `direction`: one form is enough where the two are the same.
    pub(crate) fn canonical(&self, id: &TypeId, direction: Direction) -> Direction {
        if self.differs.contains(id) {
            direction
        } else {
            Direction::Read
        }
    }

    /// The directions of a type that need a component each.
    pub(crate) fn forms(&self, id: &TypeId) -> Vec<Direction> {
        let mut forms: Vec<Direction> = self
            .used
            .get(id)
            .map(|used| {
                used.iter()
                    .map(|direction| self.canonical(id, *direction))
                    .collect()
            })
            .unwrap_or_default();
        forms.dedup();
        forms
    }

    /// What is added to the name of the written form: it has a name of its own only beside the read form.
    pub(crate) fn suffix(&self, id: &TypeId, direction: Direction) -> &'static str {
        let both = self.used.get(id).is_some_and(|used| used.len() == 2);
        if direction == Direction::Write && both && self.differs.contains(id) {
            "Output"
        } else {
            ""
        }
    }
}

/// The contract types that a definition names in those directions.
fn references<'m>(def: &'m TypeDef, directions: &[Direction]) -> Vec<&'m TypeId> {
    let mut found = Vec::new();
    let directions = match &def.written {
        // one form for both
        None => &directions[..1],
        Some(_) => directions,
    };
    for direction in directions {
        each_type(def.form(*direction), &mut |ty| {
            each_reference(ty, &mut |id| found.push(id));
        });
    }
    found.sort();
    found.dedup();
    found
}

/// Those of one direction; `all` are those of both, which mostly are the same.
fn references_of<'m>(
    def: &'m TypeDef,
    direction: Direction,
    all: &References<'m>,
) -> (&'m TypeId, Vec<&'m TypeId>) {
    let named = match (&def.written, all.get(&def.id)) {
        (None, Some(both)) => both.clone(),
        _ => references(def, &[direction]),
    };
    (&def.id, named)
}

fn each_type<'a>(shape: &'a Shape, seen: &mut dyn FnMut(&'a Type)) {
    match shape {
        Shape::Alias(ty) => seen(ty),
        Shape::Object(object) => object_types(object, seen),
        Shape::Enum(all) => {
            for variant in &all.variants {
                match &variant.body {
                    VariantBody::Unit => {}
                    VariantBody::Newtype(ty) => seen(ty),
                    VariantBody::Tuple(items) => items.iter().for_each(&mut *seen),
                    VariantBody::Struct(object) => object_types(object, seen),
                }
            }
        }
    }
}

fn object_types<'a>(object: &'a Object, seen: &mut dyn FnMut(&'a Type)) {
    object.fields.iter().for_each(|field| seen(&field.ty));
    if let Additional::Typed(ty) = &object.additional {
        seen(ty);
    }
}

/// Calls `seen` with every contract type that `ty` names.
pub(crate) fn each_reference<'a>(ty: &'a Type, seen: &mut dyn FnMut(&'a TypeId)) {
    match &ty.kind {
        Kind::Ref(id) => seen(id),
        Kind::Nullable(inner) | Kind::List(inner) | Kind::Set(inner) | Kind::Array(inner, _) => {
            each_reference(inner, seen);
        }
        Kind::Tuple(items) => items.iter().for_each(|item| each_reference(item, seen)),
        Kind::Map { key, value } => {
            each_reference(key, seen);
            each_reference(value, seen);
        }
        _ => {}
    }
}

/// The types whose read and written forms are not the same, by themselves or through what they name.
fn differing(model: &Model, references: &References<'_>) -> HashSet<TypeId> {
    let mut users: HashMap<&TypeId, Vec<&TypeId>> = HashMap::default();
    for (from, to) in references {
        for id in to {
            users.entry(id).or_default().push(from);
        }
    }
    let mut open: Vec<&TypeId> = model
        .types
        .values()
        .filter(|def| differs_itself(def))
        .map(|def| &def.id)
        .collect();
    let mut found = HashSet::default();
    while let Some(next) = open.pop() {
        if found.insert(next.clone()) {
            open.extend(users.get(next).into_iter().flatten().copied());
        }
    }
    found
}

fn differs_itself(def: &TypeDef) -> bool {
    if def.written.is_some() {
        return true;
    }
    match &def.shape {
        Shape::Alias(_) => false,
        Shape::Object(object) => object_differs(object),
        Shape::Enum(all) => all.variants.iter().any(|variant| {
            variant.read != variant.write
                || !variant.aliases.is_empty()
                || matches!(&variant.body, VariantBody::Struct(object) if object_differs(object))
        }),
    }
}

fn object_differs(object: &Object) -> bool {
    object
        .fields
        .iter()
        .any(|field| !field.flatten && (field.read != field.write || !field.aliases.is_empty()))
}
