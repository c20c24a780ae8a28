//! From an outline to a model: items parsed, names resolved, generics instantiated, meanings lowered, the whole judged.

use std::collections::{BTreeMap, HashMap, HashSet};

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::handshake::{Entry, Expected, Handshake};
use contractual_model::instance::{self, Argument};
use contractual_model::item::{FieldPlace, Item};
use contractual_model::json::Json;
use contractual_model::lower::{self, Lowered, PartProblem};
use contractual_model::{Api, Model, Type, TypeDef, TypeId, builtin, codec, lints, refusals};
use contractual_syntax::{Parsed, Place, lex, parse_api, parse_item};

use crate::cfg::Asking;
use crate::defaults::Defaults;
use crate::meaning;
use crate::names::Names;
use crate::outline::Outline;
use crate::sources::Sources;
use crate::types::{DefinedUse, Resolver, Trouble, Wanted};
use crate::walk::{Candidate, DeclKind};

/// What a scan gives.
#[derive(Debug)]
pub struct Scan {
    /// The model; of types with faults, nothing.
    pub model: Model,
    /// The types of the model as lines of JSON.
    pub lines: codec::Lines,
    /// The table for the derive: one entry per item that could be read.
    pub handshake: Handshake,
    /// Where types and their parts stand.
    pub sources: Sources,
    /// What is wrong, sorted.
    pub findings: Vec<ScanFinding>,
    /// Crates whose types were asked for and whose models are not there ([`Options::absent`]).
    ///
    /// [`Options::absent`]: crate::Options::absent
    pub missed: Vec<String>,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanFinding {
    /// What, where, why and what to do.
    pub diagnostic: Diagnostic,
    /// Who can report it best.
    pub reporter: Reporter,
}

/// Who reports a fault in a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reporter {
    /// The derive finds it itself, with the same code.
    Derive,
    /// The derive finds the slot unresolved in the table.
    Slot,
    /// The derive, if the fault is put into the table: index of the entry, and the part.
    Table(usize, String),
    /// The build script: nothing to hang it on.
    Build,
}

impl Scan {
    /// True if anything fails the build.
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.diagnostic.is_error())
    }

    /// The diagnostics alone.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().map(|finding| &finding.diagnostic)
    }
}

/// A candidate that could be read.
struct Read {
    parsed: Parsed,
    /// Index of its entry in the table.
    entry: usize,
    /// Types of its slots, if it has no parameters and all could be resolved.
    slots: std::cell::OnceCell<Vec<Option<Type>>>,
}

impl Outline {
    /// Parses, resolves, lowers and judges.
    pub fn scan(&self) -> Scan {
        let mut run = Run {
            outline: self,
            sources: Sources::new(
                self.walk
                    .files
                    .iter()
                    .map(|file| (file.path.clone(), std::sync::Arc::clone(&file.text)))
                    .collect(),
            ),
            findings: Vec::new(),
            entries: Vec::new(),
            model: Model::default(),
            origin: HashMap::new(),
            named: Vec::new(),
            lines: codec::Lines::default(),
            missed: Vec::new(),
        };
        for problem in &self.walk.problems {
            run.find(problem.clone(), Reporter::Build);
        }
        run.run();
        run.finish()
    }

    /// Nominal identity of a candidate.
    fn id_of(&self, candidate: &Candidate) -> String {
        let mut id = self.options.crate_name.clone();
        for step in &self.walk.modules[candidate.module].path {
            id.push_str("::");
            id.push_str(step);
        }
        format!("{id}::{}", candidate.name)
    }
}

struct Run<'o> {
    outline: &'o Outline,
    sources: Sources,
    findings: Vec<ScanFinding>,
    entries: Vec<Entry>,
    model: Model,
    origin: HashMap<TypeId, usize>,
    /// The types that the slots of an entry name, by the entry's index.
    named: Vec<(usize, Vec<Option<Type>>)>,
    lines: codec::Lines,
    missed: Vec<String>,
}

