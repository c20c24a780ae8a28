//! Types as written to types as meant: names resolved, aliases followed, generics instantiated.

mod instances;

use std::collections::{BTreeMap, BTreeSet};

use contractual_model::builtin::{self, Builtin, Form};
use contractual_model::digest::{self, Digest};
use contractual_model::instance::Argument;
use contractual_model::item::{ArgExpr, GenericParam, PathExpr, TypeExpr};
use contractual_model::quick::HashSet;
use contractual_model::refusals::{self, Refusal};
use contractual_model::{Kind, Type, TypeId};
use contractual_syntax::lex;

use crate::consts;
use crate::names::{Lost, Names, Space, Target};
use crate::walk::DeclKind;

/// How deep aliases and arguments may stand inside each other.
const MAX_DEPTH: usize = 64;
/// How many arguments deep an instantiation may be: more is a generic type that grows without end.
const MAX_NESTING: usize = 12;

/// What a use of a contract must know of it.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) ident: String,
    pub(crate) generics: Vec<GenericParam>,
    /// Nominal identity, without arguments.
    pub(crate) base: String,
}

/// A resolved type.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) ty: Type,
    /// `None` if it depends on a parameter that is not given.
    pub(crate) identity: Option<Digest>,
    /// True if it depends on a parameter that is not given.
    pub(crate) generic: bool,
    /// For such a type: how its identity follows from the parameters, as [`Expected::formula`] writes it.
    ///
    /// [`Expected::formula`]: contractual_model::handshake::Expected::formula
    pub(crate) formula: String,
}

impl Found {
    /// The identity as an expression.
    pub(crate) fn expression(&self) -> String {
        match self.identity {
            Some(identity) => format!("#{}", digest::to_hex(identity)),
            None => self.formula.clone(),
        }
    }
}

/// `head(part,part)`
pub(crate) fn call(head: &str, parts: &[String]) -> String {
    format!("{head}({})", parts.join(","))
}

/// Why a type cannot be resolved.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pub(crate) refusal: &'static Refusal,
    pub(crate) headline: String,
    pub(crate) advice: Option<String>,
}

impl Trouble {
    pub(crate) fn new(refusal: &'static Refusal, headline: impl Into<String>) -> Self {
        Self {
            refusal,
            headline: headline.into(),
            advice: None,
        }
    }

    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// What a generic parameter stands for.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a handful of them at a time")]
pub(crate) enum Bound {
    Type(Found),
    Const(i128, String),
    /// Not given: the template itself is resolved.
    OpaqueType,
    OpaqueConst,
}

/// Parameters in scope, and what `Self` is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Env {
    pub(crate) params: Vec<(String, Bound)>,
    pub(crate) own: Option<Box<Found>>,
}

/// An instantiation that is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) candidate: usize,
    pub(crate) id: TypeId,
    pub(crate) env: Env,
}

/// Resolves types; collects the instantiations it meets.
pub(crate) struct Resolver<'w> {
    pub(crate) names: Names<'w>,
    /// What is known of each candidate; `None` if it could not be read.
    pub(crate) items: &'w [Option<Head>],
    /// Set where a type follows from more than the names of the crate and its plain contracts: an instance, a built-in type with a
    /// definition, another crate, what only tests compile.
    pub(crate) beyond: bool,
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) seen: HashSet<TypeId>,
    /// Arguments of the instantiations that were met.
    pub(crate) made: BTreeMap<TypeId, Vec<Argument>>,
    /// Types of other crates that are referred to: identity and crate.
    pub(crate) foreign: BTreeMap<TypeId, usize>,
    /// Crates that were asked for and whose models are not there.
    pub(crate) missed: BTreeSet<String>,
    /// Built-in types with definitions that are referred to.
    pub(crate) defined: BTreeMap<TypeId, DefinedUse>,
}

/// A built-in type with a definition, and its arguments.
#[derive(Debug, Clone)]
pub(crate) struct DefinedUse {
    pub(crate) row: &'static Builtin,
    pub(crate) arguments: Vec<Type>,
}

pub(crate) type Resolved = Result<Found, Trouble>;

/// Parameters with what they stand for, and the arguments that an identity names.
type Bindings = (Vec<(String, Bound)>, Vec<Argument>);

