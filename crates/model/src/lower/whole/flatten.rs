//! What is flattened: objects and tagged enums, whose members can be told from those around them.

use super::{Base, Run, base};
use crate::contract::{Field, Kind, Model, Shape, Tagging, Type};
use crate::refusals;

/// True if a type limits the number of its members.
fn counts_members(model: &Model, ty: &Type) -> bool {
    let counts = |c: &crate::Constraints| c.min_properties.is_some() || c.max_properties.is_some();
    let mut here = ty;
    for _ in 0..64 {
        if counts(&here.constraints) {
            return true;
        }
        let Kind::Ref(id) = &here.kind else { break };
        match model.types.get(id).map(|def| &def.shape) {
            Some(Shape::Alias(inner)) => here = inner,
            Some(Shape::Object(object)) => return counts(&object.constraints),
            Some(Shape::Enum(_)) | None => break,
        }
    }
    false
}

impl<'m> Run<'m> {
    /// A member that serde does not take out of those that a flattened map gets.
    pub(super) fn beside_a_map(&mut self, field: &'m Field, part: &str) {
        if let Some(what) = self.leaves_members(field) {
            let headline = format!(
                "`{}` is {what} beside a map, which gets its members as well and refuses them",
                field.ident
            );
            let fix = "give the enum a `content`, or write the members out";
            self.refuse_with(part, &refusals::FLATTEN_TYPE, headline, fix);
        }
    }

    pub(super) fn flattened(&mut self, field: &'m Field, part: &str) {
        self.one_form(&field.ty, part);
        let fits = match base(self.model, &field.ty) {
            Base::Object(_) | Base::Unknown => true,
            Base::Enum(all) => !all.is_text() && all.tagging != Tagging::Untagged,
            Base::Kind(_) => false,
        };
        if !fits {
            let headline = format!(
                "`{}` is flattened and is {}",
                field.ident,
                self.words(&field.ty)
            );
            self.refuse(part, &refusals::FLATTEN_TYPE, headline);
        }
        if counts_members(self.model, &field.ty) {
            let headline = format!(
                "`{}` is flattened and counts its members, which cannot be told from those around them",
                field.ident
            );
            self.refuse_with(
                part,
                &refusals::FLATTEN_TYPE,
                headline,
                "count the members of the outer type",
            );
        }
    }

    /// What serde does not take out of the members that a flattened map gets.
    fn leaves_members(&self, field: &'m Field) -> Option<&'static str> {
        match base(self.model, &field.ty) {
            _ if !field.flatten => None,
            Base::Enum(all) if matches!(all.tagging, Tagging::Internal { .. }) => {
                Some("an internally tagged enum")
            }
            Base::Object(inner) if inner.fields.iter().any(|inner| inner.flatten) => {
                Some("a struct that flattens")
            }
            _ => None,
        }
    }
}
