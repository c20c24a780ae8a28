//! The contracts of other crates: where their models come from, in a build script and without compiling anything.
//!
//! In this order: the folder that the settings name, whose sources are scanned; in a build, the model that the dependency's own build
//! script passed on (`links` in its manifest); without compiling, the sources of a path dependency that would pass one on. Last, for the
//! command line alone, the model that a published package carries. A dependency for which none of this holds has no contracts that are known here, and a
//! type of it says what to do.

use std::path::{Path, PathBuf};

use contractual_diag::{Diagnostic, SourceLoc, nearest};
use contractual_model::builtin;
use contractual_model::codec::Published;
use contractual_scan::{Absent, Dependency, Outline};

use crate::cargo::Environment;
use crate::manifest::{Manifest, Named};
use crate::{Package, fs, session, source};

/// What the keys of packages that pass on a model start with.
pub const LINKS: &str = "contractual_";

/// How deep path dependencies may name each other.
const MAX_DEPTH: usize = 32;

/// Which of a dependency's models is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// That of the features and target of this build: what rustc compiles.
    Compiled,
    /// That of the declared features and target: what committed artifacts follow from.
    Declared,
}

/// What is known of a package's dependencies, not read to the end yet.
#[derive(Debug, Default)]
pub struct Dependencies {
    found: Vec<(Named, Origin)>,
    absent: Vec<Absent>,
}

#[derive(Debug)]
enum Origin {
    /// A model file, its text, and what it says.
    File(PathBuf, String, Published),
    /// Sources, with what they depend on in turn.
    Sources(Box<(Package, Outline, Dependencies)>),
}

impl Dependencies {
    /// As a build script finds them.
    ///
    /// # Errors
    /// The settings name a folder that cannot be used, or a model cannot be read.
    pub fn of_build(
        package: &Package,
        environment: &Environment,
        wanted: Wanted,
    ) -> Result<Self, Vec<Diagnostic>> {
        let passed = match wanted {
            Wanted::Compiled => &environment.models,
            Wanted::Declared => &environment.declared,
        };
        let mut models = Vec::new();
        for (_, path) in passed {
            models.extend(file(path)?);
        }
        Self::find(package, &[], |named, _| {
            Ok(models
                .iter()
                .find(|(.., published)| published.package == named.package)
                .map(|(path, text, published)| {
                    Origin::File(path.clone(), text.clone(), published.clone())
                }))
        })
    }

    /// As they are found without compiling anything.
    ///
    /// # Errors
    /// As [`Dependencies::of_build`], or sources of a path dependency cannot be read.
    pub fn of_sources(package: &Package) -> Result<Self, Vec<Diagnostic>> {
        Self::of_sources_within(package, &[])
    }

    fn of_sources_within(package: &Package, above: &[PathBuf]) -> Result<Self, Vec<Diagnostic>> {
        Self::find(package, above, |named, above| match &named.path {
            Some(folder) if passes_on(folder) => sources(folder, above, &named.name).map(Some),
            _ => Ok(None),
        })
    }

    fn find(
        package: &Package,
        above: &[PathBuf],
        other: impl Fn(&Named, &[PathBuf]) -> Result<Option<Origin>, Vec<Diagnostic>>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut all = Self::default();
        let listed = named(package);
        for key in package.settings.dependencies.keys() {
            if !listed.iter().any(|one| one.is_called(key)) {
                let known = listed.iter().map(|one| one.name.as_str());
                return Err(vec![in_settings(
                    format!("[dependencies] names `{key}`, which is no dependency of this package"),
                    match nearest(key, known) {
                        Some(near) => format!("write `{near}`"),
                        None => {
                            "add it to [dependencies] of Cargo.toml, or remove it here".to_owned()
                        }
                    },
                )]);
            }
        }
        for named in listed {
            let folders = &package.settings.dependencies;
            let folder = folders.iter().find(|(key, _)| named.is_called(key));
            let origin = match folder {
                Some((_, folder)) => Some(sources(&package.dir.join(folder), above, &named.name)?),
                None => other(&named, above)?,
            };
            match origin {
                Some(origin) => all.found.push((named, origin)),
                None if builtin::knows_crate(&named.name) => {}
                None => all.absent.push(absent(package, &named)),
            }
        }
        Ok(all)
    }

