//! Type check of rule expressions.

use super::whole::{Base, base, is_split};
use crate::contract::{Kind, Model, Shape, Type, TypeDef};
use crate::json::Json;
use crate::rule::{Comparison, Expr, Path, Term};

/// What a term is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Number,
    Text,
    Truth,
    /// A value that can be compared for equality only.
    Other,
}

impl Sort {
    fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "text",
            Self::Truth => "a truth value",
            Self::Other => "neither a number nor text",
        }
    }
}

/// Checks an expression against the fields of a type; `Err` says what is wrong.
pub(super) fn check(model: &Model, def: &TypeDef, expr: &Expr) -> Result<(), String> {
    match expr {
        Expr::Compare(a, comparison, b) => {
            let (left, right) = (sort(model, def, a)?, sort(model, def, b)?);
            if left != right {
                return Err(format!(
                    "a comparison of {} and {}",
                    left.words(),
                    right.words()
                ));
            }
            let order = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
            if order && matches!(left, Sort::Truth | Sort::Other) {
                return Err(format!(
                    "`{}` needs numbers, text or instants",
                    comparison.symbol()
                ));
            }
            if left == Sort::Other {
                return Err("objects and lists cannot be compared".into());
            }
            constant_of(model, def, a, b)?;
            constant_of(model, def, b, a)
        }
        Expr::Present(path) => find(model, def, path).map(|_| ()),
        Expr::Truth(path) => match of_type(model, find(model, def, path)?) {
            Sort::Truth => Ok(()),
            other => Err(format!(
                "`{}` is {}, not a truth value",
                path.join("."),
                other.words()
            )),
        },
        Expr::Not(inner) => check(model, def, inner),
        Expr::And(parts) | Expr::Or(parts) => {
            parts.iter().try_for_each(|part| check(model, def, part))
        }
        Expr::Implies(a, b) | Expr::Iff(a, b) => {
            check(model, def, a)?;
            check(model, def, b)
        }
        Expr::Count(_, paths) => paths
            .iter()
            .try_for_each(|path| find(model, def, path).map(|_| ())),
        Expr::UniqueBy(path, field) => item_field(model, def, path, field).map(|_| ()),
    }
}

/// A text enum compared with a text that is none of its members.
fn constant_of(model: &Model, def: &TypeDef, field: &Term, literal: &Term) -> Result<(), String> {
    let (Term::Field(path), Term::Literal(Json::String(text))) = (field, literal) else {
        return Ok(());
    };
    let Base::Enum(all) = settled(model, find(model, def, path)?) else {
        return Ok(());
    };
    let open = all.variants.iter().any(|v| v.other);
    let names: Vec<&str> = all
        .variants
        .iter()
        .flat_map(|v| v.read.iter().chain(&v.write))
        .map(String::as_str)
        .collect();
    if open || names.contains(&text.as_str()) {
        return Ok(());
    }
    let near = contractual_diag::nearest(text, names.iter().copied());
    let hint = near
        .map(|n| format!("; did you mean \"{n}\"?"))
        .unwrap_or_default();
    Err(format!("`{}` is never \"{text}\"{hint}", path.join(".")))
}

fn sort(model: &Model, def: &TypeDef, term: &Term) -> Result<Sort, String> {
    match term {
        Term::Field(path) => Ok(of_type(model, find(model, def, path)?)),
        Term::Literal(Json::Number(_)) => Ok(Sort::Number),
        Term::Literal(Json::String(_)) => Ok(Sort::Text),
        Term::Literal(Json::Bool(_)) => Ok(Sort::Truth),
        Term::Literal(_) => Ok(Sort::Other),
        Term::Len(path) => match settled(model, find(model, def, path)?) {
            Base::Kind(
                Kind::Text
                | Kind::List(_)
                | Kind::Set(_)
                | Kind::Array(..)
                | Kind::Map { .. }
                | Kind::AnyObject,
            ) => Ok(Sort::Number),
            _ => Err(format!(
                "`len({})` needs text, a list or a map",
                path.join(".")
            )),
        },
        Term::Sum(path, field) => {
            let inner = item_field(model, def, path, field)?;
            match of_type(model, inner) {
                Sort::Number => Ok(Sort::Number),
                other => Err(format!(
                    "`sum({}.{field})` adds {}",
                    path.join("."),
                    other.words()
                )),
            }
        }
        Term::Add(a, b) | Term::Subtract(a, b) => {
            for part in [a, b] {
                let found = sort(model, def, part)?;
                if found != Sort::Number {
                    return Err(format!("`+` and `-` need numbers, found {}", found.words()));
                }
            }
            Ok(Sort::Number)
        }
    }
}

/// What a type comes down to, if that is one thing whether it is read or written.
fn settled<'m>(model: &'m Model, ty: &'m Type) -> Base<'m> {
    match is_split(model, ty) {
        true => Base::Unknown,
        false => base(model, ty),
    }
}

fn of_type(model: &Model, ty: &Type) -> Sort {
    match settled(model, ty) {
        Base::Kind(Kind::Integer(_) | Kind::Float { .. }) => Sort::Number,
        Base::Kind(Kind::Text | Kind::Char) => Sort::Text,
        Base::Kind(Kind::Bool) => Sort::Truth,
        Base::Enum(all) if all.is_text() => Sort::Text,
        _ => Sort::Other,
    }
}

/// The type of a field, through nested objects and flattened ones.
fn find<'m>(model: &'m Model, def: &'m TypeDef, path: &Path) -> Result<&'m Type, String> {
    let Shape::Object(object) = &def.shape else {
        return Err("rules are for structs with named fields".into());
    };
    let mut here = field(model, object, &path[0], 0)
        .ok_or_else(|| format!("`{}` is no field of `{}`", path[0], def.name))?;
    for (at, step) in path.iter().enumerate().skip(1) {
        let shown = path[..at].join(".");
        here = match settled(model, here) {
            Base::Object(object) => field(model, object, step, 0)
                .ok_or_else(|| format!("`{step}` is no field of `{shown}`"))?,
            _ => return Err(format!("`{shown}` has no fields")),
        };
    }
    Ok(here)
}

fn field<'m>(
    model: &'m Model,
    object: &'m crate::Object,
    name: &str,
    depth: usize,
) -> Option<&'m Type> {
    if let Some(found) = object.fields.iter().find(|f| f.ident == name && !f.flatten) {
        return Some(&found.ty);
    }
    if depth > 16 {
        return None;
    }
    object
        .fields
        .iter()
        .filter(|f| f.flatten)
        .find_map(|f| match settled(model, &f.ty) {
            Base::Object(inner) => field(model, inner, name, depth + 1),
            _ => None,
        })
}

/// A field of the items of a list.
fn item_field<'m>(
    model: &'m Model,
    def: &'m TypeDef,
    path: &Path,
    name: &str,
) -> Result<&'m Type, String> {
    let shown = path.join(".");
    let item = match settled(model, find(model, def, path)?) {
        Base::Kind(Kind::List(item) | Kind::Set(item) | Kind::Array(item, _)) => item,
        _ => return Err(format!("`{shown}` is no list")),
    };
    match settled(model, item) {
        Base::Object(object) => field(model, object, name, 0)
            .ok_or_else(|| format!("the items of `{shown}` have no field `{name}`")),
        _ => Err(format!("the items of `{shown}` have no fields")),
    }
}
