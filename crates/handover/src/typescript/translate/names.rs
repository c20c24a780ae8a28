//! What a name means where it stands: a declaration of this file or another, a type parameter, or a utility type.

use oxc_span::Span;

use super::enums::enum_values;
use super::members::without;
use super::module::Declared;
use super::work::{Place, Result, Unsupported, Work};
use crate::typescript::types::Ty;

impl<'a> Work<'_, 'a> {
    /// The file and local name where a name is declared.
    pub(super) fn find(&self, module: usize, name: &str, depth: usize) -> Option<(usize, String)> {
        if depth > 20 {
            return None;
        }
        if self.modules[module].names.contains_key(name) {
            return Some((module, name.to_owned()));
        }
        let (source, there) = self.modules[module].imports.get(name)?;
        let target = (*self.links[module].get(source)?)?;
        self.exported(target, there, depth + 1)
    }

    pub(super) fn exported(
        &self,
        module: usize,
        name: &str,
        depth: usize,
    ) -> Option<(usize, String)> {
        if depth > 20 {
            return None;
        }
        if let Some((local, source)) = self.modules[module].exports.get(name) {
            return match source {
                None => self.find(module, local, depth + 1),
                Some(source) => {
                    self.exported((*self.links[module].get(source)?)?, local, depth + 1)
                }
            };
        }
        self.modules[module]
            .all_from
            .iter()
            .filter_map(|source| *self.links[module].get(source)?)
            .find_map(|target| self.exported(target, name, depth + 1))
    }

    /// A name, a type parameter, or a utility type.
    pub(super) fn reference(
        &mut self,
        place: Place<'_>,
        name: &str,
        arguments: &[Ty],
        span: Span,
    ) -> Result<Ty> {
        if let Some((_, ty)) = place.bound.iter().rev().find(|(bound, _)| bound == name) {
            return Ok(ty.clone());
        }
        if self.find(place.module, name, 0).is_some() {
            return self.named(place.module, name, span, arguments, place.depth);
        }
        if let Some((source, _)) = self.modules[place.module].imports.get(name) {
            return place.refuse(
                span,
                format!("`{name}` comes from `{source}`, which is no file of the project"),
            );
        }
        let one = |at: usize| {
            arguments.get(at).cloned().ok_or_else(|| Unsupported {
                module: place.module,
                span,
                message: format!("`{name}` lacks an argument"),
            })
        };
        Ok(match name {
            "Array" | "ReadonlyArray" => Ty::Array(Box::new(one(0)?)),
            "Readonly" => one(0)?,
            "Record" => self.record(place, &one(0)?, one(1)?, span)?,
            "Partial" | "Required" => {
                let mut object = self.object_of(&one(0)?, place, span)?;
                for member in &mut object.members {
                    member.optional = name == "Partial";
                    if name == "Required" {
                        member.ty =
                            without(&self.table, &member.ty, |ty| matches!(ty, Ty::Undefined));
                    }
                }
                Ty::Object(object)
            }
            "Pick" | "Omit" => {
                let mut object = self.object_of(&one(0)?, place, span)?;
                let wanted = self.texts(&one(1)?);
                object
                    .members
                    .retain(|member| wanted.contains(&member.name) == (name == "Pick"));
                Ty::Object(object)
            }
            "Exclude" | "Extract" => {
                let others = self.branches(&one(1)?);
                let branches: Vec<Ty> = self.branches(&one(0)?);
                let kept = branches.into_iter().filter(|ty| {
                    others.iter().any(|other| self.covers(other, ty)) == (name == "Extract")
                });
                Ty::Union(kept.collect())
            }
            "NonNullable" => without(&self.table, &one(0)?, |ty| {
                matches!(ty, Ty::Undefined | Ty::Null)
            }),
            "Date" | "Map" | "Set" | "WeakMap" | "WeakSet" | "RegExp" | "Function" | "Promise"
            | "Symbol" | "BigInt" | "Uint8Array" | "ArrayBuffer" => {
                return place.refuse(span, format!("a `{name}` cannot come from JSON"));
            }
            _ => {
                return place.refuse(
                    span,
                    format!("nothing declares the type `{name}`, or it is not supported here"),
                );
            }
        })
    }

    /// `Enum.Member`, or a name behind a namespace import.
    pub(super) fn qualified(
        &mut self,
        place: Place<'_>,
        left: &str,
        right: &str,
        arguments: &[Ty],
        span: Span,
    ) -> Result<Ty> {
        if let Some((source, there)) = self.modules[place.module].imports.get(left).cloned()
            && there == "*"
        {
            let target = self.links[place.module].get(&source).copied().flatten();
            let found = target.and_then(|target| self.exported(target, right, 0));
            let Some((home, local)) = found else {
                return place.refuse(span, format!("nothing declares `{left}.{right}`"));
            };
            return self.named(home, &local, span, arguments, place.depth);
        }
        if let Some((home, local)) = self.find(place.module, left, 0) {
            let all = self.modules[home]
                .names
                .get(&local)
                .cloned()
                .unwrap_or_default();
            for declared in all {
                if let Declared::Enum(declared) = declared {
                    let values = enum_values(home, declared)?;
                    if let Some((_, literal)) = values.into_iter().find(|(name, _)| name == right) {
                        return Ok(Ty::Literal(literal));
                    }
                }
            }
        }
        place.refuse(span, format!("nothing declares the type `{left}.{right}`"))
    }
}