    /// Takes the models that published packages carry, for crates that are asked for and not known. Only the command line does this: a build
    /// script is given them.
    pub fn take_published(&mut self, package: &Package, asked: &[String]) -> bool {
        let before = self.found.len();
        let folders = crate::registry::folders(&package.dir);
        for named in named(package) {
            if !asked.contains(&named.name) || self.found.iter().any(|(one, _)| *one == named) {
                continue;
            }
            let Some((_, folder)) = folders.iter().find(|(name, _)| *name == named.package) else {
                continue;
            };
            let contracts = Package::load(folder).map_or_else(
                |_| "docs/contracts".to_owned(),
                |one| one.settings.contracts().to_owned(),
            );
            if let Ok(Some((path, text, published))) =
                file(&folder.join(contracts).join("model.json"))
            {
                self.absent.retain(|absent| absent.name != named.name);
                self.found
                    .push((named, Origin::File(path, text, published)));
            }
        }
        self.found.len() > before
    }

    /// The files that this was read from: a build is run again when one of them changes.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for (_, origin) in &self.found {
            match origin {
                Origin::File(path, ..) => files.push(path.clone()),
                Origin::Sources(of) => {
                    let (package, outline, inner) = &**of;
                    files.extend(package.inputs.iter().map(|input| package.dir.join(input)));
                    files.extend(outline.files().map(|file| package.dir.join(file)));
                    files.extend(inner.files());
                }
            }
        }
        files
    }

    /// Everything that follows from them, as one text: if it equals that of an earlier run, so do the models.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (named, origin) in &self.found {
            out.push_str(&format!("dependency {} {}\n", named.name, named.package));
            match origin {
                Origin::File(_, text, _) => out.push_str(text),
                Origin::Sources(of) => {
                    out.push_str(&of.1.text());
                    out.push_str(&of.2.text());
                }
            }
        }
        for absent in &self.absent {
            out.push_str(&format!("absent {}: {}\n", absent.name, absent.why));
        }
        out
    }

    /// True if there is nothing that a scan could take from them.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The outline with them, ready to be scanned.
    ///
    /// # Errors
    /// The sources of a dependency have faults.
    pub fn complete(&self, outline: Outline) -> Result<Outline, Vec<Diagnostic>> {
        let mut models = Vec::new();
        for (named, origin) in &self.found {
            let (crate_name, model) = match origin {
                Origin::File(_, _, published) => {
                    (published.crate_name.clone(), published.model.clone())
                }
                Origin::Sources(of) => {
                    let (package, outline, inner) = &**of;
                    let files = |path: &str| fs::read_text(&package.dir.join(path)).ok().flatten();
                    let again = Outline::read(&files, outline.options());
                    let scanned = source::scan(&inner.complete(again)?);
                    if scanned.has_errors() {
                        return Err(faulty(named, package, &scanned));
                    }
                    (package.manifest.crate_name(), scanned.model().clone())
                }
            };
            models.push(Dependency {
                // a library may have another name than its package; a dependency that was renamed has that name
                name: match named.renamed {
                    true => named.name.clone(),
                    false => crate_name.clone(),
                },
                crate_name,
                model,
            });
        }
        Ok(outline.with_dependencies(models, self.absent.clone()))
    }
}

/// The dependencies of a package, with the folders of those that have one.
fn named(package: &Package) -> Vec<Named> {
    let mut all = package.manifest.dependencies.clone();
    let inherits = all.iter().any(|one| one.workspace);
    let workspace = inherits.then(|| workspace(package)).flatten();
    for one in &mut all {
        if one.workspace
            && let Some((root, shared)) = &workspace
            && let Some(found) = shared.iter().find(|shared| shared.key == one.key)
        {
            one.package.clone_from(&found.package);
            one.renamed |= found.renamed;
            one.path = found.path.as_ref().map(|path| root.join(path));
        } else {
            one.path = one.path.as_ref().map(|path| package.dir.join(path));
        }
    }
    all.retain(|one| one.package != "contractual");
    all
}

/// The folder of the workspace, and its table of dependencies.
fn workspace(package: &Package) -> Option<(PathBuf, Vec<Named>)> {
    let start = package.dir.canonicalize().ok()?;
    start.ancestors().find_map(|folder| {
        let text = fs::read_text(&folder.join("Cargo.toml")).ok().flatten()?;
        let shared = Manifest::shared_dependencies(&text)?;
        Some((folder.to_owned(), shared))
    })
}

/// True if the build script of the package in that folder passes on a model.
fn passes_on(folder: &Path) -> bool {
    let manifest = fs::read_text(&folder.join("Cargo.toml")).ok().flatten();
    manifest
        .and_then(|text| Manifest::parse(&text).ok())
        .and_then(|manifest| manifest.links)
        .is_some_and(|links| links.starts_with(LINKS))
}

fn file(path: &Path) -> Result<Option<(PathBuf, String, Published)>, Vec<Diagnostic>> {
    let Some(text) = fs::read_text(path).map_err(|error| vec![crate::unreadable(&error)])? else {
        return Ok(None);
    };
    let published = Published::read(&text).map_err(|error| {
        vec![
            Diagnostic::error(
                "config-invalid",
                format!(
                    "the model of a dependency cannot be read: {}",
                    error.message
                ),
            )
            .at(SourceLoc::file(path.display().to_string()))
            .fix("build that crate and this one with the same version of contractual"),
        ]
    })?;
    Ok(Some((path.to_owned(), text, published)))
}

