//! Uses of contracts and aliases, with what stands for their parameters.

use contractual_model::digest::{self, Digest};
use contractual_model::instance::{self, Argument};
use contractual_model::item::{ArgExpr, GenericParam};
use contractual_model::refusals::{self};
use contractual_model::{Kind, Type};
use contractual_syntax::lex;

use super::{
    Bindings, Bound, Env, Found, Head, MAX_NESTING, Resolved, Resolver, Trouble, Wanted, call,
    nesting,
};
use crate::walk::Decl;

impl Resolver<'_> {
    pub(super) fn alias(
        &mut self,
        module: usize,
        env: &Env,
        home: usize,
        decl: &Decl,
        args: &[ArgExpr],
        depth: usize,
    ) -> Resolved {
        let text = &self.names.walk.files[decl.file].text[decl.range.clone()];
        let trees = lex(text, 0).unwrap_or_default();
        let Some((params, target)) = contractual_syntax::parse_alias(&trees) else {
            return Err(Trouble::new(
                &refusals::UNRESOLVED_TYPE,
                format!("the alias `{}` cannot be read", decl.name),
            ));
        };
        let (params, _) = self.bind(module, env, home, &params, args, &decl.name, depth)?;
        let inner = Env { params, own: None };
        self.ty(home, &inner, &target, depth + 1)
    }

    /// Binds parameters to arguments, those that are missing to their defaults.
    #[allow(
        clippy::too_many_arguments,
        reason = "where the arguments stand and where the parameters stand"
    )]
    pub(super) fn bind(
        &mut self,
        module: usize,
        env: &Env,
        home: usize,
        params: &[GenericParam],
        args: &[ArgExpr],
        name: &str,
        depth: usize,
    ) -> Result<Bindings, Trouble> {
        let mut bound: Vec<(String, Bound)> = Vec::new();
        let mut arguments = Vec::new();
        if args.len() > params.len() {
            return Err(Trouble::new(
                &refusals::UNRESOLVED_TYPE,
                format!(
                    "`{name}` has {}, and {} {} given",
                    contractual_diag::counted(params.len(), "parameter"),
                    contractual_diag::counted(args.len(), "argument"),
                    if args.len() == 1 { "is" } else { "are" }
                ),
            ));
        }
        for (at, param) in params.iter().enumerate() {
            let missing = || {
                Trouble::new(
                    &refusals::UNRESOLVED_TYPE,
                    format!(
                        "`{name}` wants an argument for its parameter `{}`",
                        param.ident()
                    ),
                )
            };
            let value = match (param, args.get(at)) {
                (GenericParam::Type { .. }, Some(ArgExpr::Type(ty))) => {
                    Bound::Type(self.ty(module, env, ty, depth + 1)?)
                }
                (GenericParam::Type { default, .. }, None) => {
                    let default = default.as_ref().ok_or_else(missing)?;
                    let inner = Env {
                        params: bound.clone(),
                        own: None,
                    };
                    Bound::Type(self.ty(home, &inner, default, depth + 1)?)
                }
                (GenericParam::Const { .. }, Some(arg)) => {
                    let text = match arg {
                        ArgExpr::Const(text) => text.clone(),
                        ArgExpr::Type(ty) => ty.to_string(),
                    };
                    match self.constant(module, env, &text)? {
                        Some((value, shown)) => Bound::Const(value, shown),
                        None => Bound::OpaqueConst,
                    }
                }
                (GenericParam::Const { default, .. }, None) => {
                    let default = default.as_ref().ok_or_else(missing)?;
                    match self.constant(home, &Env::default(), default)? {
                        Some((value, shown)) => Bound::Const(value, shown),
                        None => Bound::OpaqueConst,
                    }
                }
                (GenericParam::Type { .. }, Some(ArgExpr::Const(_))) => return Err(missing()),
            };
            arguments.push(match &value {
                Bound::Type(found) => Argument::Type(found.ty.clone()),
                Bound::Const(value, _) => Argument::Const(*value),
                // Only the identities of full instances are used.
                Bound::OpaqueType | Bound::OpaqueConst => Argument::Const(0),
            });
            bound.push((param.ident().to_owned(), value));
        }
        Ok((bound, arguments))
    }

    pub(super) fn contract(
        &mut self,
        module: usize,
        env: &Env,
        candidate: usize,
        args: &[ArgExpr],
        depth: usize,
    ) -> Resolved {
        let items = self.items;
        let Some(Head {
            ident,
            generics,
            base,
        }) = &items[candidate]
        else {
            let name = &self.names.walk.candidates[candidate].name;
            return Err(Trouble::new(
                &refusals::NOT_A_CONTRACT,
                format!("the contract of `{name}` could not be read"),
            )
            .advice(format!("correct `{name}`")));
        };
        let home = self.names.walk.candidates[candidate].module;
        let (params, arguments) = self.bind(module, env, home, generics, args, ident, depth)?;
        let generic = params.iter().any(|(_, bound)| match bound {
            Bound::Type(found) => found.generic,
            Bound::Const(..) => false,
            Bound::OpaqueType | Bound::OpaqueConst => true,
        });
        self.beyond |= !generics.is_empty() || self.names.walk.candidates[candidate].test_only;
        let id = instance::id(base, &arguments);
        if nesting(&id.0) > MAX_NESTING {
            return Err(Trouble::new(
                &refusals::GENERIC_DEPTH,
                format!("`{ident}` holds ever larger instantiations of itself"),
            ));
        }
        let identities: Option<Vec<Digest>> = params
            .iter()
            .map(|(_, bound)| match bound {
                Bound::Type(found) => found.identity,
                Bound::Const(value, _) => Some(digest::constant(*value)),
                Bound::OpaqueType | Bound::OpaqueConst => None,
            })
            .collect();
        let parts: Vec<String> = params
            .iter()
            .map(|(name, bound)| match bound {
                Bound::Type(found) => found.expression(),
                Bound::Const(value, _) => format!("={value}"),
                Bound::OpaqueType => format!("${name}"),
                Bound::OpaqueConst => format!("%{name}"),
            })
            .collect();
        let found = Found {
            ty: Type::new(Kind::Ref(id.clone())),
            identity: identities.map(|all| digest::identity(base, &all)),
            generic,
            formula: call(base, &parts),
        };
        if !generic && self.seen.insert(id.clone()) {
            self.made.insert(id.clone(), arguments.clone());
            self.wanted.push(Wanted {
                candidate,
                id,
                env: Env {
                    params,
                    own: Some(Box::new(found.clone())),
                },
            });
        }
        Ok(found)
    }
}
