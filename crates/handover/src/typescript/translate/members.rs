//! Types worked out from other types: their branches, their members, and what two of them have in common.

use oxc_span::Span;

use super::work::{Place, Result, Work};
use crate::typescript::types::{Literal, Member, Object, Ty, resolve};

impl Work<'_, '_> {
    pub(super) fn record(
        &mut self,
        place: Place<'_>,
        keys: &Ty,
        value: Ty,
        span: Span,
    ) -> Result<Ty> {
        let mut object = Object::default();
        for key in self.branches(keys) {
            match resolve(&self.table, &key) {
                Ty::Text | Ty::Template(..) => object.any_name = Some(Box::new(value.clone())),
                Ty::Number => object.any_number = Some(Box::new(value.clone())),
                Ty::Literal(Literal::Text(name) | Literal::Number(name)) => {
                    object.members.push(Member {
                        name: name.clone(),
                        ty: value.clone(),
                        optional: false,
                    });
                }
                _ => return place.refuse(span, "the keys of a `Record` must be texts or numbers"),
            }
        }
        Ok(Ty::Object(object))
    }

    pub(super) fn branches(&self, ty: &Ty) -> Vec<Ty> {
        match resolve(&self.table, ty) {
            Ty::Union(branches) => branches
                .iter()
                .flat_map(|branch| self.branches(branch))
                .collect(),
            Ty::Bool => vec![
                Ty::Literal(Literal::Bool(true)),
                Ty::Literal(Literal::Bool(false)),
            ],
            Ty::Never => Vec::new(),
            other => vec![other.clone()],
        }
    }

    pub(super) fn texts(&self, ty: &Ty) -> Vec<String> {
        self.branches(ty)
            .into_iter()
            .filter_map(|ty| match ty {
                Ty::Literal(Literal::Text(text) | Literal::Number(text)) => Some(text),
                _ => None,
            })
            .collect()
    }

    /// True if every value of `ty` is one of `other`, as far as literals and plain types go.
    pub(super) fn covers(&self, other: &Ty, ty: &Ty) -> bool {
        match (resolve(&self.table, other), resolve(&self.table, ty)) {
            (Ty::Any, _) => true,
            (Ty::Literal(a), Ty::Literal(b)) => a == b,
            (Ty::Text, Ty::Text | Ty::Literal(Literal::Text(_)) | Ty::Template(..)) => true,
            (Ty::Number, Ty::Number | Ty::Literal(Literal::Number(_))) => true,
            (Ty::Bool, Ty::Bool | Ty::Literal(Literal::Bool(_))) => true,
            (Ty::Null, Ty::Null) | (Ty::Undefined, Ty::Undefined) => true,
            (Ty::Template(_, pattern), Ty::Literal(Literal::Text(text))) => {
                pattern.is_match(text.as_str()).unwrap_or(false)
            }
            _ => false,
        }
    }

    pub(super) fn object_of(&self, ty: &Ty, place: Place<'_>, span: Span) -> Result<Object> {
        match resolve(&self.table, ty) {
            Ty::Object(object) => Ok(object.clone()),
            Ty::NotNull => Ok(Object::default()),
            Ty::Named(_) | Ty::Never => place.refuse(
                span,
                "the type speaks of itself where its members are needed",
            ),
            other => {
                let shown = self.show(other);
                place.refuse(
                    span,
                    format!("an object type is needed here, found `{shown}`"),
                )
            }
        }
    }

    /// Members of an intersection: those of both; one that both have must satisfy both.
    pub(super) fn meet(&self, into: &mut Object, other: Object) {
        for member in other.members {
            match into
                .members
                .iter_mut()
                .find(|known| known.name == member.name)
            {
                Some(known) => {
                    known.optional &= member.optional;
                    let (first, second) = (self.branches(&known.ty), self.branches(&member.ty));
                    let both: Vec<Ty> = if second
                        .iter()
                        .all(|ty| first.iter().any(|other| self.covers(other, ty)))
                    {
                        second
                    } else {
                        first
                            .into_iter()
                            .filter(|ty| second.iter().any(|other| self.covers(other, ty)))
                            .collect()
                    };
                    known.ty = match (
                        resolve(&self.table, &known.ty).clone(),
                        resolve(&self.table, &member.ty).clone(),
                    ) {
                        (Ty::Object(mut a), Ty::Object(b)) => {
                            self.meet(&mut a, b);
                            Ty::Object(a)
                        }
                        (Ty::Any, _) => member.ty,
                        (_, Ty::Any) => known.ty.clone(),
                        _ => Ty::Union(both),
                    };
                }
                None => into.members.push(member),
            }
        }
        into.any_name = into.any_name.take().or(other.any_name);
        into.any_number = into.any_number.take().or(other.any_number);
    }

    pub(super) fn member_of(
        &mut self,
        place: Place<'_>,
        object: &Ty,
        index: &Ty,
        span: Span,
    ) -> Result<Ty> {
        if let (Ty::Array(item), Ty::Number) =
            (resolve(&self.table, object), resolve(&self.table, index))
        {
            return Ok(item.as_ref().clone());
        }
        if let (Ty::Tuple(tuple), Ty::Number) =
            (resolve(&self.table, object), resolve(&self.table, index))
        {
            return Ok(Ty::Union(
                tuple.items.iter().map(|(ty, _)| ty.clone()).collect(),
            ));
        }
        let object = self.object_of(object, place, span)?;
        let mut out = Vec::new();
        for key in self.branches(index) {
            let found = match &key {
                Ty::Literal(Literal::Text(name) | Literal::Number(name)) => {
                    let member = object.members.iter().find(|member| &member.name == name);
                    member
                        .map(|member| member.ty.clone())
                        .or_else(|| object.any_name.as_deref().cloned())
                }
                Ty::Text => object.any_name.as_deref().cloned(),
                Ty::Number => object
                    .any_number
                    .as_deref()
                    .or(object.any_name.as_deref())
                    .cloned(),
                _ => None,
            };
            match found {
                Some(ty) => out.push(ty),
                None => {
                    let shown = self.show(&key);
                    return place.refuse(span, format!("the type has no member {shown}"));
                }
            }
        }
        Ok(if out.len() == 1 {
            out.remove(0)
        } else {
            Ty::Union(out)
        })
    }
}

pub(super) fn merge(into: &mut Object, other: Object) {
    for member in other.members {
        match into
            .members
            .iter_mut()
            .find(|known| known.name == member.name)
        {
            Some(known) => *known = member,
            None => into.members.push(member),
        }
    }
    into.any_name = other.any_name.or(into.any_name.take());
    into.any_number = other.any_number.or(into.any_number.take());
}

pub(super) fn keys(object: &Object) -> Ty {
    let mut out: Vec<Ty> = object
        .members
        .iter()
        .map(|member| Ty::Literal(Literal::Text(member.name.clone())))
        .collect();
    out.extend(object.any_name.as_ref().map(|_| Ty::Text));
    out.extend(object.any_number.as_ref().map(|_| Ty::Number));
    Ty::Union(out)
}

pub(super) fn without(table: &[(String, Option<Ty>)], ty: &Ty, gone: fn(&Ty) -> bool) -> Ty {
    match resolve(table, ty) {
        Ty::Union(branches) => Ty::Union(
            branches
                .iter()
                .filter(|branch| !gone(resolve(table, branch)))
                .cloned()
                .collect(),
        ),
        other if gone(other) => Ty::Never,
        _ => ty.clone(),
    }
}