impl Resolver<'_> {
    /// Resolves a type as written in a module.
    pub(crate) fn ty(
        &mut self,
        module: usize,
        env: &Env,
        expr: &TypeExpr,
        depth: usize,
    ) -> Resolved {
        if depth > MAX_DEPTH {
            return Err(Trouble::new(
                &refusals::RECURSIVE_ALIAS,
                format!("`{expr}` is an alias of itself"),
            ));
        }
        match expr {
            TypeExpr::Path(path) => self.path(module, env, path, depth),
            TypeExpr::Tuple(items) if items.is_empty() => Ok(Found {
                ty: Type::new(Kind::Null),
                identity: Some(builtin::tuple_identity(&[])),
                generic: false,
                formula: String::new(),
            }),
            TypeExpr::Tuple(items) => {
                let items: Result<Vec<Found>, Trouble> = items
                    .iter()
                    .map(|item| self.ty(module, env, item, depth + 1))
                    .collect();
                let items = items?;
                let identities: Option<Vec<Digest>> =
                    items.iter().map(|item| item.identity).collect();
                let parts: Vec<String> = items.iter().map(Found::expression).collect();
                Ok(Found {
                    formula: call("tuple", &parts),
                    generic: items.iter().any(|item| item.generic),
                    identity: identities.map(|all| builtin::tuple_identity(&all)),
                    ty: Type::new(Kind::Tuple(items.into_iter().map(|item| item.ty).collect())),
                })
            }
            TypeExpr::Array(item, length) => {
                let item = self.ty(module, env, item, depth + 1)?;
                match self.constant(module, env, length)? {
                    Some((value, _)) => {
                        let length = u64::try_from(value).map_err(|_| {
                            Trouble::new(
                                &refusals::UNRESOLVED_TYPE,
                                format!("the length {value} of an array is negative"),
                            )
                        })?;
                        Ok(Found {
                            formula: call("array", &[item.expression(), format!("={length}")]),
                            identity: item.identity.map(|id| builtin::array_identity(id, length)),
                            generic: item.generic,
                            ty: Type::new(Kind::Array(Box::new(item.ty), length)),
                        })
                    }
                    None => Ok(Found {
                        formula: call("array", &[item.expression(), format!("%{}", bare(length))]),
                        identity: None,
                        generic: true,
                        ty: Type::new(Kind::Array(Box::new(item.ty), 0)),
                    }),
                }
            }
            TypeExpr::Slice(item) => {
                let item = self.ty(module, env, item, depth + 1)?;
                Ok(of_builtin("list", vec![item]))
            }
            TypeExpr::Reference(to) => self.ty(module, env, to, depth + 1),
            TypeExpr::Other(text) => Err(Trouble::new(
                &refusals::UNSUPPORTED_TYPE,
                format!("`{text}` has no JSON form that sources show"),
            )),
        }
    }

    /// A constant argument or length; `None` if it depends on a parameter that is not given.
    pub(crate) fn constant(
        &self,
        module: usize,
        env: &Env,
        text: &str,
    ) -> Result<Option<(i128, String)>, Trouble> {
        let name = bare(text);
        for (param, bound) in env.params.iter().rev() {
            if param == name {
                return match bound {
                    Bound::Const(value, shown) => Ok(Some((*value, shown.clone()))),
                    Bound::OpaqueConst | Bound::OpaqueType => Ok(None),
                    Bound::Type(_) => Err(Trouble::new(
                        &refusals::UNRESOLVED_TYPE,
                        format!("`{name}` is a type, and a constant is wanted"),
                    )),
                };
            }
        }
        let trees = lex(text, 0).unwrap_or_default();
        consts::integer(&self.names, module, &trees, 0)
            .map(|value| Some((value, value.to_string())))
            .ok_or_else(|| {
                Trouble::new(
                    &refusals::UNRESOLVED_TYPE,
                    format!("the constant `{text}` cannot be read"),
                )
                .advice("write a number, or a constant whose value is a number")
            })
    }

    fn path(&mut self, module: usize, env: &Env, path: &PathExpr, depth: usize) -> Resolved {
        if let Some(name) = path.as_name() {
            for (param, bound) in env.params.iter().rev() {
                if param == name {
                    return match bound {
                        Bound::Type(found) => Ok(found.clone()),
                        _ => Ok(Found {
                            ty: Type::new(Kind::Any),
                            identity: None,
                            generic: true,
                            formula: format!("${name}"),
                        }),
                    };
                }
            }
            if name == "Self"
                && let Some(own) = &env.own
            {
                return Ok((**own).clone());
            }
        }
        let Some(last) = path.segments.last() else {
            return Err(Trouble::new(&refusals::UNRESOLVED_TYPE, "an empty path"));
        };
        let steps: Vec<String> = path.segments.iter().map(|s| s.ident.clone()).collect();
        let target = self
            .names
            .find(module, &steps, path.global, Space::Types)
            .map_err(|lost| self.lost(module, &steps, lost))?;
        match target {
            Target::Primitive(name) => self.builtin(module, env, &name, &last.args, depth),
            Target::Outside(outside) => self.outside(module, env, &outside, &last.args, depth),
            Target::Decl(home, index) => {
                let decl = &self.names.walk.modules[home].decls[index];
                match decl.kind {
                    DeclKind::Contract(candidate) => {
                        self.contract(module, env, candidate, &last.args, depth)
                    }
                    DeclKind::Alias => self.alias(module, env, home, decl, &last.args, depth),
                    DeclKind::Trait => Err(Trouble::new(
                        &refusals::UNSUPPORTED_TYPE,
                        format!("`{}` is a trait", steps.join("::")),
                    )),
                    _ => Err(Trouble::new(
                        &refusals::NOT_A_CONTRACT,
                        format!("`{}` is not a contract", steps.join("::")),
                    )
                    .advice(format!(
                        "add #[derive(Contract)] to `{}`, or state the JSON form: #[contract(wire = \"...\")]",
                        decl.name
                    ))),
                }
            }
            Target::Module(_) => Err(Trouble::new(
                &refusals::UNRESOLVED_TYPE,
                format!("`{}` is a module", steps.join("::")),
            )),
        }
    }

    fn lost(&self, module: usize, steps: &[String], lost: Lost) -> Trouble {
        let shown = steps.join("::");
        match lost {
            Lost::Unknown(name) => {
                let near = self.near(module, steps.last().map_or("", String::as_str));
                let trouble = Trouble::new(
                    &refusals::UNRESOLVED_TYPE,
                    match name == shown {
                        true => format!("no type `{shown}` is found from here"),
                        false => {
                            format!("no type `{shown}` is found from here: `{name}` is not known")
                        }
                    },
                );
                match near {
                    Some(near) => trouble.advice(format!("did you mean `{near}`?")),
                    None => trouble.advice(
                        "if a macro makes it or another crate has it, state the JSON form: #[contract(wire = \"...\")]",
                    ),
                }
            }
            Lost::Ambiguous(name) => Trouble::new(
                &refusals::UNRESOLVED_TYPE,
                format!("`{name}` comes from several glob imports"),
            )
            .advice("import it by name"),
            Lost::Malformed(why) => Trouble::new(&refusals::UNRESOLVED_TYPE, why),
        }
    }

    fn near(&self, module: usize, name: &str) -> Option<String> {
        let here = &self.names.walk.modules[self.names.enclosing(module)];
        let known = here.decls.iter().map(|decl| decl.name.as_str());
        contractual_diag::nearest(name, known.filter(|known| *known != name)).map(str::to_owned)
    }

    fn arguments(
        &mut self,
        module: usize,
        env: &Env,
        args: &[ArgExpr],
        count: usize,
        depth: usize,
    ) -> Result<Vec<Found>, Trouble> {
        let types = args.iter().filter_map(|arg| match arg {
            ArgExpr::Type(ty) => Some(ty),
            ArgExpr::Const(_) => None,
        });
        let types: Vec<&TypeExpr> = types.take(count).collect();
        types
            .into_iter()
            .map(|ty| self.ty(module, env, ty, depth + 1))
            .collect()
    }

    pub(crate) fn builtin(
        &mut self,
        module: usize,
        env: &Env,
        path: &str,
        args: &[ArgExpr],
        depth: usize,
    ) -> Resolved {
        let Some(known) = builtin::of_path(path) else {
            return Err(Trouble::new(
                &refusals::NOT_A_CONTRACT,
                format!("`{path}` is not a contract and not known"),
            )
            .advice("state the JSON form: #[contract(wire = \"...\")]"));
        };
        if let Form::Refused(why) = known.form {
            return Err(Trouble::new(
                &refusals::REFUSED_TYPE,
                format!("`{path}` is no contract type"),
            )
            .advice(why));
        }
        let arguments = self.arguments(module, env, args, known.arguments, depth)?;
        if arguments.len() < known.arguments {
            return Err(Trouble::new(
                &refusals::UNRESOLVED_TYPE,
                format!(
                    "`{path}` wants {}",
                    contractual_diag::counted(known.arguments, "type argument")
                ),
            ));
        }
        if known.form == Form::NonZeroOf {
            let word = match arguments[0].ty.kind {
                Kind::Integer(int) => format!("nonzero {}", int.name()),
                _ => String::new(),
            };
            return match builtin::of_word(&word) {
                Some(row) => Ok(self.build(row, Vec::new())),
                None => Err(Trouble::new(
                    &refusals::UNRESOLVED_TYPE,
                    format!("`{path}` wants an integer type"),
                )
                .advice("name the integer: NonZero<u32>")),
            };
        }
        Ok(self.build(known, arguments))
    }

    /// A built-in type; one with a definition is remembered.
    fn build(&mut self, row: &'static Builtin, arguments: Vec<Found>) -> Found {
        let types = arguments.iter().map(|found| found.ty.clone()).collect();
        let found = build(row, arguments);
        if let (Form::Defined(_), Kind::Ref(id), false) = (row.form, &found.ty.kind, found.generic)
        {
            let arguments = types;
            self.beyond = true;
            self.defined
                .insert(id.clone(), DefinedUse { row, arguments });
        }
        found
    }

    /// Asks for a contract that has no parameters left.
    pub(crate) fn want(&mut self, candidate: usize) -> Result<(), Trouble> {
        let module = self.names.walk.candidates[candidate].module;
        self.contract(module, &Env::default(), candidate, &[], 0)
            .map(|_| ())
    }

    /// The parameters of an item, not given.
    pub(crate) fn opaque(&self, candidate: usize) -> Env {
        let Some(Head { generics, base, .. }) = &self.items[candidate] else {
            return Env::default();
        };
        let generic = !generics.is_empty();
        let parts: Vec<String> = generics
            .iter()
            .map(|param| match param {
                GenericParam::Type { ident, .. } => format!("${ident}"),
                GenericParam::Const { ident, .. } => format!("%{ident}"),
            })
            .collect();
        Env {
            params: generics
                .iter()
                .map(|param| {
                    let bound = match param {
                        GenericParam::Type { .. } => Bound::OpaqueType,
                        GenericParam::Const { .. } => Bound::OpaqueConst,
                    };
                    (param.ident().to_owned(), bound)
                })
                .collect(),
            own: Some(Box::new(Found {
                ty: Type::new(Kind::Ref(TypeId(base.clone()))),
                identity: (!generic).then(|| digest::identity(base, &[])),
                generic,
                formula: call(base, &parts),
            })),
        }
    }
}

