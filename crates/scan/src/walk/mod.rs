//! From root files to modules: `mod`, `#[path]`, inline modules and literal `include!` are followed as rustc follows them, `cfg` is
//! applied. Gives declarations by name and the items that say they are contracts.

mod files;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::quick::{HashMap, HashSet};
use contractual_model::refusals;
use contractual_syntax::cfg::Verdict;
use contractual_syntax::{Heads, heads, is_api, lex};

use crate::cfg::Asking;
use crate::imports;
use crate::input::{Files, MAX_FILE, MAX_FILES, MAX_MODULES, Options};
use crate::share::Share;
use crate::skeleton::known::{self, Headed, Skeletons};
use crate::skeleton::{self, RawItem, RawKind, SkeletonError};

/// A source file.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: Arc<str>,
}

/// A module, or a function body that holds items.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) parent: Option<usize>,
    /// Path below the crate.
    pub(crate) path: Vec<String>,
    /// True for a function body: names are looked up in the parent, too.
    pub(crate) block: bool,
    pub(crate) decls: Vec<Decl>,
    pub(crate) by_name: HashMap<String, Vec<usize>>,
    pub(crate) globs: Vec<Glob>,
}

/// A glob import.
#[derive(Debug, Clone)]
pub(crate) struct Glob {
    pub(crate) path: Vec<String>,
    pub(crate) public: bool,
}

/// One name in a module.
#[derive(Debug, Clone)]
pub(crate) struct Decl {
    pub(crate) name: String,
    pub(crate) public: bool,
    pub(crate) kind: DeclKind,
    pub(crate) file: usize,
    pub(crate) range: Range<usize>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DeclKind {
    Module(usize),
    /// A candidate: an item that says it is a contract.
    Contract(usize),
    /// A struct, enum or union without a contract.
    Plain,
    Trait,
    Alias,
    Import(Vec<String>),
    /// Another crate.
    Crate(String),
    Fn,
    Const,
}

/// An item that says it is a contract.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) module: usize,
    pub(crate) file: usize,
    pub(crate) name: String,
    /// With its attributes.
    pub(crate) range: Range<usize>,
    pub(crate) api: bool,
    pub(crate) test_only: bool,
    /// A cfg on the way to it that is not known.
    pub(crate) doubt: Option<String>,
    pub(crate) derives: Vec<String>,
}

/// A crate's modules.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) modules: Vec<Module>,
    pub(crate) candidates: Vec<Candidate>,
    /// Modules of the root files, in order.
    pub(crate) roots: Vec<usize>,
    /// Every `impl`, and whether its head names `Default`.
    all_impls: Vec<(Impl, bool)>,
    impls: OnceLock<Vec<Impl>>,
    pub(crate) problems: Vec<Diagnostic>,
    /// What was taken from each file, in the order of the files.
    pub(crate) shares: Vec<Share>,
    /// The skeleton of each file, as it is kept; empty where there is none.
    pub(crate) skeletons: Vec<Vec<u8>>,
    pub(crate) asked: Mutex<BTreeSet<(String, Option<String>)>>,
}

/// Module, file, and range of an `impl`.
pub(crate) type Impl = (usize, usize, Range<usize>);

impl Walk {
    /// `impl Default for ..`, and what may have constants. Asked for only where a type has defaults: the bodies are searched.
    pub(crate) fn impls(&self) -> &[Impl] {
        self.impls.get_or_init(|| {
            let all = self.all_impls.iter();
            let wanted = all.filter(|((_, file, range), default)| {
                *default || has_constant(&self.files[*file].text[range.clone()])
            });
            wanted.map(|(one, _)| one.clone()).collect()
        })
    }
}

/// True if a constant may stand in an `impl`.
pub(crate) fn has_constant(text: &str) -> bool {
    text.contains("const ")
}

/// Where the files of a module's children lie.
#[derive(Debug, Clone)]
struct Place {
    /// Folder of the file, without a final slash; empty for the manifest's.
    folder: String,
    /// What a child's path starts with, below the folder: the file's stem and inline modules.
    below: Vec<String>,
    /// Inline modules only: what a `#[path]` of a child starts with.
    inline: Vec<String>,
}

/// What holds on the way to an item.
#[derive(Debug, Clone, Default)]
struct State {
    test_only: bool,
    doubt: Option<String>,
}

