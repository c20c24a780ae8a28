//! Model to claims: the emitters run with what the settings and the committed files say.

use std::borrow::Cow;
use std::collections::BTreeMap;

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_drift::states::{Claim, ContractName, Lock, Ownership};
use contractual_emit::{Emission, Existing, ExistingDocument, Left, Memory, Now, Project};
use contractual_model::codec::Lines;
use contractual_model::json::{self, Json};
use contractual_model::naming::kebab;
use contractual_model::{Artifact, Model, TypeId, codec};

use crate::fs::{self, FsError};
use crate::{Manifest, Names, Package, unreadable};

/// Reads a contract document by the ending of its name; `None` if it is not of that format.
pub fn documents(file: &str, text: &str) -> Option<Json> {
    if file.ends_with(".json") {
        return json::parse(text).ok();
    }
    if let Some(tree) = contractual_emit::read_written(text) {
        return Some(tree);
    }
    let document =
        contractual_yaml::parse_one(text, file, &contractual_yaml::Options::default()).ok()?;
    contractual_yaml::to_json(&document.root).ok()
}

/// Where items stand in the sources.
pub trait Places {
    /// The place of a type or API trait, or of a part of it (`field`, `Variant`, `Variant.field`, `operation`; empty: the whole).
    fn place(&self, id: &TypeId, part: &str) -> Option<SourceLoc>;
}

/// Everything that the types generate.
#[derive(Debug)]
pub struct Generated {
    /// The files.
    pub claims: Vec<Claim>,
    /// For each claim whether it is what an earlier run generated. Where that run's files are known to be as it left them, such a claim
    /// has its text only if it is a contract document.
    pub same: Vec<bool>,
    /// The trees of documents that are no JSON, by path, each with the place of its claim.
    trees: BTreeMap<String, (usize, Json)>,
    /// What the emitters say beside.
    pub emission: Emission,
}

/// Which committed texts emission takes into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// As they lie there: what was added by hand is carried over.
    Read,
    /// Only what they list as carried over is kept: edits are dropped, and a document that cannot be read counts as none.
    Listed,
}

impl Generated {
    /// How many files are generated, also those that were set aside.
    pub fn files(&self) -> usize {
        let aside: usize = self.emission.aside.iter().map(|aside| aside.files).sum();
        self.claims.len() + aside
    }

    /// Reads a contract document. What was generated is not parsed: its tree is known, and what another text has in common with it, too.
    pub fn read<'g>(&'g self, file: &str, text: &str) -> Option<Cow<'g, Json>> {
        let Some((at, tree)) = self.trees.get(file) else {
            return documents(file, text).map(Cow::Owned);
        };
        let written = self.claims.get(*at).map_or("", |claim| &claim.text);
        if written == text {
            return Some(Cow::Borrowed(tree));
        }
        contractual_emit::read_beside(text, written, tree)
            .or_else(|| documents(file, text))
            .map(Cow::Owned)
    }
}

/// What is known of the files that the memory speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDisk {
    /// Nothing.
    Unknown,
    /// They are as the run left them that left the memory.
    AsLeft,
}

/// Runs the emitters.
///
/// # Errors
/// What cannot be emitted, or a committed file that cannot be read.
pub fn generate(
    package: &Package,
    names: &Names,
    model: &Model,
    places: &dyn Places,
    lock: &Lock,
    committed: Committed,
) -> Result<Generated, Vec<Diagnostic>> {
    let project = project(package, names);
    let existing = existing(package, &project, lock, committed, OnDisk::Unknown)
        .map_err(|error| vec![unreadable(&error)])?;
    let mut emission = contractual_emit::emit(&own(model, &package.manifest), &project, &existing)?;
    passed_on(package, &project, model, &mut emission);
    Ok(claimed(emission, names, places))
}

