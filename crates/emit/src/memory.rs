//! What one emission leaves for the next, so that a changed type costs its own artifacts and not everybody's.
//!
//! An entity's files are made again only if something that they follow from changed: the definition of a type that it reaches, the
//! name of a component, who uses it, or the project. All of it is compared as text, never by a digest. The caller keeps the text and
//! answers for the program being the same; a text of another format, or one that is cut off, counts as none. Emission with and without
//! a memory gives the same bytes.
//!
//! The texts of files stand apart, by entity: whoever knows that the files on disk are what was emitted last does not need them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use contractual_model::codec::{self, Lines};
use contractual_model::json::{Json, parse};
use contractual_model::quick::{HashMap, HashSet};
use contractual_model::{Artifact, Kind, Model, TypeDef, TypeId};

use crate::emission::Aside;
use crate::pieces::Pieces;
use crate::set::{ComponentId, Entity, Set};
use crate::{Emission, Project};

const HEAD: &str = "contractual-emission 3";
const TEXTS: &str = "contractual-texts 2";

/// The emitters whose files belong to one entity and are remembered.
const EMITTERS: [&str; 3] = ["json_schema", "reference", "fixtures"];

/// What an earlier emission left.
#[derive(Debug, Default)]
pub struct Memory<'t> {
    project: &'t str,
    types: HashMap<&'t str, &'t str>,
    entities: HashMap<&'t str, Remembered<'t>>,
    /// The name of the emission.
    run: &'t str,
    pub(crate) pieces: Pieces<'t>,
}

/// What an emission leaves for the next one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// For [`Memory::read`].
    pub memory: String,
    /// For [`Memory::with_texts`]: of each entity that was made anew, its name in the memory and the texts of its files.
    pub texts: Vec<(String, String)>,
    /// For [`Memory::with_pieces`].
    pub pieces: String,
}

/// An entity as it was.
#[derive(Debug)]
pub(crate) struct Remembered<'t> {
    /// What its files follow from, beside the definitions of types.
    follows: &'t str,
    /// The smallest valid document; empty if there is none.
    pub(crate) minimal: &'t str,
    /// Its lines in the table of refused documents.
    pub(crate) refused: &'t str,
    /// The run that made it.
    pub(crate) run: &'t str,
    /// The files, by emitter in its order.
    groups: Vec<Group<'t>>,
    /// Their texts in the same order, if they are asked for.
    texts: Option<Vec<&'t str>>,
}

/// The files of an entity that one emitter makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'t> {
    emitter: &'static str,
    number: usize,
    /// Their paths as fields: there are many, and most runs do not ask for them.
    paths: &'t str,
}

impl<'t> Group<'t> {
    fn paths(&self) -> impl Iterator<Item = &'t str> {
        let mut fields = Fields(self.paths);
        std::iter::from_fn(move || fields.next())
    }
}

impl<'t> Memory<'t> {
    /// Reads what [`crate::emit_again`] left; `None` if it is not whole or of another format.
    pub fn read(text: &'t str) -> Option<Self> {
        let mut fields = Fields(text.strip_prefix(HEAD)?.strip_prefix('\n')?);
        let mut out = Self {
            project: fields.next()?,
            run: fields.next()?,
            ..Self::default()
        };
        for _ in 0..fields.number()? {
            let id = fields.next()?;
            out.types.insert(id, fields.next()?);
        }
        for _ in 0..fields.number()? {
            let name = fields.next()?;
            let mut entity = Remembered {
                follows: fields.next()?,
                minimal: fields.next()?,
                refused: fields.next()?,
                run: fields.next()?,
                groups: Vec::new(),
                texts: None,
            };
            for _ in 0..fields.number()? {
                entity.groups.push(Group {
                    emitter: EMITTERS.get(fields.number()?)?,
                    number: fields.number()?,
                    paths: fields.next()?,
                });
            }
            out.entities.insert(name, entity);
        }
        fields.0.is_empty().then_some(out)
    }

