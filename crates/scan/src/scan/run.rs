//! One scan: its state, and its steps in order.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::digest::Digest;
use contractual_model::handshake::{Entry, Handshake};
use contractual_model::lower::{self};
use contractual_model::quick::{HashMap, HashSet};
use contractual_model::{Kind, Model, Type, TypeId, codec, refusals};
use contractual_syntax::{Parsed, Place};

use super::found::{Reporter, Scan, ScanFinding};
use super::items::One;
use crate::meaning;
use crate::memory::{Keep, Known, Memory, Writer};
use crate::names::Names;
use crate::outline::Outline;
use crate::sources::Sources;
use crate::types::{Head, Resolver};
use crate::walk::Candidate;

/// A candidate that could be read.
pub(super) struct Read {
    pub(super) parsed: Parsed,
    /// Index of its entry in the table.
    pub(super) entry: usize,
    /// Types of its slots, if it has no parameters and all could be resolved.
    pub(super) slots: std::cell::OnceCell<Vec<Option<Type>>>,
}

/// An item that was taken from the memory.
pub(super) struct Restored {
    candidate: usize,
    /// Index of its entry in the table.
    pub(super) entry: usize,
    /// The candidates that it names.
    names: Vec<usize>,
}

impl Outline {
    /// Parses, resolves, lowers and judges.
    pub fn scan(&self) -> Scan {
        self.run(None).finish()
    }

    /// As [`Outline::scan`], with what an earlier scan left; gives what this one leaves, unless it found something. `others` is everything
    /// that the models of other crates say, as text.
    pub fn scan_again(&self, memory: &[u8], others: &str) -> (Scan, Option<Vec<u8>>) {
        let ground = self.ground(others);
        let candidates = self.walk.candidates.len();
        let memory = Memory::read(memory).and_then(|all| all.of_ground(&ground, candidates));
        let mut run = self.run(Some((&ground, memory.as_ref())));
        let left = run.left.take();
        (run.finish(), left)
    }

    fn run(&self, again: Option<(&str, Option<&Memory<'_>>)>) -> Run<'_> {
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
            origin: HashMap::default(),
            named: Vec::new(),
            lines: codec::Lines::default(),
            missed: Vec::new(),
            restored: Vec::new(),
            simple: vec![false; self.walk.candidates.len()],
            left: None,
        };
        for problem in &self.walk.problems {
            run.find(problem.clone(), Reporter::Build);
        }
        run.run(again);
        run
    }

    /// Nominal identity of a candidate.
    pub(super) fn id_of(&self, candidate: &Candidate) -> String {
        let mut id = self.options.crate_name.clone();
        for step in &self.walk.modules[candidate.module].path {
            id.push_str("::");
            id.push_str(step);
        }
        format!("{id}::{}", candidate.name)
    }
}

pub(super) struct Run<'o> {
    pub(super) outline: &'o Outline,
    pub(super) sources: Sources,
    pub(super) findings: Vec<ScanFinding>,
    pub(super) entries: Vec<Entry>,
    pub(super) model: Model,
    pub(super) origin: HashMap<TypeId, usize>,
    /// The types that the slots of an entry name, by the entry's index.
    pub(super) named: Vec<(usize, Vec<Option<Type>>)>,
    pub(super) lines: codec::Lines,
    pub(super) missed: Vec<String>,
    /// The items that were taken from the memory.
    pub(super) restored: Vec<Restored>,
    /// Of each candidate that was read, whether it follows from what a memory compares.
    pub(super) simple: Vec<bool>,
    left: Option<Vec<u8>>,
}

