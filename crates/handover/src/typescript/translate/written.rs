//! Types as they are written, kind by kind; what has no meaning for a JSON value is refused here.

use fancy_regex::Regex;
use oxc_ast::ast::{
    TSMappedTypeModifierOperator, TSType, TSTypeName, TSTypeOperatorOperator, TSTypeQueryExprName,
};
use oxc_span::GetSpan;

use super::literals::literal_type;
use super::members::keys;
use super::module::Declared;
use super::work::{Bound, MAX_DEPTH, Place, Result, Work};
use crate::typescript::types::{Literal, Member, Object, Ty};

impl<'a> Work<'_, 'a> {
    pub(super) fn ty(&mut self, place: Place<'_>, ty: &'a TSType<'a>) -> Result<Ty> {
        if place.depth > MAX_DEPTH {
            return place.refuse(ty.span(), "types are nested too deeply");
        }
        let place = Place {
            depth: place.depth + 1,
            ..place
        };
        Ok(match ty {
            TSType::TSAnyKeyword(_) | TSType::TSUnknownKeyword(_) => Ty::Any,
            TSType::TSNeverKeyword(_) => Ty::Never,
            TSType::TSNullKeyword(_) => Ty::Null,
            TSType::TSUndefinedKeyword(_) => Ty::Undefined,
            TSType::TSBooleanKeyword(_) => Ty::Bool,
            TSType::TSNumberKeyword(_) => Ty::Number,
            TSType::TSStringKeyword(_) => Ty::Text,
            TSType::TSObjectKeyword(_) => Ty::SomeObject,
            TSType::TSParenthesizedType(inner) => self.ty(place, &inner.type_annotation)?,
            TSType::TSArrayType(array) => Ty::Array(Box::new(self.ty(place, &array.element_type)?)),
            TSType::TSLiteralType(literal) => literal_type(place, &literal.literal)?,
            TSType::TSTemplateLiteralType(template) => {
                let mut pattern = String::from("^");
                let mut shown = String::from("`");
                for (at, quasi) in template.quasis.iter().enumerate() {
                    let text = quasi
                        .value
                        .cooked
                        .as_ref()
                        .unwrap_or(&quasi.value.raw)
                        .to_string();
                    pattern.push_str(&fancy_regex::escape(&text));
                    shown.push_str(&text);
                    if let Some(hole) = template.types.get(at) {
                        let hole_type = self.ty(place, hole)?;
                        pattern.push_str(&self.hole(place, &hole_type, hole.span())?);
                        shown.push_str(&format!("${{{}}}", self.show(&hole_type)));
                    }
                }
                pattern.push('$');
                shown.push('`');
                match Regex::new(&format!("(?s){pattern}")) {
                    Ok(regex) => Ty::Template(shown, Box::new(regex)),
                    Err(_) => {
                        return place.refuse(template.span, "the template literal is too large");
                    }
                }
            }
            TSType::TSUnionType(union) => {
                let mut branches = Vec::new();
                for branch in &union.types {
                    branches.push(self.ty(place, branch)?);
                }
                Ty::Union(branches)
            }
            TSType::TSIntersectionType(intersection) => {
                let mut merged = Object::default();
                for part in &intersection.types {
                    let ty = self.ty(place, part)?;
                    let object = self.object_of(&ty, place, part.span())?;
                    self.meet(&mut merged, object);
                }
                Ty::Object(merged)
            }
            TSType::TSTupleType(tuple) => self.tuple(place, &tuple.element_types)?,
            TSType::TSTypeLiteral(literal) => {
                let object = self.signatures(place, &literal.members)?;
                if literal.members.is_empty() {
                    Ty::NotNull
                } else {
                    Ty::Object(object)
                }
            }
            TSType::TSTypeOperatorType(operator) => match operator.operator {
                TSTypeOperatorOperator::Readonly => self.ty(place, &operator.type_annotation)?,
                TSTypeOperatorOperator::Keyof => {
                    let inner = self.ty(place, &operator.type_annotation)?;
                    keys(&self.object_of(&inner, place, operator.span)?)
                }
                TSTypeOperatorOperator::Unique => {
                    return place.refuse(operator.span, "a JSON value has no symbols");
                }
            },
            TSType::TSIndexedAccessType(access) => {
                let object = self.ty(place, &access.object_type)?;
                let index = self.ty(place, &access.index_type)?;
                self.member_of(place, &object, &index, access.span)?
            }
            TSType::TSMappedType(mapped) => {
                let parameter = mapped.type_parameter.name.name.to_string();
                let Some(constraint) = &mapped.type_parameter.constraint else {
                    return place.refuse(mapped.span, "the mapped type has no keys");
                };
                if mapped.name_type.is_some() {
                    return place.refuse(mapped.span, "a mapped type with `as` is not supported");
                }
                let keys = self.ty(place, constraint)?;
                let mut object = Object::default();
                let optional = matches!(
                    mapped.optional,
                    Some(TSMappedTypeModifierOperator::True | TSMappedTypeModifierOperator::Plus)
                );
                for key in self.branches(&keys) {
                    let mut bound = place.bound.clone();
                    bound.push((parameter.clone(), key.clone()));
                    let inner = Place {
                        bound: &bound,
                        ..place
                    };
                    let value = match &mapped.type_annotation {
                        Some(value) => self.ty(inner, value)?,
                        None => Ty::Any,
                    };
                    match key {
                        Ty::Literal(Literal::Text(name) | Literal::Number(name)) => {
                            object.members.push(Member {
                                name,
                                ty: value,
                                optional,
                            })
                        }
                        Ty::Text => object.any_name = Some(Box::new(value)),
                        Ty::Number => object.any_number = Some(Box::new(value)),
                        _ => {
                            return place.refuse(
                                mapped.span,
                                "the keys of the mapped type must be texts or numbers",
                            );
                        }
                    }
                }
                Ty::Object(object)
            }
            TSType::TSTypeQuery(query) => {
                let TSTypeQueryExprName::IdentifierReference(id) = &query.expr_name else {
                    return place
                        .refuse(query.span, "`typeof` is supported for constants of a file");
                };
                let Some((home, local)) = self.find(place.module, &id.name, 0) else {
                    return place.refuse(query.span, format!("nothing declares `{}`", id.name));
                };
                let all = self.modules[home]
                    .names
                    .get(&local)
                    .cloned()
                    .unwrap_or_default();
                let constant = all.iter().find_map(|one| match one {
                    Declared::Constant(constant) => Some(*constant),
                    _ => None,
                });
                let Some(constant) = constant else {
                    return place.refuse(query.span, format!("`{}` is no constant", id.name));
                };
                let none = Bound::new();
                let there = Place {
                    module: home,
                    bound: &none,
                    depth: place.depth,
                };
                match (&constant.id.type_annotation, &constant.init) {
                    (Some(annotation), _) => self.ty(there, &annotation.type_annotation)?,
                    (None, Some(value)) => {
                        self.value_type(there, value, false, constant.kind.is_const())?
                    }
                    (None, None) => {
                        return place.refuse(query.span, format!("`{}` has no value", id.name));
                    }
                }
            }
            TSType::TSTypeReference(reference) => {
                let mut arguments = Vec::new();
                for argument in reference
                    .type_arguments
                    .iter()
                    .flat_map(|list| &list.params)
                {
                    arguments.push(self.ty(place, argument)?);
                }
                match &reference.type_name {
                    TSTypeName::IdentifierReference(id) => {
                        self.reference(place, &id.name, &arguments, reference.span)?
                    }
                    TSTypeName::QualifiedName(name) => {
                        let TSTypeName::IdentifierReference(left) = &name.left else {
                            return place.refuse(
                                reference.span,
                                "only one level of names behind a dot is supported",
                            );
                        };
                        self.qualified(
                            place,
                            &left.name,
                            &name.right.name,
                            &arguments,
                            reference.span,
                        )?
                    }
                    TSTypeName::ThisExpression(_) => {
                        return place
                            .refuse(reference.span, "`this` has no meaning for a JSON value");
                    }
                }
            }
            other => {
                let what = match other {
                    TSType::TSBigIntKeyword(_) => "`bigint` cannot come from JSON",
                    TSType::TSSymbolKeyword(_) => "a symbol cannot come from JSON",
                    TSType::TSVoidKeyword(_) => "`void` cannot come from JSON",
                    TSType::TSFunctionType(_) | TSType::TSConstructorType(_) => {
                        "a function cannot come from JSON"
                    }
                    TSType::TSConditionalType(_) => "a conditional type is not supported",
                    TSType::TSImportType(_) => {
                        "an import type is not supported; import the name instead"
                    }
                    _ => "this type is not supported for a JSON value",
                };
                return place.refuse(other.span(), what);
            }
        })
    }
}