/// A constant's name without the braces it may stand in.
pub(crate) fn bare(constant: &str) -> &str {
    constant
        .trim()
        .trim_start_matches('{')
        .trim_end_matches('}')
        .trim()
}

fn nesting(id: &str) -> usize {
    let mut depth = 0_usize;
    let mut most = 0;
    for c in id.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

fn of_builtin(word: &str, arguments: Vec<Found>) -> Found {
    match builtin::of_word(word) {
        Some(known) => build(known, arguments),
        None => Found {
            ty: Type::new(Kind::Any),
            identity: None,
            generic: false,
            formula: String::new(),
        },
    }
}

fn build(known: &Builtin, arguments: Vec<Found>) -> Found {
    let identities: Option<Vec<Digest>> = arguments.iter().map(|found| found.identity).collect();
    let generic = arguments.iter().any(|found| found.generic);
    let mut parts: Vec<String> = arguments.iter().map(Found::expression).collect();
    let formula = match known.form {
        Form::Transparent => parts.drain(..).next().unwrap_or_default(),
        _ => call(known.word, &parts[..known.arguments.min(parts.len())]),
    };
    let types: Vec<Type> = arguments.into_iter().map(|found| found.ty).collect();
    Found {
        identity: identities.map(|all| known.identity(&all)),
        generic,
        formula,
        ty: known.to_type(types).unwrap_or_else(|| Type::new(Kind::Any)),
    }
}