    /// The names of the entities.
    pub fn entities(&self) -> impl Iterator<Item = &'t str> {
        self.entities.keys().copied()
    }

    /// The same with the pieces of files that hold every component, which [`Left::pieces`] gave; without, if they are broken or of another
    /// emission.
    #[must_use]
    pub fn with_pieces(mut self, pieces: &'t str) -> Self {
        self.pieces = Pieces::read(pieces, self.run).unwrap_or_default();
        self
    }

    /// True if it is of a project with the same settings.
    pub(crate) fn is_of(&self, ground: &Ground<'_>) -> bool {
        self.project == ground.project
    }

    /// The same with the texts of files, which [`Left::texts`] gave. An entity whose texts are not there, or are those of another run, is
    /// forgotten.
    #[must_use]
    pub fn with_texts(mut self, texts: &'t BTreeMap<String, String>) -> Self {
        self.entities.retain(|name, entity| {
            texts
                .get(*name)
                .is_some_and(|text| entity.take_texts(text).is_some())
        });
        self
    }
}

impl<'t> Remembered<'t> {
    fn take_texts(&mut self, text: &'t str) -> Option<()> {
        let mut fields = Fields(text.strip_prefix(TEXTS)?.strip_prefix('\n')?);
        let number: usize = self.groups.iter().map(|group| group.number).sum();
        if fields.next()? != self.run || fields.number()? != number {
            return None;
        }
        let mut texts = Vec::with_capacity(number);
        for path in self.groups.iter().flat_map(Group::paths) {
            if fields.next()? != path {
                return None;
            }
            texts.push(fields.next()?);
        }
        self.texts = Some(texts);
        fields.0.is_empty().then_some(())
    }
}

impl<'t> Remembered<'t> {
    pub(crate) fn minimal(&self) -> Option<Json> {
        parse(self.minimal).ok()
    }

    /// The files, as the emitters would make them again; without their texts if nobody gave them. With `aside` those that follow from the
    /// contract are only counted.
    pub(crate) fn artifacts(
        &self,
        set: &Set<'_>,
        entity: &Entity,
        aside: bool,
        out: &mut Emission,
    ) {
        let all = set.claimed_by(entity);
        let contract = (set.component(entity.component).name.clone(), set.major);
        let mut texts = self.texts.iter().flatten();
        for group in &self.groups {
            if aside && group.emitter != "json_schema" {
                let first = group.paths().next().unwrap_or_default();
                let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
                out.aside.push(Aside {
                    contract: contract.clone(),
                    emitter: group.emitter,
                    folder: folder.to_owned(),
                    files: group.number,
                });
                continue;
            }
            let claimed_by = match group.emitter {
                "fixtures" => &all[..1],
                _ => &all,
            };
            out.remembered.extend(group.paths().map(|path| Artifact {
                path: path.to_owned(),
                text: texts.next().copied().unwrap_or_default().to_owned(),
                emitter: group.emitter,
                claimed_by: claimed_by.to_vec(),
                contract: Some(contract.clone()),
            }));
        }
    }

    /// As they are kept.
    pub(crate) fn files(&self) -> Files<'t> {
        Files::Known(self.groups.clone())
    }
}

/// Length, line feed, text, line feed.
pub(crate) struct Fields<'t>(pub(crate) &'t str);

impl<'t> Fields<'t> {
    pub(crate) fn number(&mut self) -> Option<usize> {
        let (digits, rest) = self.0.split_once('\n')?;
        self.0 = rest;
        digits.parse().ok()
    }

    pub(crate) fn next(&mut self) -> Option<&'t str> {
        let length = self.number()?;
        let field = self.0.get(..length)?;
        self.0 = self.0.get(length..)?.strip_prefix('\n')?;
        Some(field)
    }
}

pub(crate) fn put_number(out: &mut String, number: usize) {
    out.push_str(&number.to_string());
    out.push('\n');
}

pub(crate) fn put(out: &mut String, text: &str) {
    put_number(out, text.len());
    out.push_str(text);
    out.push('\n');
}

/// What this emission follows from, in the form in which it is remembered.
pub(crate) struct Ground<'m> {
    project: String,
    /// The definition of every type.
    types: BTreeMap<&'m str, Cow<'m, str>>,
    references: HashMap<&'m str, Vec<&'m str>>,
}