fn sources(folder: &Path, above: &[PathBuf], name: &str) -> Result<Origin, Vec<Diagnostic>> {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    if above.contains(&real) || above.len() > MAX_DEPTH {
        return Err(vec![in_settings(
            format!(
                "the folder of `{name}`, {}, depends on itself",
                folder.display()
            ),
            "remove one of the two from [dependencies]".to_owned(),
        )]);
    }
    let package = Package::load(folder).map_err(|faults| {
        let first = faults.into_iter().next();
        vec![in_settings(
            format!(
                "the folder of `{name}`, {}, cannot be used{}",
                folder.display(),
                first.map_or_else(String::new, |one| format!(": {}", one.headline))
            ),
            "name the folder of its Cargo.toml, relative to this package".to_owned(),
        )]
    })?;
    let mut inside = above.to_vec();
    inside.push(real);
    let inner = Dependencies::of_sources_within(&package, &inside)?;
    let outline = source::outline(&package, &session::declared(&package)?);
    Ok(Origin::Sources(Box::new((package, outline, inner))))
}

fn in_settings(headline: String, fix: String) -> Diagnostic {
    Diagnostic::error("config-invalid", headline)
        .at(SourceLoc::file("contractual.toml"))
        .fix(fix)
}

fn faulty(named: &Named, package: &Package, scanned: &source::Scanned) -> Vec<Diagnostic> {
    let faults = scanned.findings();
    let first = faults.iter().find(|one| one.is_error());
    let place = first.and_then(|one| one.loc.clone());
    let mut told = Diagnostic::error(
        "config-invalid",
        format!(
            "the contracts of the dependency `{}` have faults{}",
            named.name,
            first.map_or_else(String::new, |one| format!(": {}", one.headline))
        ),
    )
    .fix(format!(
        "correct it: contractual check --package-dir {}",
        package.dir.display()
    ));
    if let Some(place) = place {
        let mut place = place;
        place.file = package.dir.join(&place.file).display().to_string();
        told = told.at(place);
    }
    vec![told]
}

/// Why the types of a dependency are not known, and what to do.
fn absent(package: &Package, named: &Named) -> Absent {
    let Named { name, .. } = named;
    let by_hand = "or wrap the value in a type of this crate, or state its JSON form: #[contract(wire = \"...\")]";
    let manifest = named
        .path
        .as_ref()
        .and_then(|path| fs::read_text(&path.join("Cargo.toml")).ok().flatten())
        .and_then(|text| Manifest::parse(&text).ok());
    let (why, advice) = match (&named.path, manifest) {
        (Some(path), Some(manifest)) => {
            let shown = match (path.canonicalize(), package.dir.canonicalize()) {
                (Ok(path), Ok(dir)) => relative(&dir, &path),
                _ => path.display().to_string(),
            };
            let links = manifest.links.as_deref();
            if links.is_some_and(|links| links.starts_with(LINKS)) {
                (
                    format!("the build script of `{name}` passed on no model"),
                    format!("let {shown}/build.rs call contractual_build::run(), {by_hand}"),
                )
            } else {
                let key = format!("{LINKS}{}_v{}", manifest.crate_name(), manifest.major());
                let passing = match links {
                    None => format!(
                        "add `links = \"{key}\"` to [package] of {shown}/Cargo.toml, so that its build script passes it on; or "
                    ),
                    // the key is taken by a native library
                    Some(_) => String::new(),
                };
                (
                    format!("its crate `{name}` does not pass on its model"),
                    format!(
                        "{passing}name its folder in contractual.toml: [dependencies] {name} = \"{shown}\"; {by_hand}"
                    ),
                )
            }
        }
        _ => (
            format!("its crate `{name}` passes on no model of contracts"),
            format!(
                "a package passes it on by `links = \"{LINKS}..\"` and a build script that calls contractual_build::run(): ask for that there, {by_hand}"
            ),
        ),
    };
    Absent {
        name: name.clone(),
        why,
        advice,
    }
}

/// The way from one folder to another, with forward slashes.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut steps = vec!["..".to_owned(); from.len() - shared];
    steps.extend(
        to[shared..]
            .iter()
            .map(|step| step.as_os_str().to_string_lossy().into_owned()),
    );
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_folders() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(relative(Path::new(from), Path::new(to)), expected);
        };
        check("/ws/service", "/ws/types", "../types");
        check("/ws/service", "/ws/service/inner", "inner");
        check("/ws/a/b", "/ws/c/d", "../../c/d");
    }
}
