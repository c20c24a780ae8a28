//! Types without any finite value: they hold themselves, and nothing on the way can be left out.

use std::collections::BTreeSet;

use super::Run;
use crate::contract::{Kind, Object, Shape, Type, TypeId, VariantBody};

impl<'m> Run<'m> {
    /// The types among these without any finite value; all others have one.
    pub(super) fn endless(&self, open: &BTreeSet<&'m TypeId>) -> BTreeSet<&'m TypeId> {
        let mut endless = open.clone();
        loop {
            let before = endless.len();
            for id in open {
                let Some(def) = self.model.types.get(id) else {
                    continue;
                };
                let ends = |shape| shape_ends(shape, &endless);
                if endless.contains(id) && ends(&def.shape) && def.written.as_ref().is_none_or(ends)
                {
                    endless.remove(id);
                }
            }
            if endless.len() == before {
                return endless;
            }
        }
    }
}

/// True if a value of that shape can be finite, where only these types cannot.
fn shape_ends(shape: &Shape, endless: &BTreeSet<&TypeId>) -> bool {
    match shape {
        Shape::Alias(ty) => ends(ty, endless),
        Shape::Object(object) => object_ends(object, endless),
        Shape::Enum(all) => all.variants.iter().any(|variant| match &variant.body {
            VariantBody::Unit => true,
            VariantBody::Newtype(ty) => ends(ty, endless),
            VariantBody::Tuple(items) => items.iter().all(|ty| ends(ty, endless)),
            VariantBody::Struct(object) => object_ends(object, endless),
        }),
    }
}

fn object_ends(object: &Object, endless: &BTreeSet<&TypeId>) -> bool {
    object.fields.iter().all(|field| {
        let open = |side: &crate::FieldSide| side.nullable || !side.required;
        field
            .read
            .as_ref()
            .or(field.write.as_ref())
            .is_none_or(open)
            || ends(&field.ty, endless)
    })
}

fn ends(ty: &Type, endless: &BTreeSet<&TypeId>) -> bool {
    match &ty.kind {
        Kind::Ref(id) => !endless.contains(id),
        Kind::List(item) | Kind::Set(item) => {
            ty.constraints.min_items.unwrap_or(0) == 0 || ends(item, endless)
        }
        Kind::Array(item, length) => *length == 0 || ends(item, endless),
        Kind::Tuple(items) => items.iter().all(|item| ends(item, endless)),
        Kind::Map { value, .. } => {
            ty.constraints.min_properties.unwrap_or(0) == 0 || ends(value, endless)
        }
        _ => true,
    }
}
