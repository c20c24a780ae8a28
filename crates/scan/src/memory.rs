//! What one scan leaves for the next, so that only the items that changed are parsed, resolved and lowered.
//!
//! What an item comes to (its entry in the table, its definition, the places of its parts) is a function of
//! 1. its text;
//! 2. the *ground*: every name of the crate and what it stands for (modules, imports, globs, the texts of aliases and constants, the
//!    other crates), where each item stands, and what the outline was read with;
//! 3. of the items that it names, whether each could be read and has no parameters.
//!
//! Items for which that would not be the whole truth are never remembered: those with parameters, those that name an instance, a built-in
//! type with a definition or a type of another crate, those with defaults or with constraints on parts of named types, APIs, what only
//! tests compile, and those whose text speaks of `cfg` or `allow`. They are read in every scan.
//!
//! All three are compared as they are, never by a digest. If the ground or the third is another, nothing is taken from the memory. A scan
//! that finds anything wrong leaves none. Instances and what concerns the names of all types is done in every scan.
//!
//! What is said of a type (checks, lints, the digest of its meaning) follows from its definition and those that it reaches. So it is found
//! again for *open* types alone: those that are not taken from the memory, and those that reach one. Of the others it is known that nothing
//! is wrong with them, and whether a lint spoke of them.

use contractual_model::TypeDef;
use contractual_model::codec::Line;
use contractual_model::digest::Digest;
use contractual_model::handshake::Expected;
use contractual_model::packed::{Unpacker, put_definition, put_digest, put_number, put_text};

use crate::outline::Outline;
use crate::walk::DeclKind;

const HEAD: &str = "contractual-items 1";

const PLAIN: usize = 1;
const HINTED: usize = 2;

/// What an earlier scan left.
#[derive(Debug)]
pub(crate) struct Memory<'t> {
    ground: &'t str,
    /// In the order of the outline's candidates, which the ground decides.
    items: Vec<Slot<'t>>,
}

/// What is known of a candidate.
#[derive(Debug, Clone, Copy)]
struct Slot<'t> {
    /// True if it could be read and has no parameters.
    plain: bool,
    /// True if a lint spoke of it.
    hinted: bool,
    /// What its type and all that it refers to means.
    meaning: Digest,
    /// Empty if it is not remembered.
    kept: &'t [u8],
}

impl<'t> Memory<'t> {
    /// Reads what [`Outline::scan_again`] left; `None` if it is not whole or of another format.
    pub(crate) fn read(bytes: &'t [u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes);
        if from.text()? != HEAD {
            return None;
        }
        let ground = from.text()?;
        let mut items = Vec::new();
        for _ in 0..from.number()? {
            let marks = from.number()?;
            let meaning = from.digest()?;
            let length = from.number()?;
            items.push(Slot {
                plain: marks & PLAIN != 0,
                hinted: marks & HINTED != 0,
                meaning,
                kept: from.take(length)?,
            });
        }
        from.is_done().then_some(Self { ground, items })
    }

    /// The same, if it is of this ground.
    pub(crate) fn of_ground(self, ground: &str, candidates: usize) -> Option<Self> {
        (self.ground == ground && self.items.len() == candidates).then_some(self)
    }

    /// The candidate at that place, if it has this text.
    pub(crate) fn known(&self, at: usize, text: &str) -> Option<Known> {
        let kept = self.items.get(at)?.kept;
        let mut from = Unpacker::new(kept);
        if kept.is_empty() || from.text()? != text {
            return None;
        }
        let known = Known::read(&mut from)?;
        let there = |at: &usize| *at < self.items.len();
        known.names.iter().all(there).then_some(known)
    }

    /// True if the candidate at that place could be read and had no parameters.
    pub(crate) fn is_plain(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|slot| slot.plain)
    }

    /// True if a lint spoke of the candidate at that place.
    pub(crate) fn is_hinted(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|slot| slot.hinted)
    }

    /// What the type of the candidate at that place and all that it refers to meant.
    pub(crate) fn meaning(&self, at: usize) -> Option<Digest> {
        self.items.get(at).map(|slot| slot.meaning)
    }

    /// What is kept of the candidate at that place.
    pub(crate) fn kept(&self, at: usize) -> &'t [u8] {
        self.items.get(at).map_or(&[], |slot| slot.kept)
    }
}

/// An item as it is remembered.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) canonical: String,
    pub(crate) digest: Digest,
    pub(crate) slots: Vec<Expected>,
    /// Where its name stands, from its start.
    pub(crate) name: usize,
    /// Its parts, and where each stands, from its start.
    pub(crate) parts: Vec<(String, usize)>,
    /// The candidates that it names.
    pub(crate) names: Vec<usize>,
    pub(crate) line: Line,
    pub(crate) def: TypeDef,
}

impl Known {
    fn read(from: &mut Unpacker<'_>) -> Option<Self> {
        let canonical = from.text()?.to_owned();
        let digest = from.digest()?;
        let mut slots = Vec::new();
        for _ in 0..from.number()? {
            slots.push(Expected {
                identity: Some(from.digest()?),
                shown: from.text()?.to_owned(),
                generic: false,
                formula: String::new(),
                meaning: None,
            });
        }
        let name = from.number()?;
        let mut parts = Vec::new();
        for _ in 0..from.number()? {
            parts.push((from.text()?.to_owned(), from.number()?));
        }
        let mut names = Vec::new();
        for _ in 0..from.number()? {
            names.push(from.number()?);
        }
        let line = Line {
            text: from.text()?.to_owned(),
            digest: from.digest()?,
        };
        let def = from.definition()?;
        from.is_done().then_some(Self {
            canonical,
            digest,
            slots,
            name,
            parts,
            names,
            line,
            def,
        })
    }
}

