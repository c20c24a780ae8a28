//! Names by Rust's rules: what a path means in a module.
//!
//! Explicit names hide glob imports, blocks see their surroundings, `crate`, `self`, `super` and renames are followed, private names are
//! seen from below only. Where sources do not show what a name means, the answer says so; nothing is guessed here that rustc does
//! not prove afterwards.

use crate::input::Options;
use crate::walk::{DeclKind, Walk};
use contractual_model::quick::HashSet;

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A module of this crate.
    Module(usize),
    /// A declaration: module and index.
    Decl(usize, usize),
    /// A path into another crate, its name first.
    Outside(Vec<String>),
    /// A built-in type without a path: `u8`, `str`.
    Primitive(String),
}

/// Why a path means nothing certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lost {
    /// There is no such name.
    Unknown(String),
    /// Several glob imports bring it.
    Ambiguous(String),
    /// `super` above the root, and the like.
    Malformed(String),
}

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

/// Types and traits of the standard prelude, with their paths.
const PRELUDE: [(&str, &str); 5] = [
    ("Option", "std::option::Option"),
    ("Result", "std::result::Result"),
    ("String", "std::string::String"),
    ("Vec", "std::vec::Vec"),
    ("Box", "std::boxed::Box"),
];

const MAX_STEPS: usize = 64;

/// Looks names up.
pub(crate) struct Names<'w> {
    pub(crate) walk: &'w Walk,
    pub(crate) options: &'w Options,
}

/// Namespaces: a name may stand for a type and for a value at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    Types,
    Values,
}