/// Reads root files and everything they lead to; skeletons that are known are not made again.
pub(crate) fn walk(files: &dyn Files, options: &Options, skeletons: &Skeletons<'_>) -> Walk {
    let mut walker = Walker {
        files,
        options,
        skeletons,
        walk: Walk::default(),
        open: HashSet::default(),
        known: HashMap::default(),
    };
    for root in &options.roots {
        let module = walker.walk.modules.len();
        walker.walk.modules.push(Module::default());
        walker.walk.roots.push(module);
        let text = match files.read(root) {
            Ok(Some(text)) => text,
            Ok(None) => {
                let found = Diagnostic::error(
                    refusals::MODULE_MISSING.name,
                    format!("the root file `{root}` is missing"),
                )
                .fix("create it, or correct the target in Cargo.toml");
                walker.walk.problems.push(found);
                continue;
            }
            Err(why) => {
                walker.unreadable(root, &why);
                continue;
            }
        };
        let place = Place {
            folder: files::folder_of(root),
            below: Vec::new(),
            inline: Vec::new(),
        };
        walker.file(root, text, module, &place, &State::default(), 0);
    }
    walker.walk
}

struct Walker<'f> {
    files: &'f dyn Files,
    options: &'f Options,
    skeletons: &'f Skeletons<'f>,
    walk: Walk,
    /// Files being read, so that a file that includes itself ends.
    open: HashSet<String>,
    known: HashMap<String, usize>,
}