/// An item that may be kept.
pub(crate) struct Keep<'a> {
    pub(crate) text: &'a str,
    pub(crate) canonical: &'a str,
    pub(crate) digest: Digest,
    pub(crate) slots: &'a [Expected],
    pub(crate) name: usize,
    pub(crate) parts: Vec<(String, usize)>,
    pub(crate) names: Vec<usize>,
    pub(crate) line: &'a Line,
    pub(crate) def: &'a TypeDef,
}

impl Keep<'_> {
    /// As it is kept; `None` if it follows from more than is remembered.
    pub(crate) fn write(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        put_text(&mut out, self.text);
        put_text(&mut out, self.canonical);
        put_digest(&mut out, self.digest);
        put_number(&mut out, self.slots.len());
        for slot in self.slots {
            let Expected {
                identity: Some(identity),
                shown,
                generic: false,
                formula: _,
                meaning: None,
            } = slot
            else {
                return None;
            };
            put_digest(&mut out, *identity);
            put_text(&mut out, shown);
        }
        put_number(&mut out, self.name);
        put_number(&mut out, self.parts.len());
        for (name, at) in &self.parts {
            put_text(&mut out, name);
            put_number(&mut out, *at);
        }
        put_number(&mut out, self.names.len());
        self.names.iter().for_each(|at| put_number(&mut out, *at));
        put_text(&mut out, &self.line.text);
        put_digest(&mut out, self.line.digest);
        put_definition(&mut out, self.def);
        Some(out)
    }
}

/// Puts a memory together, item by item in the order of the candidates.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn of(ground: &str, candidates: usize) -> Self {
        let mut out = Vec::new();
        put_text(&mut out, HEAD);
        put_text(&mut out, ground);
        put_number(&mut out, candidates);
        Self(out)
    }

    pub(crate) fn add(&mut self, plain: bool, hinted: bool, meaning: Digest, kept: &[u8]) {
        let marks = [(plain, PLAIN), (hinted, HINTED)];
        let marks = marks.map(|(holds, mark)| if holds { mark } else { 0 });
        put_number(&mut self.0, marks[0] | marks[1]);
        put_digest(&mut self.0, meaning);
        put_number(&mut self.0, kept.len());
        self.0.extend_from_slice(kept);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

impl Outline {
    /// What every item follows from beside its own text, as one text; `others` says the same of the models of other crates.
    pub(crate) fn ground(&self, others: &str) -> String {
        let (walk, options) = (&self.walk, &self.options);
        let mut out = format!(
            "generator {}\ncrate {}\nfacade {}\nroots {:?} {:?}\ncfg {:?}\nabsent {:?}\n",
            options.generator,
            options.crate_name,
            options.facade,
            options.roots,
            walk.roots,
            options.cfg.to_texts(),
            options.absent,
        );
        for dependency in &options.dependencies {
            out.push_str(&format!(
                "dependency {} {}\n",
                dependency.name, dependency.crate_name
            ));
        }
        let mut put = |text: &str| {
            out.push_str(text);
            // in no Rust text
            out.push('\0');
        };
        put(others);
        for candidate in &walk.candidates {
            put(&walk.files[candidate.file].path);
            put(&candidate.name);
            put(&candidate.module.to_string());
            put(match (candidate.api, candidate.test_only) {
                (false, false) => "type",
                (false, true) => "type for tests",
                (true, false) => "api",
                (true, true) => "api for tests",
            });
            if let Some(doubt) = &candidate.doubt {
                put("doubt");
                put(doubt);
            }
        }
        for module in &walk.modules {
            put("module");
            put(&module.parent.map_or(String::new(), |at| at.to_string()));
            put(if module.block { "block" } else { "" });
            module.path.iter().for_each(|step| put(step));
            put("names");
            for decl in &module.decls {
                put(if decl.public { "pub" } else { "" });
                put(&decl.name);
                let written = || &walk.files[decl.file].text[decl.range.clone()];
                match &decl.kind {
                    DeclKind::Module(at) => {
                        put("mod");
                        put(&at.to_string());
                    }
                    DeclKind::Contract(at) => {
                        put("contract");
                        put(&at.to_string());
                    }
                    DeclKind::Plain => put("plain"),
                    DeclKind::Trait => put("trait"),
                    DeclKind::Alias => {
                        put("alias");
                        put(written());
                    }
                    DeclKind::Import(path) => {
                        put("use");
                        put(&path.join("::"));
                    }
                    DeclKind::Crate(name) => {
                        put("crate");
                        put(name);
                    }
                    DeclKind::Fn => put("fn"),
                    DeclKind::Const => {
                        put("const");
                        put(written());
                    }
                }
            }
            for glob in &module.globs {
                put(if glob.public { "pub glob" } else { "glob" });
                put(&glob.path.join("::"));
            }
        }
        out
    }
}