impl Run<'_> {
    fn find(&mut self, diagnostic: Diagnostic, reporter: Reporter) {
        let finding = ScanFinding {
            diagnostic,
            reporter,
        };
        // The same item through two roots has the same faults.
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn loc(&self, file: usize, place: Place) -> SourceLoc {
        self.sources.at(file, place.start as usize)
    }

    fn run(&mut self) {
        let walk = &self.outline.walk;
        let mut reads: Vec<Option<Read>> = Vec::new();
        let mut items: Vec<Option<(Item, String)>> = Vec::new();
        let mut known: HashMap<(usize, usize, String), usize> = HashMap::new();
        for candidate in &walk.candidates {
            let id = self.outline.id_of(candidate);
            // A file that is a module of several roots is read once; later ones resolve to the same contract.
            let key = (candidate.file, candidate.range.start, id.clone());
            if let Some(first) = known.get(&key) {
                let shared = items.get(*first).cloned().flatten();
                items.push(shared);
                reads.push(None);
                continue;
            }
            known.insert(key, items.len());
            let read = self.parse(candidate);
            items.push(
                read.as_ref()
                    .map(|parsed| (parsed.item.clone(), id.clone())),
            );
            reads.push(read.map(|parsed| {
                self.entries.push(Entry {
                    file: walk.files[candidate.file].path.clone(),
                    ident: candidate.name.clone(),
                    module: self.module_of(candidate),
                    digest: 0,
                    id,
                    test_only: candidate.test_only,
                    meaning: None,
                    slots: Vec::new(),
                    findings: Vec::new(),
                    canonical: parsed.item.canonical(),
                });
                Read {
                    parsed,
                    entry: self.entries.len() - 1,
                    slots: std::cell::OnceCell::new(),
                }
            }));
        }
        for entry in &mut self.entries {
            entry.digest = contractual_model::digest::of_bytes(entry.canonical.as_bytes());
        }
        self.duplicates(&items);
        let mut resolver = Resolver {
            names: Names {
                walk,
                options: &self.outline.options,
            },
            items: &items,
            wanted: Vec::new(),
            seen: HashSet::new(),
            made: BTreeMap::new(),
            foreign: BTreeMap::new(),
            defined: BTreeMap::new(),
            missed: std::collections::BTreeSet::new(),
        };
        for test_only in [false, true] {
            // What only tests use is in the table and not in the model.
            let kept = test_only.then(|| (resolver.wanted.clone(), resolver.seen.clone()));
            for (index, read) in reads.iter().enumerate() {
                if let Some(read) = read
                    && walk.candidates[index].test_only == test_only
                {
                    self.expectations(&mut resolver, index, read);
                }
            }
            if let Some((wanted, seen)) = kept {
                resolver.wanted = wanted;
                resolver.seen = seen;
            }
        }
        self.meanings(&mut resolver, &reads);
        let foreign = std::mem::take(&mut resolver.foreign);
        self.foreign(&foreign);
        self.defined(&resolver.defined);
        self.missed = resolver.missed.iter().cloned().collect();
        lower::fill_docs(&mut self.model);
        self.lines = codec::lines(&self.model);
        meaning::prove(
            &self.model,
            &self.lines,
            &resolver,
            &foreign,
            &self.named,
            &mut self.entries,
        );
        self.judge();
        self.lint(&reads);
    }

    /// `module_path!()` below the crate: a function's items have that of the module around it.
    fn module_of(&self, candidate: &Candidate) -> String {
        let names = Names {
            walk: &self.outline.walk,
            options: &self.outline.options,
        };
        let module = names.enclosing(candidate.module);
        self.outline.walk.modules[module].path.join("::")
    }

    fn parse(&mut self, candidate: &Candidate) -> Option<Parsed> {
        let walk = &self.outline.walk;
        let file = &walk.files[candidate.file];
        let text = &file.text[candidate.range.clone()];
        let trees = match lex(text, candidate.range.start) {
            Ok(trees) => trees,
            Err(error) => {
                let at = self
                    .sources
                    .at(candidate.file, candidate.range.start + error.offset);
                let found = Diagnostic::error(refusals::SYNTAX_ERROR.name, error.message)
                    .at(at)
                    .fix(refusals::SYNTAX_ERROR.advice);
                self.find(found, Reporter::Build);
                return None;
            }
        };
        let asking = Asking {
            cfg: &self.outline.options.cfg,
            test: candidate.test_only.then_some(true),
            asked: &walk.asked,
        };
        let outcome = if candidate.api {
            parse_api(None, &trees, Some(&asking))
        } else {
            parse_item(&trees, Some(&asking))
        };
        let clean = outcome.problems.is_empty();
        for problem in outcome.problems {
            let at = self.loc(candidate.file, problem.place);
            // A cfg is unknown to the scan alone: rustc has decided it before the derive runs.
            let reporter = if problem.diagnostic.code == refusals::CFG_UNKNOWN.name {
                Reporter::Build
            } else {
                Reporter::Derive
            };
            self.find(problem.diagnostic.at(at), reporter);
        }
        let parsed = outcome.parsed.filter(|_| clean)?;
        if let Some(doubt) = &candidate.doubt {
            let at = self.loc(candidate.file, parsed.ident);
            let found = Diagnostic::error(
                refusals::CFG_UNKNOWN.name,
                format!("whether `{}` is compiled depends on the cfg `{doubt}`, which Cargo does not tell build scripts", candidate.name),
            )
            .at(at)
            .fix("declare it in contractual.toml, or move the attribute off contract types");
            self.find(found, Reporter::Build);
            return None;
        }
        Some(parsed)
    }

    /// Two items of one identity: only functions allow that.
    fn duplicates(&mut self, items: &[Option<(Item, String)>]) {
        let walk = &self.outline.walk;
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            let Some((_, id)) = item else { continue };
            let Some(first) = known.insert(id, index) else {
                continue;
            };
            let (a, b) = (&walk.candidates[first], &walk.candidates[index]);
            if (a.file, a.range.start) != (b.file, b.range.start) {
                let other = self.sources.at(a.file, a.range.start);
                let found =
                    Diagnostic::error(refusals::NAME_CLASH.name, format!("two items are `{id}`"))
                        .at(self.sources.at(b.file, b.range.start))
                        .see("the other", other)
                        .fix("move one of them, or give it another name");
                self.find(found, Reporter::Build);
            }
        }
    }

    /// What rustc must find for each slot of an item.
    fn expectations(&mut self, resolver: &mut Resolver<'_>, index: usize, read: &Read) {
        let candidate = &self.outline.walk.candidates[index];
        let env = resolver.opaque(index);
        let mut expected = Vec::new();
        let mut types = Vec::new();
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
        self.named.push((read.entry, types.clone()));
        if types.iter().all(Option::is_some) && !read.parsed.item.is_generic() {
            // Set once: each item is visited once.
            let _ = read.slots.set(types);
        }
        self.entries[read.entry].slots = expected;
    }

    /// Lowers every contract without parameters, and every instantiation that is used.
    fn meanings(&mut self, resolver: &mut Resolver<'_>, reads: &[Option<Read>]) {
        let walk = &self.outline.walk;
        for (index, candidate) in walk.candidates.iter().enumerate() {
            let Some(read) = &reads[index] else { continue };
            if candidate.test_only || candidate.api || read.parsed.item.is_generic() {
                continue;
            }
            if resolver.want(index).is_err() {
                continue;
            }
        }
        self.used_by_aliases(resolver);
        let mut pending: Vec<(TypeId, usize, Lowered)> = Vec::new();
        for (index, candidate) in walk.candidates.iter().enumerate() {
            if let (Some(read), true, false) = (&reads[index], candidate.api, candidate.test_only) {
                self.api(resolver, index, read);
            }
        }
        while let Some(wanted) = resolver.wanted.pop() {
            let owner = self.owner(reads, wanted.candidate);
            let Some(read) = owner.and_then(|at| reads[at].as_ref()) else {
                continue;
            };
            if let Some(lowered) = self.lower(resolver, &wanted, read) {
                pending.push((wanted.id.clone(), wanted.candidate, lowered));
            }
        }
        pending.sort_by(|a, b| a.0.cmp(&b.0));
        self.name(&mut pending, resolver);
        for (id, candidate, lowered) in &pending {
            self.origin.insert(id.clone(), *candidate);
            self.model.types.insert(id.clone(), lowered.def.clone());
        }
        self.defaults(resolver, &mut pending, reads);
        for (id, _, lowered) in pending {
            self.model.types.insert(id, lowered.def);
        }
        self.model.apis.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// The read candidate of a file that several roots share.
    fn owner(&self, reads: &[Option<Read>], index: usize) -> Option<usize> {
        if reads[index].is_some() {
            return Some(index);
        }
        let candidates = &self.outline.walk.candidates;
        let wanted = &candidates[index];
        candidates.iter().enumerate().position(|(at, other)| {
            reads[at].is_some() && other.file == wanted.file && other.range == wanted.range
        })
    }

    /// `type NodePage = Page<Node>;` uses an instantiation.
    fn used_by_aliases(&mut self, resolver: &mut Resolver<'_>) {
        let walk = &self.outline.walk;
        for (home, module) in walk.modules.iter().enumerate() {
            for decl in module
                .decls
                .iter()
                .filter(|decl| decl.kind == DeclKind::Alias)
            {
                let text = &walk.files[decl.file].text[decl.range.clone()];
                // Only an alias of a type with arguments can bring an instantiation.
                if !text.contains('<') {
                    continue;
                }
                let trees = lex(text, 0).unwrap_or_default();
                if let Some((params, target)) = contractual_syntax::parse_alias(&trees)
                    && params.is_empty()
                {
                    // An alias that cannot be resolved matters only where it is used.
                    let _ = resolver.ty(home, &crate::types::Env::default(), &target, 0);
                }
            }
        }
    }

    fn slots(
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

    fn lower(
        &mut self,
        resolver: &mut Resolver<'_>,
        wanted: &Wanted,
        read: &Read,
    ) -> Option<Lowered> {
        let slots = self.slots(resolver, wanted, read)?;
        let parsed = &read.parsed;
        let base = parsed.item.contract_name();
        match lower::lower(&parsed.item, wanted.id.clone(), base, &slots) {
            Ok(lowered) => {
                let candidate = &self.outline.walk.candidates[wanted.candidate];
                self.place(&wanted.id, candidate, parsed);
                Some(lowered)
            }
            Err(problems) => {
                self.report(wanted.candidate, read, problems);
                None
            }
        }
    }

    /// Definitions of built-in types that the model refers to.
    fn defined(&mut self, uses: &BTreeMap<TypeId, DefinedUse>) {
        loop {
            let missing: Vec<TypeId> = self
                .model
                .types
                .values()
                .flat_map(references)
                .chain(self.model.apis.iter().flat_map(api_references))
                .filter(|id| !self.model.types.contains_key(id) && uses.contains_key(id))
                .collect();
            if missing.is_empty() {
                return;
            }
            for id in missing {
                let Some(used) = uses.get(&id) else { continue };
                let named = |id: &TypeId| name_of(id, &self.model, uses);
                let def = builtin::define(used.row, id.clone(), &used.arguments, &named);
                if let Some(def) = def {
                    self.model.types.insert(id, def);
                }
            }
        }
    }

    /// Names of instantiations follow those of their arguments, innermost first.
    fn name(&self, pending: &mut [(TypeId, usize, Lowered)], resolver: &Resolver<'_>) {
        let mut names: HashMap<TypeId, String> = pending
            .iter()
            .map(|(id, _, lowered)| (id.clone(), lowered.def.name.clone()))
            .collect();
        for (id, at) in &resolver.foreign {
            if let Some(def) = self.outline.options.dependencies[*at].model.types.get(id) {
                names.insert(id.clone(), def.name.clone());
            }
        }
        let mut order: Vec<usize> = (0..pending.len()).collect();
        order.sort_by_key(|at| pending[*at].0.0.len());
        for at in order {
            let (id, _, lowered) = &mut pending[at];
            let Some(arguments) = resolver.arguments_of(id) else {
                continue;
            };
            if arguments.is_empty() {
                continue;
            }
            let name_of = |id: &TypeId| {
                names
                    .get(id)
                    .cloned()
                    .or_else(|| defined_name(id, &resolver.defined, &|id| names.get(id).cloned()))
            };
            let name = instance::name(&lowered.def.name, arguments, &name_of);
            lowered.def.name.clone_from(&name);
            names.insert(id.clone(), name);
        }
    }

    fn defaults(
        &mut self,
        resolver: &Resolver<'_>,
        pending: &mut [(TypeId, usize, Lowered)],
        reads: &[Option<Read>],
    ) {
        let defaults = Defaults {
            names: &resolver.names,
            model: &self.model,
            origin: &self.origin,
        };
        let mut problems = Vec::new();
        for (_, candidate, lowered) in pending.iter_mut() {
            for pending in std::mem::take(&mut lowered.defaults) {
                let Some(field) = lowered.field_mut(pending.at) else {
                    continue;
                };
                let option =
                    field.read.as_ref().is_some_and(|side| side.nullable) || field.tri_state;
                match defaults.of_field(*candidate, &field.ident, &field.ty, option, &pending.how) {
                    Ok(value) => field.default = Some(value).filter(|value| *value != Json::Null),
                    Err(why) => {
                        let headline = format!(
                            "the default of `{}` cannot be read from the source: {why}",
                            field.ident
                        );
                        let diagnostic =
                            Diagnostic::error(refusals::UNKNOWN_DEFAULT.name, headline)
                                .fix(refusals::UNKNOWN_DEFAULT.advice);
                        problems.push((
                            *candidate,
                            PartProblem {
                                part: pending.part,
                                diagnostic,
                            },
                        ));
                    }
                }
            }
        }
        for (candidate, problem) in problems {
            if let Some(read) = self
                .owner(reads, candidate)
                .and_then(|at| reads[at].as_ref())
            {
                self.report(candidate, read, vec![problem]);
            }
        }
    }

    fn api(&mut self, resolver: &mut Resolver<'_>, index: usize, read: &Read) {
        let candidate = &self.outline.walk.candidates[index];
        let id = TypeId(self.outline.id_of(candidate));
        let wanted = Wanted {
            candidate: index,
            id: id.clone(),
            env: crate::types::Env::default(),
        };
        let Some(slots) = self.slots(resolver, &wanted, read) else {
            return;
        };
        match lower::lower_api(&read.parsed.item, id.clone(), &slots) {
            Ok(api) => {
                self.place(&id, candidate, &read.parsed);
                self.model.apis.push(api);
            }
            Err(problems) => self.report(index, read, problems),
        }
    }

    fn place(&mut self, id: &TypeId, candidate: &Candidate, parsed: &Parsed) {
        let parts = parsed
            .parts
            .iter()
            .map(|(part, place)| (parsed.item.part_name(*part), place.start as usize))
            .collect();
        let name = parsed.ident.start as usize;
        self.sources.insert(
            id.clone(),
            candidate.file,
            name,
            candidate.range.clone(),
            parts,
        );
    }

    fn report(&mut self, candidate: usize, read: &Read, problems: Vec<PartProblem>) {
        let file = self.outline.walk.candidates[candidate].file;
        for problem in problems {
            let at = self.loc(file, read.parsed.place_of(problem.part));
            let part = match problem.part {
                FieldPlace::Whole => String::new(),
                part => read.parsed.item.part_name(part),
            };
            self.find(problem.diagnostic.at(at), Reporter::Table(read.entry, part));
        }
    }

    /// Types of other crates that are used, with what they refer to.
    fn foreign(&mut self, used: &BTreeMap<TypeId, usize>) {
        let mut queue: Vec<(TypeId, usize)> =
            used.iter().map(|(id, at)| (id.clone(), *at)).collect();
        while let Some((id, at)) = queue.pop() {
            if self.model.types.contains_key(&id) {
                continue;
            }
            let dependency = &self.outline.options.dependencies[at];
            if let Some(def) = dependency.model.types.get(&id) {
                for inner in references(def) {
                    queue.push((inner, at));
                }
                self.model.types.insert(id, def.clone());
            }
        }
    }

    /// Judges the whole model.
    fn judge(&mut self) {
        let broken = self
            .findings
            .iter()
            .any(|finding| finding.diagnostic.is_error());
        for problem in lower::check(&self.model) {
            // A reference to a type that has faults of its own is not another fault.
            if broken && problem.diagnostic.code == refusals::NOT_A_CONTRACT.name {
                continue;
            }
            let loc = self.sources.loc(&problem.id, &problem.part);
            let base = problem
                .id
                .0
                .split('<')
                .next()
                .unwrap_or_default()
                .to_owned();
            let entry = self.entries.iter().position(|entry| entry.id == base);
            let reporter = match entry {
                Some(entry) => Reporter::Table(entry, problem.part.clone()),
                None => Reporter::Build,
            };
            let diagnostic = match loc {
                Some(loc) => problem.diagnostic.at(loc),
                None => problem.diagnostic,
            };
            self.find(diagnostic, reporter);
        }
    }

    /// Lints, unless the part or its item silences them.
    fn lint(&mut self, reads: &[Option<Read>]) {
        if self
            .findings
            .iter()
            .any(|finding| finding.diagnostic.is_error())
        {
            return;
        }
        for hint in lints::lint(&self.model) {
            let base = hint.id.0.split('<').next().unwrap_or_default();
            let Some(read) = reads
                .iter()
                .flatten()
                .find(|read| self.entries[read.entry].id == base)
            else {
                continue;
            };
            if read.parsed.item.allows(hint.lint.name, &hint.part) {
                continue;
            }
            let mut found = Diagnostic::warning(hint.lint.name, hint.headline).fix(format!(
                "{}; or silence it: #[contract(allow({}, reason = \"...\"))]",
                hint.lint.advice, hint.lint.name
            ));
            if let Some(loc) = self.sources.loc(&hint.id, &hint.part) {
                found = found.at(loc);
            }
            let entry = read.entry;
            self.find(found, Reporter::Table(entry, hint.part));
        }
    }

    fn finish(mut self) -> Scan {
        self.findings.sort_by(|a, b| {
            (
                &a.diagnostic.loc,
                &a.diagnostic.code,
                &a.diagnostic.headline,
            )
                .cmp(&(
                    &b.diagnostic.loc,
                    &b.diagnostic.code,
                    &b.diagnostic.headline,
                ))
        });
        // Entries keep their order of discovery while indices are in use; the table itself is sorted by whoever writes it.
        let options = &self.outline.options;
        let mut roots = options.roots.clone();
        roots.sort();
        Scan {
            lines: self.lines,
            missed: self.missed,
            model: self.model,
            handshake: Handshake {
                generator: options.generator.clone(),
                crate_name: options.crate_name.clone(),
                cfg: options.cfg.to_texts(),
                roots,
                entries: self.entries,
            },
            sources: self.sources,
            findings: self.findings,
        }
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

/// The contract name of a built-in type with a definition.
fn defined_name(
    id: &TypeId,
    uses: &BTreeMap<TypeId, DefinedUse>,
    named: &dyn Fn(&TypeId) -> Option<String>,
) -> Option<String> {
    let used = uses.get(id)?;
    let inner = |id: &TypeId| named(id).or_else(|| defined_name(id, uses, named));
    builtin::define(used.row, id.clone(), &used.arguments, &inner).map(|def| def.name)
}

fn name_of(id: &TypeId, model: &Model, uses: &BTreeMap<TypeId, DefinedUse>) -> Option<String> {
    let known = |id: &TypeId| model.types.get(id).map(|def| def.name.clone());
    known(id).or_else(|| defined_name(id, uses, &known))
}

/// The types that an API refers to.
fn api_references(api: &Api) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut of = |ty: &Type| {
        ty.visit(&mut |inner| {
            if let contractual_model::Kind::Ref(id) = &inner.kind {
                found.push(id.clone());
            }
        });
    };
    for operation in &api.operations {
        operation.parameters.iter().for_each(|p| of(&p.ty));
        operation.body.iter().for_each(&mut of);
        for response in &operation.responses {
            response.body.iter().for_each(&mut of);
            response.headers.iter().for_each(|h| of(&h.ty));
        }
    }
    found
}

/// The types that a type refers to.
fn references(def: &TypeDef) -> Vec<TypeId> {
    let mut found = Vec::new();
    def.visit_types(&mut |ty| {
        if let contractual_model::Kind::Ref(id) = &ty.kind {
            found.push(id.clone());
        }
    });
    found
}

impl Resolver<'_> {
    /// The arguments of an instantiation that was met.
    fn arguments_of(&self, id: &TypeId) -> Option<&[Argument]> {
        self.made.get(id).map(Vec::as_slice)
    }
}
