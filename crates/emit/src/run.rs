//! One emission: resolve, let every emitter write, collect what is to be said.

use std::panic::resume_unwind;

use contractual_diag::Diagnostic;
use contractual_model::codec::Lines;
use contractual_model::json::to_line;
use contractual_model::{Artifact, Model};

use crate::fixtures::EntityFixtures;
use crate::memory::{Files, Ground, Kept, Left, Memory, Remembered, key};
use crate::openapi::Examples;
use crate::pieces::{Maker, OfSet, Work};
use crate::set::Set;
use crate::{
    Emission, Existing, Project, fixtures, handover, json_schema, justfile, openapi, pieces,
    pydantic, pytest, reference, set, typescript,
};

/// All artifacts of a model.
///
/// # Errors
/// What cannot be emitted; then nothing is to be written.
pub fn emit(
    model: &Model,
    project: &Project,
    existing: &Existing,
) -> Result<Emission, Vec<Diagnostic>> {
    Ok(emission(model, project, existing, None)?.0)
}

/// As [`emit`], but files of entities for which nothing changed since an earlier emission are taken from its memory: they are in
/// [`Emission::remembered`]. Gives what this one leaves for the next time, too.
///
/// # Errors
/// As [`emit`].
pub fn emit_again(
    model: &Model,
    project: &Project,
    existing: &Existing,
    memory: &Memory<'_>,
    now: &Now<'_>,
) -> Result<(Emission, Left), Vec<Diagnostic>> {
    emission(model, project, existing, Some((memory, now)))
}

/// What is known of an emission beside its input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Now<'l> {
    /// A name that no other emission has.
    pub run: &'l str,
    /// The types of the model as lines, where they are at hand.
    pub lines: Option<&'l Lines>,
    /// True if files that follow from contracts and are what they were need only be counted: they are in [`Emission::aside`].
    pub aside: bool,
}

/// What is made of one major version.
struct Part<'s, 'm, 'k, 't> {
    set: &'s Set<'m>,
    /// What the files of each entity follow from, and the entity as it is remembered.
    entities: Vec<(String, Option<&'k Remembered<'t>>)>,
    /// Empty if nobody asks for them.
    fixtures: Vec<EntityFixtures>,
    /// The files of each entity that were made anew.
    files: Vec<Vec<Artifact>>,
}

/// The files that hold every component, and the pieces that they are put together from.
type Whole<'w> = (Vec<Artifact>, Vec<Work<'w>>);

impl<'k, 't> Part<'_, '_, 'k, 't> {
    fn known(&self, at: usize) -> Option<&'k Remembered<'t>> {
        self.entities.get(at).and_then(|(_, known)| *known)
    }
}

fn emission(
    model: &Model,
    project: &Project,
    existing: &Existing,
    memory: Option<(&Memory<'_>, &Now<'_>)>,
) -> Result<(Emission, Left), Vec<Diagnostic>> {
    let now = memory.map_or_else(Now::default, |(_, now)| *now);
    let memory = memory.map(|(memory, _)| memory);
    let sets = sets(model)?;
    let sets: Vec<&Set<'_>> = sets.iter().collect();
    let ground = memory.map(|_| Ground::of(model, project, now.lines));
    let mut out = Emission::default();
    // where a path is chosen by hand, it is compared with all others
    let chosen = |set: &&Set<'_>| set.entities.iter().any(|entity| entity.handover.is_some());
    let aside = now.aside && !sets.iter().any(chosen);
    let mut errors = Vec::new();
    let mut parts: Vec<Part<'_, '_, '_, '_>> = Vec::new();
    let of_sets: Vec<OfSet<'_>> = sets
        .iter()
        .map(|set| match (&ground, memory) {
            (Some(ground), Some(memory)) => OfSet::of(set, ground, memory),
            _ => OfSet::default(),
        })
        .collect();
    let mut works: Vec<Vec<Work<'_>>> = Vec::new();
    for (set, pieces) in sets.iter().zip(&of_sets) {
        let entities = ground
            .as_ref()
            .map(|ground| ground.entities(&sets, set, memory))
            .unwrap_or_default();
        let known: Vec<Option<&Remembered<'_>>> =
            entities.iter().map(|(_, known)| *known).collect();
        let mut part = Part {
            set,
            entities,
            fixtures: Vec::new(),
            files: Vec::new(),
        };
        // two halves that ask nothing of each other, side by side
        let types = || of_types(set, project, pieces);
        let mut openapi = pieces.work(Maker::OpenApi, String::new());
        std::thread::scope(|scope| {
            let beside = std::thread::Builder::new().spawn_scoped(scope, types);
            let examples = if project.runs("fixtures") || project.runs("pytest") {
                let (fixtures, warnings) = fixtures::make(set, &known);
                out.warnings.extend(warnings);
                part.fixtures = fixtures;
                fixtures::examples(set, &part.fixtures)
            } else if project.runs("openapi") || project.runs("reference") {
                fixtures::minimal_only(set, &known)
            } else {
                Examples::new()
            };
            of_entities(&sets, &mut part, project, &examples, aside, &mut out);
            if project.runs("handover") {
                out.artifacts.extend(handover::emit(set, project));
            }
            if project.runs("openapi") {
                match openapi::emit(set, project, existing, &examples, &mut openapi) {
                    Ok((document, tree, carried)) => {
                        out.trees.insert(document.path.clone(), tree);
                        out.artifacts.push(document);
                        out.carried_over.extend(carried);
                    }
                    Err(found) => errors.extend(found),
                }
            }
            let (files, mut made) = match beside {
                Ok(beside) => beside.join().unwrap_or_else(|why| resume_unwind(why)),
                Err(_) => types(),
            };
            out.artifacts.extend(files);
            made.push(openapi);
            works.push(made);
        });
        out.open.extend(set.open_places());
        parts.push(part);
    }
    if !errors.is_empty() {
        contractual_diag::sort(&mut errors);
        return Err(errors);
    }
    if project.runs("pytest") && !parts.is_empty() {
        let parts: Vec<pytest::Part<'_, '_>> = parts
            .iter()
            .map(|part| (part.set, part.fixtures.as_slice()))
            .collect();
        out.artifacts.extend(pytest::emit(&parts, project));
        out.warnings.extend(pytest::check(project, existing));
    }
    if project.runs("justfile") {
        out.artifacts
            .extend(justfile::emit(&sets, project, existing.justfile.as_deref()));
    }
    let left = ground
        .map(|ground| {
            let made = sets.iter().zip(&of_sets).zip(&works);
            let made: Vec<_> = made
                .map(|((set, of), works)| (set.major, of, works.as_slice()))
                .collect();
            ground.leave(&kept(&parts), pieces::leave(&made, now.run), now.run)
        })
        .unwrap_or_default();
    out.artifacts
        .extend(parts.into_iter().flat_map(|part| part.files).flatten());
    out.artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    out.remembered.sort_by(|a, b| a.path.cmp(&b.path));
    let clashes = handover::clashes(out.artifacts.iter().chain(&out.remembered));
    if !clashes.is_empty() {
        return Err(clashes);
    }
    out.open.sort();
    contractual_diag::sort(&mut out.warnings);
    Ok((out, left))
}