/// As [`generate`], with what an earlier run left; gives what this one, called `run`, leaves. With `aside`, files that follow from contracts
/// and are what they were need no claims.
///
/// # Errors
/// As [`generate`].
#[allow(
    clippy::too_many_arguments,
    reason = "one call, of everything that emission needs"
)]
pub(crate) fn generate_again(
    package: &Package,
    names: &Names,
    model: &Model,
    places: &dyn Places,
    lock: &Lock,
    (memory, run, lines): (&Memory<'_>, &str, &Lines),
    (disk, aside): (OnDisk, bool),
) -> Result<(Generated, Left), Vec<Diagnostic>> {
    let project = project(package, names);
    let existing = existing(package, &project, lock, Committed::Read, disk)
        .map_err(|error| vec![unreadable(&error)])?;
    let own = own(model, &package.manifest);
    let now = Now {
        run,
        // they are those of the model as it was scanned
        lines: matches!(own, Cow::Borrowed(_)).then_some(lines),
        aside: aside && disk == OnDisk::AsLeft,
    };
    let (mut emission, mut left) =
        contractual_emit::emit_again(&own, &project, &existing, memory, &now)?;
    if disk == OnDisk::AsLeft && !take_documents(package, &mut emission) {
        // the disk is not what it was said to be: nothing is taken from it
        let nothing = Memory::default();
        (emission, left) = contractual_emit::emit_again(&own, &project, &existing, &nothing, &now)?;
    }
    passed_on(package, &project, model, &mut emission);
    Ok((claimed(emission, names, places), left))
}

/// Reads the texts of remembered contract documents, which are judged; false if one cannot be read.
fn take_documents(package: &Package, emission: &mut Emission) -> bool {
    let documents = emission
        .remembered
        .iter_mut()
        .filter(|file| ownership(file.emitter).is_contract());
    for document in documents {
        match fs::read_text(&package.root.join(&document.path)) {
            Ok(Some(text)) => document.text = text,
            Ok(None) | Err(_) => return false,
        }
    }
    true
}

/// Adds the model file, for dependents.
fn passed_on(package: &Package, project: &Project, model: &Model, emission: &mut Emission) {
    if !package.passes_on() || !project.runs(MODEL) {
        return;
    }
    emission.artifacts.push(Artifact {
        path: package.model_path(),
        text: codec::Published {
            package: package.manifest.name.clone(),
            crate_name: package.manifest.crate_name(),
            model: model.clone(),
        }
        .write(),
        emitter: MODEL,
        claimed_by: Vec::new(),
        contract: None,
    });
    emission.artifacts.sort_by(|a, b| a.path.cmp(&b.path));
}

fn claimed(mut emission: Emission, names: &Names, places: &dyn Places) -> Generated {
    let made = std::mem::take(&mut emission.artifacts);
    let remembered = std::mem::take(&mut emission.remembered);
    let mut out = Generated {
        claims: Vec::with_capacity(made.len() + remembered.len()),
        same: Vec::with_capacity(made.len() + remembered.len()),
        trees: BTreeMap::new(),
        emission,
    };
    let mut claimer = Claimer {
        names,
        places,
        place: None,
        contract: None,
    };
    let mut remembered = remembered.into_iter().peekable();
    let mut add = |artifact: Artifact, same: bool| {
        out.claims.push(claimer.claim(artifact));
        out.same.push(same);
    };
    for artifact in made {
        while let Some(before) = remembered.next_if(|before| before.path < artifact.path) {
            add(before, true);
        }
        add(artifact, false);
    }
    remembered.for_each(|last| add(last, true));
    for (path, tree) in std::mem::take(&mut out.emission.trees) {
        if let Some(at) = out.claims.iter().position(|claim| claim.file == path) {
            out.trees.insert(path, (at, tree));
        }
    }
    out
}

/// Artifacts to claims. The files of one type stand together: what they have in common is looked up once.
struct Claimer<'a> {
    names: &'a Names,
    places: &'a dyn Places,
    place: Option<(TypeId, Option<SourceLoc>)>,
    contract: Option<(String, u32, ContractName)>,
}

