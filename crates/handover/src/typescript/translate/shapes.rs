//! The insides of tuples, of interfaces and of object types.

use oxc_ast::ast::{TSSignature, TSTupleElement, TSType};
use oxc_span::GetSpan;

use super::work::{Place, Result, Work};
use crate::typescript::types::{Member, Object, Tuple, Ty, resolve};

/// Members that are refused before the type is given up.
const MAX_UNSUPPORTED: usize = 20;

impl<'a> Work<'_, 'a> {
    pub(super) fn tuple(
        &mut self,
        place: Place<'_>,
        elements: &'a [TSTupleElement<'a>],
    ) -> Result<Ty> {
        let mut tuple = Tuple {
            items: Vec::new(),
            rest: None,
        };
        for element in elements {
            let (ty, optional, rest) = self.element(place, element)?;
            match (&mut tuple.rest, rest) {
                (None, true) => {
                    let Ty::Array(item) = resolve(&self.table, &ty).clone() else {
                        return place
                            .refuse(element.span(), "the rest of a tuple must be an array");
                    };
                    tuple.rest = Some((item, Vec::new()));
                }
                (None, false) => tuple.items.push((ty, optional)),
                (Some((_, behind)), false) => behind.push(ty),
                (Some(_), true) => {
                    return place.refuse(element.span(), "a tuple has one rest at most");
                }
            }
        }
        Ok(Ty::Tuple(tuple))
    }

    fn element(
        &mut self,
        place: Place<'_>,
        element: &'a TSTupleElement<'a>,
    ) -> Result<(Ty, bool, bool)> {
        Ok(match element {
            TSTupleElement::TSOptionalType(inner) => {
                (self.ty(place, &inner.type_annotation)?, true, false)
            }
            TSTupleElement::TSRestType(inner) => match &inner.type_annotation {
                TSType::TSNamedTupleMember(named) => {
                    (self.element(place, &named.element_type)?.0, false, true)
                }
                other => (self.ty(place, other)?, false, true),
            },
            TSTupleElement::TSNamedTupleMember(named) => {
                let (ty, optional, rest) = self.element(place, &named.element_type)?;
                (ty, optional || named.optional, rest)
            }
            other => (self.ty(place, other.to_ts_type())?, false, false),
        })
    }

    pub(super) fn signatures(
        &mut self,
        place: Place<'_>,
        members: &'a [TSSignature<'a>],
    ) -> Result<Object> {
        let mut object = Object::default();
        for member in members {
            if let Err(unsupported) = self.signature(place, member, &mut object) {
                if self.unsupported.len() >= MAX_UNSUPPORTED {
                    return Err(unsupported);
                }
                self.unsupported.push(unsupported);
                // What speaks of the member elsewhere is not wrong for that.
                if let TSSignature::TSPropertySignature(property) = member
                    && let Some(name) = property.key.static_name()
                {
                    object.members.push(Member {
                        name: name.into_owned(),
                        ty: Ty::Any,
                        optional: property.optional,
                    });
                }
            }
        }
        Ok(object)
    }

    fn signature(
        &mut self,
        place: Place<'_>,
        member: &'a TSSignature<'a>,
        object: &mut Object,
    ) -> Result<()> {
        match member {
            TSSignature::TSPropertySignature(property) => {
                let Some(name) = property.key.static_name() else {
                    return place.refuse(property.span, "a computed member name is not supported");
                };
                let ty = match &property.type_annotation {
                    Some(annotation) => self.ty(place, &annotation.type_annotation)?,
                    None => Ty::Any,
                };
                object.members.push(Member {
                    name: name.into_owned(),
                    ty,
                    optional: property.optional,
                });
            }
            TSSignature::TSIndexSignature(index) => {
                let ty = self.ty(place, &index.type_annotation.type_annotation)?;
                match index
                    .parameters
                    .first()
                    .map(|parameter| &parameter.type_annotation.type_annotation)
                {
                    Some(TSType::TSStringKeyword(_)) => object.any_name = Some(Box::new(ty)),
                    Some(TSType::TSNumberKeyword(_)) => object.any_number = Some(Box::new(ty)),
                    _ => {
                        let message = "an index signature is supported for string and number";
                        return place.refuse(index.span, message);
                    }
                }
            }
            TSSignature::TSMethodSignature(method) if method.optional => {
                // Nobody can give it in JSON, and nobody has to.
            }
            other => return place.refuse(other.span(), "a function cannot come from JSON"),
        }
        Ok(())
    }
}