/// The files of a set that show its types in other languages.
fn of_types<'w>(set: &Set<'_>, project: &Project, pieces: &'w OfSet<'_>) -> Whole<'w> {
    let mut files = Vec::new();
    let mut works = Vec::new();
    if project.runs("pydantic") {
        let (module, work) = pydantic::emit(set, project, pieces);
        files.extend(module);
        works.extend(work);
    }
    if project.runs("typescript") {
        let mut types = pieces.work(Maker::TypeScript, String::new());
        let mut schemas = pieces.work(Maker::TypeScriptSchemas, String::new());
        files.extend(typescript::emit(set, project, &mut types, &mut schemas));
        works.extend([types, schemas]);
    }
    (files, works)
}

/// The set of each major version.
fn sets(model: &Model) -> Result<Vec<Set<'_>>, Vec<Diagnostic>> {
    let mut majors: Vec<u32> = model.types.values().map(|def| def.major).collect();
    majors.extend(model.apis.iter().map(|api| api.major));
    majors.sort_unstable();
    majors.dedup();
    let mut sets = Vec::new();
    let mut errors = Vec::new();
    for major in majors {
        match set::resolve(model, major) {
            Ok(set) => sets.push(set),
            Err(found) => errors.extend(found),
        }
    }
    contractual_diag::sort(&mut errors);
    if errors.is_empty() {
        Ok(sets)
    } else {
        Err(errors)
    }
}

/// The files of entities: schema, page, fixtures.
fn of_entities(
    sets: &[&Set<'_>],
    part: &mut Part<'_, '_, '_, '_>,
    project: &Project,
    examples: &Examples,
    aside: bool,
    out: &mut Emission,
) {
    let set = part.set;
    let pages = reference::Pages::of(sets, set, project);
    for (at, entity) in set.entities.iter().enumerate() {
        let mut files = Vec::new();
        let fixtures = part.fixtures.get(at);
        if !entity.own {
            // its files are those of its own version
        } else if let Some(known) = part.known(at) {
            known.artifacts(set, entity, aside, out);
        } else {
            if project.runs("json_schema") {
                files.push(json_schema::artifact(set, project, entity));
            }
            if project.runs("reference") {
                files.push(pages.artifact(entity, fixtures, examples));
            }
            if let (Some(fixtures), true) = (fixtures, project.runs("fixtures")) {
                files.extend(fixtures::artifacts(set, project, entity, fixtures));
            }
        }
        part.files.push(files);
    }
}

/// The entities that can be remembered: those with fixtures of which nothing was said. Without fixtures their smallest documents, which
/// OpenAPI shows, would be lost.
fn kept<'a>(parts: &'a [Part<'_, '_, 'a, 'a>]) -> Vec<Kept<'a>> {
    let mut found = Vec::new();
    for part in parts {
        for (at, entity) in part.set.entities.iter().enumerate() {
            let fixtures = part.fixtures.get(at);
            let Some((follows, known)) = part.entities.get(at) else {
                continue;
            };
            if !fixtures.is_some_and(|fixtures| fixtures.quiet) {
                continue;
            }
            let (minimal, refused, run, files) = match known {
                Some(known) => (
                    known.minimal.to_owned(),
                    known.refused,
                    Some(known.run),
                    known.files(),
                ),
                None => (
                    fixtures
                        .and_then(|one| one.minimal.as_ref())
                        .map(to_line)
                        .unwrap_or_default(),
                    fixtures.map_or("", |one| one.refused.as_str()),
                    None,
                    Files::New(
                        part.files[at]
                            .iter()
                            .map(|file| (file.emitter, file.path.as_str(), file.text.as_str()))
                            .collect(),
                    ),
                ),
            };
            found.push(Kept {
                key: key(part.set, entity),
                follows,
                minimal,
                refused,
                run,
                files,
            });
        }
    }
    found
}
