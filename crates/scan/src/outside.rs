//! Types of other crates: built-ins, and contracts that stand in the model of a dependency.

use contractual_model::builtin;
use contractual_model::digest::{self, Digest};
use contractual_model::instance::{self, Argument};
use contractual_model::item::ArgExpr;
use contractual_model::refusals;
use contractual_model::{Kind, Type};

use crate::input::Dependency;
use crate::types::{Env, Found, Resolved, Resolver, Trouble, bare, call};

/// The part of an identity before its arguments.
pub(crate) fn base(id: &str) -> &str {
    id.split('<').next().unwrap_or(id)
}

/// The last step of a path.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

impl Resolver<'_> {
    /// Resolves a path that leads into another crate.
    pub(crate) fn outside(
        &mut self,
        module: usize,
        env: &Env,
        path: &[String],
        args: &[ArgExpr],
        depth: usize,
    ) -> Resolved {
        let shown = path.join("::");
        let options = self.names.options;
        if builtin::of_path(&shown).is_some() {
            return self.builtin(module, env, &shown, args, depth);
        }
        let (Some(first), below) = (path.first(), path.get(1..).unwrap_or_default()) else {
            return self.builtin(module, env, &shown, args, depth);
        };
        for (at, dependency) in options.dependencies.iter().enumerate() {
            if dependency.name == *first
                && let Some(base) = named(dependency, below)?
            {
                return self.foreign_contract(module, env, at, base, args, depth);
            }
        }
        if let Some(absent) = options.absent.iter().find(|one| one.name == *first) {
            self.beyond = true;
            self.missed.insert(absent.name.clone());
            return Err(Trouble::new(
                &refusals::UNRESOLVED_TYPE,
                format!("`{shown}` is of another crate, and {}", absent.why),
            )
            .advice(absent.advice.clone()));
        }
        if let Some(dependency) = options.dependencies.iter().find(|one| one.name == *first) {
            let known = dependency.model.types.keys();
            let known: Vec<&str> = known.map(|id| last(base(&id.0))).collect();
            let name = below.last().map_or("", String::as_str);
            return Err(Trouble::new(
                &refusals::NOT_A_CONTRACT,
                format!("`{shown}` is no contract of `{first}`"),
            )
            .advice(match contractual_diag::nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                // A model has the names of types, and none that a crate invents for them.
                None => format!(
                    "add #[derive(Contract)] to `{name}` there; if it is a name that `{first}` gives to another type (`pub use a::B as {name}`), write the type's own name; or state the JSON form: #[contract(wire = \"...\")]"
                ),
            }));
        }
        self.builtin(module, env, &shown, args, depth)
    }

    fn foreign_contract(
        &mut self,
        module: usize,
        env: &Env,
        at: usize,
        base: &str,
        args: &[ArgExpr],
        depth: usize,
    ) -> Resolved {
        self.beyond = true;
        let mut arguments = Vec::new();
        let mut identities: Option<Vec<Digest>> = Some(Vec::new());
        let mut parts = Vec::new();
        let mut generic = false;
        for arg in args {
            match arg {
                ArgExpr::Type(ty) => {
                    let found = self.ty(module, env, ty, depth + 1)?;
                    generic |= found.generic;
                    parts.push(found.expression());
                    identities = identities.zip(found.identity).map(|(mut all, one)| {
                        all.push(one);
                        all
                    });
                    arguments.push(Argument::Type(found.ty));
                }
                ArgExpr::Const(text) => match self.constant(module, env, text)? {
                    Some((value, _)) => {
                        parts.push(format!("={value}"));
                        if let Some(all) = &mut identities {
                            all.push(digest::constant(value));
                        }
                        arguments.push(Argument::Const(value));
                    }
                    None => {
                        generic = true;
                        identities = None;
                        parts.push(format!("%{}", bare(text)));
                        arguments.push(Argument::Const(0));
                    }
                },
            }
        }
        let id = instance::id(base, &arguments);
        let dependency = &self.names.options.dependencies[at];
        if !generic {
            if !dependency.model.types.contains_key(&id) {
                return Err(Trouble::new(
                    &refusals::UNRESOLVED_TYPE,
                    format!("the model of `{}` has no `{id}`", dependency.name),
                )
                .advice(format!(
                    "a crate's model has the instances that the crate itself names: add one there (`pub type Name = {}<..>;`), or wrap the value in a type of this crate",
                    last(base)
                )));
            }
            self.foreign.insert(id.clone(), at);
            self.made.insert(id.clone(), arguments);
        }
        Ok(Found {
            ty: Type::new(Kind::Ref(id)),
            identity: identities.map(|all| digest::identity(base, &all)),
            generic,
            formula: call(base, &parts),
        })
    }
}

/// The contract that a path below a crate's name means. The path may be a re-export: then the name tells the type if only one has it,
/// and rustc proves which one it is.
fn named<'d>(dependency: &'d Dependency, below: &[String]) -> Result<Option<&'d str>, Trouble> {
    let below = below.join("::");
    let mut bases: Vec<&str> = dependency
        .model
        .types
        .keys()
        .map(|id| base(&id.0))
        .collect();
    bases.dedup();
    let of_it = |id: &&str| id.split("::").next() == Some(dependency.crate_name.as_str());
    let exact = bases
        .iter()
        .copied()
        .filter(of_it)
        .find(|id| id.split_once("::").is_some_and(|(_, rest)| rest == below));
    let name = last(&below);
    let all: Vec<&str> = bases.into_iter().filter(|id| last(id) == name).collect();
    let own: Vec<&str> = all.iter().copied().filter(of_it).collect();
    match (exact, own.as_slice(), all.as_slice()) {
        (Some(one), ..) => Ok(Some(one)),
        (None, [one], _) | (None, [], [one]) => Ok(Some(one)),
        (None, [], []) => Ok(None),
        (None, ..) => Err(Trouble::new(
            &refusals::UNRESOLVED_TYPE,
            format!("`{}` has several contracts named `{name}`", dependency.name),
        )
        .advice("write the full path of the one you mean")),
    }
}