impl Names<'_> {
    /// What a path means in a module.
    pub(crate) fn find(
        &self,
        module: usize,
        path: &[String],
        global: bool,
        space: Space,
    ) -> Result<Target, Lost> {
        self.path(module, path, global, space, 0)
    }

    fn path(
        &self,
        module: usize,
        path: &[String],
        global: bool,
        space: Space,
        depth: usize,
    ) -> Result<Target, Lost> {
        let shown = || path.join("::");
        if depth > MAX_STEPS {
            return Err(Lost::Malformed(format!(
                "`{}` is imported in a circle",
                shown()
            )));
        }
        let (global, path) = match path.split_first() {
            Some((first, rest)) if first.is_empty() => (true, rest),
            _ => (global, path),
        };
        let Some((first, rest)) = path.split_first() else {
            return Err(Lost::Malformed("an empty path".into()));
        };
        let first_space = if rest.is_empty() { space } else { Space::Types };
        let mut here = if global {
            self.outside(first)
                .ok_or_else(|| Lost::Unknown(first.clone()))?
        } else {
            match first.as_str() {
                "crate" | "$crate" => Target::Module(self.root(module)),
                "self" => Target::Module(self.enclosing(module)),
                "super" => {
                    let parent = self.walk.modules[self.enclosing(module)].parent;
                    let parent = parent
                        .ok_or_else(|| Lost::Malformed("`super` above the crate's root".into()))?;
                    Target::Module(self.enclosing(parent))
                }
                name => self.first(module, name, first_space, depth)?,
            }
        };
        for (at, step) in rest.iter().enumerate() {
            let last = at + 1 == rest.len();
            here =
                match here {
                    Target::Module(inner) if step == "super" => {
                        let parent = self.walk.modules[inner].parent;
                        Target::Module(parent.ok_or_else(|| {
                            Lost::Malformed("`super` above the crate's root".into())
                        })?)
                    }
                    Target::Module(inner) if step == "self" => Target::Module(inner),
                    Target::Module(inner) => {
                        let wanted = if last { space } else { Space::Types };
                        self.member(inner, step, module, wanted, depth + 1)?
                            .ok_or_else(|| Lost::Unknown(shown()))?
                    }
                    Target::Outside(mut outside) => {
                        outside.push(step.clone());
                        Target::Outside(outside)
                    }
                    Target::Decl(..) | Target::Primitive(_) => return Err(Lost::Unknown(shown())),
                };
        }
        Ok(here)
    }

    /// The first step of a relative path.
    fn first(&self, module: usize, name: &str, space: Space, depth: usize) -> Result<Target, Lost> {
        let mut here = module;
        loop {
            if let Some(found) = self.member(here, name, module, space, depth + 1)? {
                return Ok(found);
            }
            let inner = &self.walk.modules[here];
            match (inner.block, inner.parent) {
                (true, Some(parent)) => here = parent,
                _ => break,
            }
        }
        if let Some(found) = self.outside(name).filter(|_| space == Space::Types) {
            return Ok(found);
        }
        if let Some((_, path)) = PRELUDE.iter().find(|(known, _)| *known == name) {
            return Ok(Target::Outside(
                path.split("::").map(str::to_owned).collect(),
            ));
        }
        if PRIMITIVES.contains(&name) {
            return Ok(Target::Primitive(name.to_owned()));
        }
        Err(Lost::Unknown(name.to_owned()))
    }

    /// A member of a module as seen from another.
    fn member(
        &self,
        module: usize,
        name: &str,
        from: usize,
        space: Space,
        depth: usize,
    ) -> Result<Option<Target>, Lost> {
        let mut seen = HashSet::default();
        self.member_of(module, name, from, space, depth, &mut seen)
    }

    fn member_of(
        &self,
        module: usize,
        name: &str,
        from: usize,
        space: Space,
        depth: usize,
        seen: &mut HashSet<usize>,
    ) -> Result<Option<Target>, Lost> {
        if depth > MAX_STEPS {
            return Err(Lost::Malformed(format!("`{name}` is imported in a circle")));
        }
        if !seen.insert(module) {
            return Ok(None);
        }
        let inner = &self.walk.modules[module];
        for index in inner.by_name.get(name).into_iter().flatten() {
            let decl = &inner.decls[*index];
            if !decl.public && !self.is_below(from, module) {
                continue;
            }
            let found = match &decl.kind {
                DeclKind::Import(path) => {
                    // An import may be of a type, a value or both; one that leads nowhere in this space is of the other.
                    match self.path(module, path, false, space, depth + 1) {
                        Ok(found) => Some(found),
                        Err(Lost::Unknown(_)) if space == Space::Values => None,
                        Err(lost) => return Err(lost),
                    }
                }
                DeclKind::Crate(name) if name == "self" => Some(Target::Module(self.root(module))),
                DeclKind::Crate(name) => Some(
                    self.outside(name)
                        .unwrap_or_else(|| Target::Outside(vec![name.clone()])),
                ),
                DeclKind::Module(child) => {
                    (space == Space::Types).then_some(Target::Module(*child))
                }
                DeclKind::Fn | DeclKind::Const => {
                    (space == Space::Values).then_some(Target::Decl(module, *index))
                }
                DeclKind::Contract(_) | DeclKind::Plain | DeclKind::Trait | DeclKind::Alias => {
                    Some(Target::Decl(module, *index))
                }
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        let mut by_glob: Option<Target> = None;
        for glob in &inner.globs {
            if !glob.public && !self.is_below(from, module) {
                continue;
            }
            let found = match self.path(module, &glob.path, false, Space::Types, depth + 1) {
                // What a glob brings is what its module shows to the importing one.
                Ok(Target::Module(target)) => {
                    self.member_of(target, name, module, space, depth + 1, seen)?
                }
                Ok(Target::Outside(mut path)) => {
                    path.push(name.to_owned());
                    self.is_known_outside(&path)
                        .then_some(Target::Outside(path))
                }
                _ => None,
            };
            let Some(found) = found else { continue };
            match &by_glob {
                Some(other) if *other != found => return Err(Lost::Ambiguous(name.to_owned())),
                _ => by_glob = Some(found),
            }
        }
        Ok(by_glob)
    }

    /// True if a path into another crate leads to a type that is known here.
    fn is_known_outside(&self, path: &[String]) -> bool {
        let (Some(first), Some(last)) = (path.first(), path.last()) else {
            return false;
        };
        let in_model = || {
            self.options
                .dependencies
                .iter()
                .filter(|dependency| dependency.name == *first)
                .any(|dependency| {
                    dependency
                        .model
                        .types
                        .keys()
                        .any(|id| crate::outside::last(crate::outside::base(&id.0)) == last)
                })
        };
        contractual_model::builtin::of_path(&path.join("::")).is_some() || in_model()
    }

    fn outside(&self, name: &str) -> Option<Target> {
        if name == self.options.crate_name {
            return self.walk.roots.first().map(|root| Target::Module(*root));
        }
        let known = contractual_model::builtin::knows_crate(name)
            || self
                .options
                .dependencies
                .iter()
                .any(|dependency| dependency.name == name)
            || self.options.absent.iter().any(|absent| absent.name == name);
        known.then(|| Target::Outside(vec![name.to_owned()]))
    }

    pub(crate) fn root(&self, mut module: usize) -> usize {
        while let Some(parent) = self.walk.modules[module].parent {
            module = parent;
        }
        module
    }

    /// The module around a block.
    pub(crate) fn enclosing(&self, mut module: usize) -> usize {
        while self.walk.modules[module].block {
            match self.walk.modules[module].parent {
                Some(parent) => module = parent,
                None => break,
            }
        }
        module
    }

    fn is_below(&self, mut module: usize, above: usize) -> bool {
        loop {
            if module == above {
                return true;
            }
            match self.walk.modules[module].parent {
                Some(parent) => module = parent,
                None => return false,
            }
        }
    }
}
