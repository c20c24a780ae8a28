//! serde's `from`, `try_from` and `into`, and `wire`: forms that do not follow from the fields. What is read and what is written may differ.

use super::Run;
use crate::contract::{Object, Shape, VariantBody};
use crate::item::{ContainerAttributes, FieldPlace, Limits, SlotRole};
use crate::refusals;

/// The form of a type.
pub(super) struct Forms {
    /// What is read, and what is written unless `written` says otherwise.
    pub(super) shape: Shape,
    pub(super) written: Option<Shape>,
}

impl Run<'_> {
    /// The form of an item; `own` makes the one of its fields, with the attributes that it is given.
    ///
    /// Constraints of the item speak of what is read.
    pub(super) fn converted(
        &mut self,
        attributes: &ContainerAttributes,
        own: impl FnOnce(&mut Self, &ContainerAttributes) -> Option<Shape>,
    ) -> Option<Forms> {
        let whole = FieldPlace::Whole;
        let serde = &attributes.serde;
        let reads = serde.from.is_some() || serde.try_from.is_some();
        let writes = serde.into.is_some();
        let given = match (&attributes.wire, reads, writes) {
            (Some(_), ..) => Some(SlotRole::Wire),
            (None, true, _) => Some(SlotRole::From),
            (None, false, true) => None,
            (None, false, false) => {
                let shape = own(self, attributes)?;
                return Some(Forms {
                    shape,
                    written: None,
                });
            }
        };
        let Some(role) = given else {
            // Read as the fields say, written through another type.
            let shape = own(self, attributes)?;
            let mut written = self.slot(whole, SlotRole::Into)?;
            if matches!(&shape, Shape::Alias(read) if read.kind == written.kind) {
                self.apply(&attributes.limits, &mut written, whole);
            }
            return self.apart(attributes, shape, Shape::Alias(written));
        };
        let plain = self.slot(whole, role)?;
        let mut read = plain.clone();
        self.apply(&attributes.limits, &mut read, whole);
        let shape = Shape::Alias(read);
        let written = match (role, writes) {
            (SlotRole::Wire, _) => None,
            (_, true) => Some(Shape::Alias(self.slot(whole, SlotRole::Into)?)),
            (_, false) => {
                let without = ContainerAttributes {
                    limits: Limits::default(),
                    ..attributes.clone()
                };
                Some(own(self, &without)?)
            }
        };
        match written.filter(|written| *written != Shape::Alias(plain)) {
            None => Some(Forms {
                shape,
                written: None,
            }),
            Some(written) => self.apart(attributes, shape, written),
        }
    }

    /// Two forms, each with the sides of its direction.
    fn apart(
        &mut self,
        attributes: &ContainerAttributes,
        mut shape: Shape,
        mut written: Shape,
    ) -> Option<Forms> {
        if written == shape {
            return Some(Forms {
                shape,
                written: None,
            });
        }
        if !attributes.rules.is_empty() {
            self.refuse(
                FieldPlace::Whole,
                &refusals::WIRE_MISMATCH,
                "a rule speaks of fields, and what is read and what is written are different types",
            );
            return None;
        }
        one_side(&mut shape, &|object| {
            object
                .fields
                .iter_mut()
                .for_each(|field| field.write = None);
        });
        one_side(&mut written, &|object| {
            for field in &mut object.fields {
                field.read = None;
                field.aliases.clear();
                field.default = None;
            }
        });
        if !matches!(written, Shape::Alias(_)) {
            // Defaults are put in the place of what is not read.
            self.defaults.clear();
        }
        if let Shape::Enum(all) = &mut shape {
            all.variants
                .iter_mut()
                .for_each(|variant| variant.write = None);
        }
        if let Shape::Enum(all) = &mut written {
            for variant in &mut all.variants {
                variant.read = None;
                variant.aliases.clear();
            }
        }
        Some(Forms {
            shape,
            written: Some(written),
        })
    }
}

/// Changes the objects of a form.
fn one_side(shape: &mut Shape, change: &dyn Fn(&mut Object)) {
    match shape {
        Shape::Alias(_) => {}
        Shape::Object(object) => change(object),
        Shape::Enum(all) => {
            for variant in &mut all.variants {
                if let VariantBody::Struct(object) = &mut variant.body {
                    change(object);
                }
            }
        }
    }
}
