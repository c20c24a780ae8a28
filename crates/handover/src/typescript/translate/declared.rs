//! Declarations with their arguments put in: aliases, interfaces with what they extend, enums.

use oxc_ast::ast::{Expression, TSTypeParameterDeclaration};
use oxc_span::Span;

use super::enums::enumeration;
use super::members::merge;
use super::module::Declared;
use super::work::{Bound, MAX_DEPTH, MAX_TYPES, Place, Result, Unsupported, Work};
use crate::typescript::types::{Object, Ty};

impl<'a> Work<'_, 'a> {
    /// A declared type with its arguments put in; the same one is worked out once, and may speak of itself.
    pub(super) fn named(
        &mut self,
        module: usize,
        name: &str,
        span: Span,
        arguments: &[Ty],
        depth: usize,
    ) -> Result<Ty> {
        let here = |message: String| Unsupported {
            module,
            span,
            message,
        };
        let exported = self.modules[module]
            .exports
            .contains_key(name)
            .then(|| self.exported(module, name, 0))
            .flatten();
        let Some((home, local)) = self.find(module, name, 0).or(exported) else {
            return Err(here(format!("nothing declares the type `{name}`")));
        };
        if depth > MAX_DEPTH {
            return Err(here(format!("the type `{name}` never comes to an end")));
        }
        let shown: Vec<String> = arguments
            .iter()
            .map(|ty| format!("{}#{}", self.show(ty), identity(ty)))
            .collect();
        let key = format!("{home}:{local}<{}>", shown.join(","));
        if let Some(at) = self.known.get(&key) {
            return Ok(Ty::Named(*at));
        }
        if self.table.len() >= MAX_TYPES {
            return Err(here(format!(
                "the type `{name}` needs more than {MAX_TYPES} types"
            )));
        }
        let at = self.table.len();
        let text = if arguments.is_empty() {
            local.clone()
        } else {
            format!(
                "{local}<{}>",
                arguments
                    .iter()
                    .map(|ty| self.show(ty))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        };
        self.table.push((text, None));
        self.known.insert(key, at);
        let all = self.modules[home]
            .names
            .get(&local)
            .cloned()
            .unwrap_or_default();
        let ty = self.declared(home, &all, arguments, span, depth + 1)?;
        self.table[at].1 = Some(ty);
        Ok(Ty::Named(at))
    }

    fn declared(
        &mut self,
        module: usize,
        all: &[Declared<'a>],
        arguments: &[Ty],
        span: Span,
        depth: usize,
    ) -> Result<Ty> {
        let mut merged: Option<Object> = None;
        for declared in all {
            match declared {
                Declared::Alias(alias) => {
                    let bound =
                        self.bind(module, alias.type_parameters.as_deref(), arguments, depth)?;
                    return self.ty(
                        Place {
                            module,
                            bound: &bound,
                            depth,
                        },
                        &alias.type_annotation,
                    );
                }
                Declared::Enum(declared) => return enumeration(module, declared),
                Declared::Interface(interface) => {
                    let bound = self.bind(
                        module,
                        interface.type_parameters.as_deref(),
                        arguments,
                        depth,
                    )?;
                    let place = Place {
                        module,
                        bound: &bound,
                        depth,
                    };
                    let mut object = Object::default();
                    for heritage in &interface.extends {
                        let Expression::Identifier(id) = &heritage.expression else {
                            return place
                                .refuse(heritage.span, "an interface can extend named types only");
                        };
                        let mut given = Vec::new();
                        for argument in heritage.type_arguments.iter().flat_map(|list| &list.params)
                        {
                            given.push(self.ty(place, argument)?);
                        }
                        let parent = self.reference(place, &id.name, &given, heritage.span)?;
                        let parent = self.object_of(&parent, place, heritage.span)?;
                        merge(&mut object, parent);
                    }
                    let own = self.signatures(place, &interface.body.body)?;
                    merge(&mut object, own);
                    match &mut merged {
                        Some(before) => merge(before, object),
                        None => merged = Some(object),
                    }
                }
                Declared::Class(at) => {
                    return Err(Unsupported {
                        module,
                        span: *at,
                        message: "a class has methods; a JSON value has none".into(),
                    });
                }
                Declared::Constant(_) => {}
            }
        }
        merged.map(Ty::Object).ok_or_else(|| Unsupported {
            module,
            span,
            message: "the name stands for a value, not for a type".into(),
        })
    }

    fn bind(
        &mut self,
        module: usize,
        parameters: Option<&'a TSTypeParameterDeclaration<'a>>,
        arguments: &[Ty],
        depth: usize,
    ) -> Result<Bound> {
        let mut bound: Bound = Vec::new();
        for (at, parameter) in parameters.iter().flat_map(|list| &list.params).enumerate() {
            let ty = match (arguments.get(at), &parameter.default) {
                (Some(ty), _) => ty.clone(),
                (None, Some(default)) => self.ty(
                    Place {
                        module,
                        bound: &bound,
                        depth,
                    },
                    default,
                )?,
                (None, None) => {
                    let message = format!(
                        "the type parameter `{}` has no argument",
                        parameter.name.name
                    );
                    return Err(Unsupported {
                        module,
                        span: parameter.span,
                        message,
                    });
                }
            };
            bound.push((parameter.name.name.to_string(), ty));
        }
        Ok(bound)
    }
}

/// Distinguishes types that look alike when shown short.
fn identity(ty: &Ty) -> String {
    match ty {
        Ty::Named(at) => at.to_string(),
        other => format!("{other:?}").len().to_string(),
    }
}