impl Walker<'_> {
    fn unreadable(&mut self, path: &str, why: &str) {
        let found = Diagnostic::error(
            refusals::MODULE_MISSING.name,
            format!("`{path}` cannot be read: {why}"),
        )
        .at(SourceLoc::file(path))
        .fix("make the file readable");
        self.walk.problems.push(found);
    }

    fn file(
        &mut self,
        path: &str,
        text: String,
        module: usize,
        place: &Place,
        state: &State,
        depth: usize,
    ) {
        let too_large = text.len() > MAX_FILE;
        if too_large || self.walk.files.len() >= MAX_FILES || depth > MAX_MODULES {
            let why = if too_large {
                format!("`{path}` is larger than {} MiB", MAX_FILE >> 20)
            } else if depth > MAX_MODULES {
                format!("modules are nested deeper than {MAX_MODULES}")
            } else {
                format!("the crate has more than {MAX_FILES} files")
            };
            let found = Diagnostic::error(refusals::LIMIT_EXCEEDED.name, why)
                .at(SourceLoc::file(path))
                .fix(refusals::LIMIT_EXCEEDED.advice);
            self.walk.problems.push(found);
            return;
        }
        if !self.open.insert(path.to_owned()) {
            return;
        }
        let index = match self.known.get(path) {
            Some(index) => *index,
            None => {
                let index = self.walk.files.len();
                self.known.insert(path.to_owned(), index);
                self.walk.files.push(SourceFile {
                    path: path.to_owned(),
                    text: text.into(),
                });
                self.walk.shares.push(Share::default());
                self.walk.skeletons.push(Vec::new());
                index
            }
        };
        let text = Arc::clone(&self.walk.files[index].text);
        self.walk.shares[index].walks += 1;
        self.items(index, &text, 0..text.len(), module, place, state, depth);
        self.open.remove(path);
    }

    #[allow(clippy::too_many_arguments, reason = "one walk, one place")]
    fn items(
        &mut self,
        file: usize,
        text: &str,
        range: Range<usize>,
        module: usize,
        place: &Place,
        state: &State,
        depth: usize,
    ) {
        let items = match self.skeleton(file, text, range) {
            Ok(items) => items,
            Err(error) => {
                self.walk.shares[file].broken = true;
                let path = self.walk.files[file].path.clone();
                let found = Diagnostic::error(
                    refusals::SYNTAX_ERROR.name,
                    format!("`{path}` is no Rust: {}", error.message),
                )
                .at(SourceLoc::of_offset(path.as_str(), text, error.offset))
                .why("rustc reports the same fault; until it is gone no artifact is touched")
                .fix(refusals::SYNTAX_ERROR.advice);
                self.walk.problems.push(found);
                return;
            }
        };
        for item in items {
            self.item(file, text, &item, module, place, state, depth);
        }
    }

    /// The items of a part of a file; that of a whole file may be known.
    fn skeleton(
        &mut self,
        file: usize,
        text: &str,
        range: Range<usize>,
    ) -> Result<Vec<Headed>, SkeletonError> {
        let whole = range == (0..text.len());
        let kept = || self.skeletons.kept(&self.walk.files[file].path, text);
        if let Some(kept) = whole.then(kept).flatten()
            && let Some(items) = known::unpack(kept, text)
        {
            self.walk.skeletons[file] = kept.to_vec();
            return Ok(items);
        }
        let items = skeleton::items(text, range)?.into_iter();
        let items: Vec<Headed> = items
            .map(|raw| Headed::of(text, raw, &self.asking(false)))
            .collect();
        if whole {
            self.walk.skeletons[file] = known::pack(&items);
        }
        Ok(items)
    }

    fn asking(&self, test: bool) -> Asking<'_> {
        Asking {
            cfg: &self.options.cfg,
            test: Some(test),
            asked: &self.walk.asked,
        }
    }

    /// The attributes of an item and what holds for it; `None` if a `cfg` takes it away.
    fn heads(&self, text: &str, item: &Headed, state: &State) -> Option<(Heads, State)> {
        if let Some(heads) = &item.heads {
            return Some((heads.clone(), state.clone()));
        }
        let attributes = &item.raw.attributes;
        let trees = lex(&text[attributes.clone()], attributes.start).unwrap_or_default();
        let plain = heads(&trees, &self.asking(false));
        let mut state = state.clone();
        match &plain.cfg {
            Verdict::Known(true) => Some((plain, state)),
            Verdict::Unknown(name, _) => {
                state.doubt.get_or_insert_with(|| name.clone());
                Some((plain, state))
            }
            Verdict::Malformed(_) => Some((plain, state)),
            Verdict::Known(false) => {
                let tested = heads(&trees, &self.asking(true));
                if tested.cfg != Verdict::Known(true) {
                    return None;
                }
                state.test_only = true;
                Some((tested, state))
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one walk, one place")]
    fn item(
        &mut self,
        file: usize,
        text: &str,
        item: &Headed,
        module: usize,
        place: &Place,
        state: &State,
        depth: usize,
    ) {
        self.walk.shares[file].add_item(text, &item.raw);
        let Some((heads, state)) = self.heads(text, item, state) else {
            return;
        };
        let item = &item.raw;
        let kind = match item.kind {
            RawKind::Mod => {
                let child = self.child(module, &item.name, false);
                self.module(file, text, item, child, &heads, place, &state, depth);
                DeclKind::Module(child)
            }
            RawKind::Use => {
                let written = &text[item.range.clone()];
                self.walk.shares[file].add(written);
                for import in imports::parse(written) {
                    match import.name {
                        Some(name) => {
                            let kind = DeclKind::Import(import.path);
                            self.declare(module, file, item, name, kind);
                        }
                        None => self.walk.modules[module].globs.push(Glob {
                            path: import.path,
                            public: item.public,
                        }),
                    }
                }
                return;
            }
            RawKind::ExternCrate => {
                let written = &text[item.range.clone()];
                self.walk.shares[file].add(written);
                let alias = imports::alias(written).unwrap_or_else(|| item.name.clone());
                let kind = DeclKind::Crate(item.name.clone());
                self.declare(module, file, item, alias, kind);
                return;
            }
            RawKind::Struct | RawKind::Enum | RawKind::Union => {
                if heads.derives.iter().any(|path| is_contract(path)) {
                    DeclKind::Contract(self.candidate(module, file, item, &heads, &state, false))
                } else {
                    DeclKind::Plain
                }
            }
            RawKind::Trait => {
                if heads.paths.iter().any(|path| is_api(path)) {
                    self.candidate(module, file, item, &heads, &state, true);
                }
                DeclKind::Trait
            }
            RawKind::TypeAlias => {
                self.walk.shares[file].add(&text[item.range.clone()]);
                DeclKind::Alias
            }
            RawKind::Fn => {
                self.walk.shares[file].add_function(&item.name, item.range.clone());
                self.buried(file, text, item, module, &state, Some(&item.name));
                DeclKind::Fn
            }
            RawKind::Const | RawKind::Static => {
                self.walk.shares[file].add(&text[item.range.clone()]);
                DeclKind::Const
            }
            RawKind::Impl => {
                let header =
                    &text[item.range.start..item.body.as_ref().map_or(item.range.end, |b| b.start)];
                let default = header.contains("Default");
                let range = item.range.clone();
                self.walk.shares[file].add_impl(range.clone(), default);
                self.walk.all_impls.push(((module, file, range), default));
                self.buried(file, text, item, module, &state, Some("impl"));
                return;
            }
            RawKind::MacroCall => {
                if item.name == "include" {
                    self.include(file, text, item, module, place, &state, depth);
                } else {
                    self.buried(file, text, item, module, &state, None);
                }
                return;
            }
            RawKind::ExternBlock | RawKind::MacroRules => return,
        };
        if item.kind == RawKind::Const && item.name == "_" {
            self.constant_block(file, text, item, module, &state);
            return;
        }
        self.declare(module, file, item, item.name.clone(), kind);
    }

    fn declare(
        &mut self,
        module: usize,
        file: usize,
        item: &RawItem,
        name: String,
        kind: DeclKind,
    ) {
        let module = &mut self.walk.modules[module];
        let index = module.decls.len();
        module.by_name.entry(name.clone()).or_default().push(index);
        module.decls.push(Decl {
            name,
            public: item.public,
            kind,
            file,
            range: item.range.clone(),
        });
    }

    fn child(&mut self, parent: usize, name: &str, block: bool) -> usize {
        let mut path = self.walk.modules[parent].path.clone();
        path.push(name.to_owned());
        self.walk.modules.push(Module {
            parent: Some(parent),
            path,
            block,
            ..Module::default()
        });
        self.walk.modules.len() - 1
    }

    fn candidate(
        &mut self,
        module: usize,
        file: usize,
        item: &RawItem,
        heads: &Heads,
        state: &State,
        api: bool,
    ) -> usize {
        let start = item.attributes.start.min(item.range.start);
        let written = &self.walk.files[file].text[start..item.range.end];
        self.walk.shares[file].add(written);
        self.walk.candidates.push(Candidate {
            module,
            file,
            name: item.name.clone(),
            range: start..item.range.end,
            api,
            test_only: state.test_only,
            doubt: state.doubt.clone(),
            derives: heads.derives.clone(),
        });
        self.walk.candidates.len() - 1
    }

    /// Items in the body of a function, an `impl`, or the input of a macro (whose items stand where the macro stands).
    fn buried(
        &mut self,
        file: usize,
        text: &str,
        item: &RawItem,
        module: usize,
        state: &State,
        name: Option<&str>,
    ) {
        let Some(body) = &item.body else { return };
        let mut blocks: HashMap<Vec<String>, usize> = HashMap::default();
        for (path, inner) in skeleton::buried(text, body.clone()) {
            self.walk.shares[file].add_item(text, &inner);
            for step in &path {
                self.walk.shares[file].add(step);
            }
            let inner = Headed::of(text, inner, &self.asking(false));
            let Some((heads, state)) = self.heads(text, &inner, state) else {
                continue;
            };
            let inner = inner.raw;
            let full: Vec<String> = name.map(str::to_owned).into_iter().chain(path).collect();
            let home = match blocks.get(&full) {
                Some(home) => *home,
                None => {
                    let mut home = module;
                    for step in &full {
                        home = self.child(home, step, true);
                    }
                    blocks.insert(full, home);
                    home
                }
            };
            let kind = if heads.derives.iter().any(|path| is_contract(path)) {
                DeclKind::Contract(self.candidate(home, file, &inner, &heads, &state, false))
            } else {
                DeclKind::Plain
            };
            self.declare(home, file, &inner, inner.name.clone(), kind);
        }
    }

    /// `const _: () = { .. };` holds items that other macros put there.
    fn constant_block(
        &mut self,
        file: usize,
        text: &str,
        item: &RawItem,
        module: usize,
        state: &State,
    ) {
        let body = RawItem {
            body: Some(item.range.clone()),
            ..item.clone()
        };
        self.buried(file, text, &body, module, state, Some("_"));
    }
}

/// `Contract`, however its crate is called.
fn is_contract(path: &str) -> bool {
    path == "Contract" || path.ends_with("::Contract")
}