impl<'m> Ground<'m> {
    pub(crate) fn of(model: &'m Model, project: &Project, lines: Option<&'m Lines>) -> Self {
        let mut types = BTreeMap::new();
        let mut references = HashMap::default();
        for (id, def) in &model.types {
            let line = lines.and_then(|lines| lines.get(id));
            let line = line.map_or_else(|| codec::write_type(def).into(), Cow::Borrowed);
            types.insert(id.0.as_str(), line);
            references.insert(id.0.as_str(), named(def));
        }
        Self {
            project: format!("{project:?}"),
            types,
            references,
        }
    }

    /// The entities of a set with what their files follow from, and what is remembered of those that are still the same.
    pub(crate) fn entities<'k, 't>(
        &self,
        sets: &[&Set<'_>],
        set: &Set<'_>,
        memory: Option<&'k Memory<'t>>,
    ) -> Vec<(String, Option<&'k Remembered<'t>>)> {
        let memory = memory.filter(|memory| memory.project == self.project);
        let mut components: HashMap<&TypeId, Vec<ComponentId>> = HashMap::default();
        for id in &set.sorted {
            let known = components.entry(&set.component(*id).id).or_default();
            known.push(*id);
        }
        let files: HashMap<ComponentId, &str> = set
            .entities
            .iter()
            .map(|entity| (entity.component, entity.file.as_str()))
            .collect();
        let uses = crate::reference::uses(set);
        set.entities
            .iter()
            .map(|entity| {
                let Entity {
                    component: _,
                    stem,
                    file,
                    schema_id,
                    handover: _,
                    title,
                    release,
                    own,
                } = entity;
                let mut follows =
                    format!("{stem} {file} {schema_id:?} {title:?} {release:?} {own}\n");
                for other in sets.iter().filter(|other| other.major != set.major) {
                    let name = &set.component(entity.component).name;
                    let same =
                        |one: &&Entity| one.own && other.component(one.component).name == *name;
                    if let Some(same) = other.entities.iter().find(same) {
                        follows.push_str(&same.file);
                        follows.push('\n');
                    }
                }
                for used in uses.get(&entity.component).into_iter().flatten() {
                    follows.push_str(used);
                    follows.push('\n');
                }
                let reached = self.reached(&set.component(entity.component).id.0);
                for id in &reached {
                    follows.push_str(id);
                    for component in components
                        .get(&TypeId((*id).to_owned()))
                        .into_iter()
                        .flatten()
                    {
                        let each = set.component(*component);
                        follows.push(' ');
                        follows.push_str(&each.name);
                        follows.push_str(match each.direction {
                            contractual_model::Direction::Read => " read ",
                            contractual_model::Direction::Write => " write ",
                        });
                        follows.push_str(files.get(component).copied().unwrap_or("-"));
                    }
                    follows.push('\n');
                }
                let known = memory.and_then(|memory| {
                    let known = memory.entities.get(key(set, entity).as_str())?;
                    let same = known.follows == follows
                        && reached.iter().all(|id| {
                            self.types.get(id).map(AsRef::as_ref) == memory.types.get(id).copied()
                        });
                    same.then_some(known)
                });
                (follows, known)
            })
            .collect()
    }

    /// The types that reach nothing but what is defined as it was.
    pub(crate) fn unchanged(&self, memory: &Memory<'_>) -> HashSet<&'m str> {
        let mut users: HashMap<&str, Vec<&'m str>> = HashMap::default();
        for (id, named) in &self.references {
            for used in named {
                users.entry(*used).or_default().push(*id);
            }
        }
        let is_same = |id: &str, line: &str| memory.types.get(id).copied() == Some(line);
        let mut open: Vec<&str> = Vec::new();
        open.extend(users.keys().filter(|id| !self.types.contains_key(**id)));
        open.extend(
            memory
                .types
                .keys()
                .filter(|id| !self.types.contains_key(**id)),
        );
        let mut same: HashSet<&'m str> = HashSet::default();
        for (id, line) in &self.types {
            match is_same(id, line) {
                true => drop(same.insert(*id)),
                false => open.push(*id),
            }
        }
        while let Some(changed) = open.pop() {
            for user in users.get(changed).into_iter().flatten() {
                if same.remove(user) {
                    open.push(*user);
                }
            }
        }
        same
    }

    /// The types that a type names, directly or not, and itself; sorted.
    fn reached<'r>(&'r self, id: &'r str) -> Vec<&'r str> {
        let mut found = std::collections::BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if found.insert(next) {
                open.extend(self.references.get(next).into_iter().flatten());
            }
        }
        found.into_iter().collect()
    }

    /// What the next emission reads; `run` names this one.
    pub(crate) fn leave(&self, entities: &[Kept<'_>], pieces: String, run: &str) -> Left {
        let size: usize = entities.iter().map(Kept::size).sum();
        let mut texts = Vec::new();
        let mut out = String::with_capacity(size + size / 4);
        out.push_str(HEAD);
        out.push('\n');
        put(&mut out, &self.project);
        put(&mut out, run);
        put_number(&mut out, self.types.len());
        for (id, text) in &self.types {
            put(&mut out, id);
            put(&mut out, text);
        }
        put_number(&mut out, entities.len());
        for entity in entities {
            put(&mut out, &entity.key);
            put(&mut out, entity.follows);
            put(&mut out, &entity.minimal);
            put(&mut out, entity.refused);
            put(&mut out, entity.run.unwrap_or(run));
            entity.files.put(&mut out);
            if let Files::New(files) = &entity.files {
                texts.push((entity.key.clone(), texts_of(files, run)));
            }
        }
        Left {
            memory: out,
            texts,
            pieces,
        }
    }
}

/// An entity as it is kept.
pub(crate) struct Kept<'a> {
    pub(crate) key: String,
    pub(crate) follows: &'a str,
    pub(crate) minimal: String,
    pub(crate) refused: &'a str,
    /// The run that made it, if this one did not.
    pub(crate) run: Option<&'a str>,
    pub(crate) files: Files<'a>,
}

/// The files of an entity, as they are kept.
pub(crate) enum Files<'a> {
    /// Emitter, path and text of those that were made anew.
    New(Vec<(&'static str, &'a str, &'a str)>),
    /// Those that are remembered.
    Known(Vec<Group<'a>>),
}

impl Files<'_> {
    fn size(&self) -> usize {
        match self {
            Self::New(files) => files.iter().map(|(_, path, _)| path.len() + 8).sum(),
            Self::Known(groups) => groups.iter().map(|group| group.paths.len() + 24).sum(),
        }
    }

    fn put(&self, out: &mut String) {
        match self {
            Self::New(files) => {
                let groups: Vec<_> = files
                    .chunk_by(|(one, ..), (other, ..)| one == other)
                    .collect();
                put_number(out, groups.len());
                for files in groups {
                    let mut paths = String::new();
                    files.iter().for_each(|(_, path, _)| put(&mut paths, path));
                    put_group(out, files[0].0, files.len(), &paths);
                }
            }
            Self::Known(groups) => {
                put_number(out, groups.len());
                for group in groups {
                    put_group(out, group.emitter, group.number, group.paths);
                }
            }
        }
    }
}

fn put_group(out: &mut String, emitter: &str, number: usize, paths: &str) {
    let at = EMITTERS.iter().position(|known| *known == emitter);
    put_number(out, at.unwrap_or(EMITTERS.len()));
    put_number(out, number);
    put(out, paths);
}

impl Kept<'_> {
    fn size(&self) -> usize {
        self.files.size() + self.follows.len() + self.refused.len() + self.minimal.len() + 64
    }
}

fn texts_of(files: &[(&'static str, &str, &str)], run: &str) -> String {
    let mut out = format!("{TEXTS}\n");
    put(&mut out, run);
    put_number(&mut out, files.len());
    for (_, path, text) in files {
        put(&mut out, path);
        put(&mut out, text);
    }
    out
}

/// The name of an entity among all sets.
pub(crate) fn key(set: &Set<'_>, entity: &Entity) -> String {
    format!("{} {}", set.major, entity.file)
}

/// The types that a definition names.
fn named(def: &TypeDef) -> Vec<&str> {
    let mut found = Vec::new();
    def.visit_types(&mut |ty| {
        if let Kind::Ref(id) = &ty.kind {
            found.push(id.0.as_str());
        }
    });
    found
}