impl Claimer<'_> {
    fn claim(&mut self, artifact: Artifact) -> Claim {
        let first = artifact.claimed_by.first();
        let api = contractual_drift::contracts::api_major(&artifact.path).map(|major| {
            let name = "openapi".to_owned();
            ContractName { name, major }
        });
        Claim {
            ownership: ownership(artifact.emitter),
            rust: first.map_or_else(|| self.names.project.clone(), ToString::to_string),
            place: first.and_then(|id| self.place(id)),
            contract: artifact
                .contract
                .as_ref()
                .map(|(name, major)| self.contract(name, *major))
                .or(api),
            file: artifact.path,
            text: artifact.text,
            emitter: artifact.emitter,
        }
    }

    fn place(&mut self, id: &TypeId) -> Option<SourceLoc> {
        if let Some((known, place)) = &self.place
            && known == id
        {
            return place.clone();
        }
        let place = self.places.place(id, "");
        self.place = Some((id.clone(), place.clone()));
        place
    }

    fn contract(&mut self, name: &str, major: u32) -> ContractName {
        if let Some((known, version, contract)) = &self.contract
            && known == name
            && *version == major
        {
            return contract.clone();
        }
        let contract = ContractName {
            name: kebab(name),
            major,
        };
        self.contract = Some((name.to_owned(), major, contract.clone()));
        contract
    }
}

/// How much of a file of that emitter is ours.
fn ownership(emitter: &str) -> Ownership {
    match emitter {
        "json_schema" => Ownership::Contract,
        "openapi" => Ownership::Extended,
        "justfile" => Ownership::Lines,
        _ => Ownership::Derived,
    }
}

/// The emitter of the model file, which only packages with a `links` key have.
const MODEL: &str = "model";

/// The model with the contracts of other crates as parts of this one's: their schema files are their own crates' business.
fn own<'m>(model: &'m Model, manifest: &Manifest) -> Cow<'m, Model> {
    let own = format!("{}::", manifest.crate_name());
    let foreign = |id: &TypeId| !id.0.starts_with(&own);
    if !model
        .types
        .iter()
        .any(|(id, def)| foreign(id) && def.entity)
    {
        return Cow::Borrowed(model);
    }
    let mut model = model.clone();
    for (id, def) in &mut model.types {
        def.entity &= !foreign(id);
    }
    Cow::Owned(model)
}

/// What the emitters must know.
pub fn project(package: &Package, names: &Names) -> Project {
    let settings = &package.settings;
    let mut project = Project::new(names.project.clone());
    project.package = names.package.clone();
    project.contracts = settings.contracts().to_owned();
    let paths = &settings.paths;
    for (place, path) in [
        (&mut project.source, &paths.source),
        (&mut project.contract_tests, &paths.tests),
        (&mut project.conftest, &paths.conftest),
        (&mut project.justfile, &paths.justfile),
    ] {
        if let Some(path) = path {
            place.clone_from(path);
        }
    }
    project.schema_base.clone_from(&settings.id_base);
    project.title.clone_from(&settings.title);
    if let Some(servers) = &settings.servers {
        project.servers.clone_from(servers);
    }
    project.off = settings
        .emitters
        .iter()
        .filter(|(_, on)| !**on)
        .map(|(name, _)| name.clone())
        .collect();
    project
}

/// Committed texts that emission reads.
fn existing(
    package: &Package,
    project: &Project,
    lock: &Lock,
    committed: Committed,
    disk: OnDisk,
) -> Result<Existing, FsError> {
    let root = &package.root;
    let mut existing = Existing::default();
    for name in fs::list(&root.join(&project.contracts))? {
        let Some(major) = contractual_drift::contracts::api_major(&name) else {
            continue;
        };
        let path = format!("{}/{name}", project.contracts);
        let Some(text) = fs::read_text(&root.join(&path))? else {
            continue;
        };
        let intact = match committed {
            Committed::Read => lock
                .files
                .get(&path)
                .is_some_and(|written| disk == OnDisk::AsLeft || written.matches(text.as_bytes())),
            Committed::Listed if documents(&path, &text).is_none() => continue,
            Committed::Listed => true,
        };
        existing
            .documents
            .insert(major, ExistingDocument { text, intact });
    }
    existing.justfile = fs::read_text(&root.join(&project.justfile))?;
    existing.conftest = fs::read_text(&root.join(&project.conftest))?;
    if let Some(module) = &project.package {
        let base = format!("{}/{module}/models/base.py", project.source);
        existing.base_module = fs::read_text(&root.join(base))?;
    }
    let policy = format!("{}/versioning-policy.md", project.contracts);
    existing.versioning_policy = root.join(policy).is_file();
    Ok(existing)
}