impl Run<'_> {
    pub(super) fn find(&mut self, diagnostic: Diagnostic, reporter: Reporter) {
        let finding = ScanFinding {
            diagnostic,
            reporter,
        };
        // The same item through two roots has the same faults.
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    pub(super) fn loc(&self, file: usize, place: Place) -> SourceLoc {
        self.sources.at(file, place.start as usize)
    }

    fn run(&mut self, again: Option<(&str, Option<&Memory<'_>>)>) {
        let walk = &self.outline.walk;
        let mut reads: Vec<Option<Read>> = Vec::new();
        let mut items: Vec<Option<Head>> = Vec::new();
        // A file that is a module of several roots is read once; later ones resolve to the same contract.
        let mut known: HashMap<(usize, usize, String), usize> = HashMap::default();
        let mut first = Vec::with_capacity(walk.candidates.len());
        for (at, candidate) in walk.candidates.iter().enumerate() {
            let id = self.outline.id_of(candidate);
            let key = (candidate.file, candidate.range.start, id.clone());
            first.push((*known.entry(key).or_insert(at), id));
        }
        let wanted = first.iter().enumerate();
        let wanted = wanted.filter_map(|(at, (first, _))| (*first == at).then_some(at));
        let wanted: Vec<usize> = wanted.collect();
        // where items stand in several roots, everything is read
        let again = again.filter(|_| wanted.len() == walk.candidates.len());
        let mut memory = again.and_then(|(_, memory)| memory);
        let parse = |memory| self.outline.parse_all(&self.sources, &wanted, memory);
        let mut parsed = parse(memory).unwrap_or_else(|| {
            memory = None;
            parse(None).unwrap_or_default()
        });
        for (at, (candidate, (first, id))) in walk.candidates.iter().zip(first).enumerate() {
            if first != at {
                let shared = items.get(first).cloned().flatten();
                items.push(shared);
                reads.push(None);
                continue;
            }
            let One {
                findings,
                read,
                known,
            } = parsed.remove(&at).unwrap_or_default();
            for (diagnostic, reporter) in findings {
                self.find(diagnostic, reporter);
            }
            if let Some(known) = known {
                items.push(Some(Head {
                    ident: candidate.name.clone(),
                    generics: Vec::new(),
                    base: id.clone(),
                }));
                reads.push(None);
                self.restore(at, id, known);
                continue;
            }
            items.push(read.as_ref().map(|(parsed, ..)| Head {
                ident: parsed.item.ident.clone(),
                generics: parsed.item.generics.clone(),
                base: id.clone(),
            }));
            reads.push(read.map(|(parsed, canonical, digest)| {
                self.entries.push(Entry {
                    file: walk.files[candidate.file].path.clone(),
                    ident: candidate.name.clone(),
                    module: self.module_of(candidate),
                    digest,
                    id,
                    test_only: candidate.test_only,
                    meaning: None,
                    slots: Vec::new(),
                    findings: Vec::new(),
                    canonical,
                });
                Read {
                    parsed,
                    entry: self.entries.len() - 1,
                    slots: std::cell::OnceCell::new(),
                }
            }));
        }
        self.duplicates(&items);
        let mut resolver = Resolver {
            names: Names {
                walk,
                options: &self.outline.options,
            },
            items: &items,
            beyond: false,
            wanted: Vec::new(),
            seen: HashSet::default(),
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
        let unsettled = lower::settle(&mut self.model);
        let open = self.open();
        let known = memory.map(|memory| self.meanings_of(memory, &open));
        self.lines = codec::lines_beside(&self.model, std::mem::take(&mut self.lines));
        meaning::prove(
            &self.model,
            (&self.lines, known.unwrap_or_default()),
            &resolver,
            &foreign,
            &self.named,
            &mut self.entries,
        );
        self.judge(unsettled, &open);
        let clean = self.findings.is_empty();
        let spoken_of = |one: &&Restored| memory.is_some_and(|all| all.is_hinted(one.candidate));
        let mut linted = open;
        let spoken_of = self.restored.iter().filter(spoken_of);
        linted.extend(spoken_of.map(|one| TypeId(self.entries[one.entry].id.clone())));
        let hinted = self.lint(&reads, &linted);
        if let (Some((ground, _)), true) = (again, clean) {
            self.left = Some(self.leave(ground, memory, &reads, &hinted));
        }
    }

    /// The types that are not taken from the memory, and those that reach one.
    fn open(&self) -> BTreeSet<TypeId> {
        let id = |one: &Restored| TypeId(self.entries[one.entry].id.clone());
        let number = self.outline.walk.candidates.len();
        let mut closed = vec![false; number];
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); number];
        for one in &self.restored {
            closed[one.candidate] = true;
            for name in &one.names {
                users[*name].push(one.candidate);
            }
        }
        let mut changed: Vec<usize> = (0..number).filter(|at| !closed[*at]).collect();
        while let Some(at) = changed.pop() {
            for user in &users[at] {
                if std::mem::take(&mut closed[*user]) {
                    changed.push(*user);
                }
            }
        }
        let known = self.restored.iter().filter(|one| closed[one.candidate]);
        let known: BTreeSet<TypeId> = known.map(id).collect();
        let all = self.model.types.keys();
        all.filter(|id| !known.contains(id)).cloned().collect()
    }

    /// The digests of what types mean that are known.
    fn meanings_of(
        &self,
        memory: &Memory<'_>,
        open: &BTreeSet<TypeId>,
    ) -> BTreeMap<TypeId, Digest> {
        let each = self.restored.iter().filter_map(|one| {
            let id = TypeId(self.entries[one.entry].id.clone());
            let meaning = memory.meaning(one.candidate)?;
            (!open.contains(&id)).then_some((id, meaning))
        });
        each.collect()
    }

    /// Takes an item from the memory, as reading, resolving and lowering it would give it.
    fn restore(&mut self, at: usize, id: String, known: Known) {
        let candidate = &self.outline.walk.candidates[at];
        let start = candidate.range.start;
        let Known {
            canonical,
            digest,
            slots,
            name,
            parts,
            names,
            line,
            def,
        } = known;
        let parts = parts.into_iter().map(|(name, at)| (name, start + at));
        let ty = TypeId(id.clone());
        self.sources.insert(
            ty.clone(),
            candidate.file,
            start + name,
            candidate.range.clone(),
            parts.collect(),
        );
        self.lines.insert(ty.clone(), line);
        self.origin.insert(ty.clone(), at);
        self.model.types.insert(ty, def);
        self.restored.push(Restored {
            candidate: at,
            entry: self.entries.len(),
            names,
        });
        self.entries.push(Entry {
            file: self.outline.walk.files[candidate.file].path.clone(),
            ident: candidate.name.clone(),
            module: self.module_of(candidate),
            digest,
            id,
            test_only: false,
            meaning: None,
            slots,
            findings: Vec::new(),
            canonical,
        });
    }

    /// What the next scan may take from this one.
    fn leave(
        &self,
        ground: &str,
        memory: Option<&Memory<'_>>,
        reads: &[Option<Read>],
        hinted: &BTreeSet<String>,
    ) -> Vec<u8> {
        let mut out = Writer::of(ground, reads.len());
        // in the order of the candidates, too
        let mut restored = self.restored.iter().peekable();
        for (at, read) in reads.iter().enumerate() {
            let known = restored.next_if(|one| one.candidate == at);
            let (entry, plain, kept) = match (read, known.zip(memory)) {
                (Some(read), _) => {
                    let kept = self.keep(at, read).unwrap_or_default();
                    let plain = !read.parsed.item.is_generic();
                    (Some(read.entry), plain, Cow::Owned(kept))
                }
                (None, Some((one, memory))) => {
                    (Some(one.entry), true, Cow::Borrowed(memory.kept(at)))
                }
                (None, None) => (None, false, Cow::Borrowed(&[][..])),
            };
            let entry = entry.map(|at| &self.entries[at]);
            let meaning = entry.and_then(|entry| entry.meaning).unwrap_or_default();
            let hinted = entry.is_some_and(|entry| hinted.contains(&entry.id));
            out.add(plain, hinted, meaning, &kept);
        }
        out.finish()
    }

    fn keep(&self, at: usize, read: &Read) -> Option<Vec<u8>> {
        let candidate = &self.outline.walk.candidates[at];
        let text = &self.outline.walk.files[candidate.file].text[candidate.range.clone()];
        let item = &read.parsed.item;
        let alone = self.simple[at]
            && !(candidate.api || candidate.test_only || item.is_generic())
            && !(text.contains("cfg") || text.contains("allow"));
        if !alone {
            return None;
        }
        let entry = &self.entries[read.entry];
        let id = TypeId(entry.id.clone());
        let start = candidate.range.start;
        let from_start = |place: Place| (place.start as usize).checked_sub(start);
        let parts = read.parsed.parts.iter();
        let parts: Option<Vec<(String, usize)>> = parts
            .map(|(part, place)| Some((item.part_name(*part), from_start(*place)?)))
            .collect();
        let def = self.model.types.get(&id)?;
        let mut names = Some(Vec::new());
        def.visit_types(&mut |ty| {
            if let Kind::Ref(id) = &ty.kind {
                match (self.origin.get(id), &mut names) {
                    (Some(at), Some(names)) => names.push(*at),
                    _ => names = None,
                }
            }
        });
        Keep {
            text,
            canonical: &entry.canonical,
            digest: entry.digest,
            slots: &entry.slots,
            name: from_start(read.parsed.ident)?,
            parts: parts?,
            names: names?,
            line: self.lines.line(&id)?,
            def,
        }
        .write()
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

    /// Two items of one identity: only functions allow that.
    fn duplicates(&mut self, items: &[Option<Head>]) {
        let walk = &self.outline.walk;
        let mut known: HashMap<&str, usize> = HashMap::default();
        for (index, item) in items.iter().enumerate() {
            let Some(Head { base: id, .. }) = item else {
                continue;
            };
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
            restored: self.restored.len(),
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
