//! Enums: representation, names of variants, bodies.

use super::conversions::Forms;
use super::{Run, deprecation};
use crate::contract::{Enum, Kind, Shape, Tagging, Type, Variant, VariantBody};
use crate::item::{ContainerAttributes, FieldPlace, FieldsItem, RenameAll, SlotRole, VariantItem};
use crate::naming::Case;
use crate::refusals;

impl Run<'_> {
    pub(super) fn enumeration(
        &mut self,
        attributes: &ContainerAttributes,
        variants: &[VariantItem],
    ) -> Option<Forms> {
        self.converted(attributes, |run, attributes| {
            run.choice(attributes, variants)
        })
    }

    /// The form that follows from the variants.
    fn choice(
        &mut self,
        attributes: &ContainerAttributes,
        variants: &[VariantItem],
    ) -> Option<Shape> {
        let serde = &attributes.serde;
        let tagging = match (&serde.tag, &serde.content, serde.untagged) {
            (None, _, true) => Tagging::Untagged,
            (Some(tag), Some(content), _) => Tagging::Adjacent {
                tag: tag.clone(),
                content: content.clone(),
            },
            (Some(tag), None, _) => Tagging::Internal { tag: tag.clone() },
            (None, _, false) => Tagging::External,
        };
        let mut lowered = Vec::new();
        let mut complete = true;
        for (at, variant) in variants.iter().enumerate() {
            let own = &variant.attributes.serde;
            if own.skip_serializing && own.skip_deserializing {
                continue;
            }
            match self.variant(variant, at, lowered.len(), attributes) {
                Some(variant) => lowered.push(variant),
                None => complete = false,
            }
        }
        self.tag_clashes(&tagging, &lowered, variants);
        self.variant_clashes(&tagging, &lowered, variants);
        complete.then_some(Shape::Enum(Enum {
            tagging,
            variants: lowered,
        }))
    }

    fn variant(
        &mut self,
        variant: &VariantItem,
        at: usize,
        index: usize,
        container: &ContainerAttributes,
    ) -> Option<Variant> {
        let own = &variant.attributes.serde;
        let part = FieldPlace::Variant(at);
        let name = |given: &Option<String>, case: Option<Case>| {
            given.clone().unwrap_or_else(|| {
                case.map_or_else(
                    || variant.ident.clone(),
                    |case| case.variant(&variant.ident),
                )
            })
        };
        let all = &container.serde.rename_all;
        let body = if variant.attributes.wire.is_some() {
            let mut ty = self.slot(part, SlotRole::Wire)?;
            self.apply(&variant.attributes.limits, &mut ty, part);
            VariantBody::Newtype(ty)
        } else {
            self.body(variant, at, index, container)?
        };
        let read =
            (!own.skip_deserializing).then(|| name(&own.rename.deserialize, all.deserialize));
        let mut aliases = own.aliases.clone();
        aliases.retain(|alias| read.as_ref().is_some_and(|read| read != alias));
        aliases.dedup();
        Some(Variant {
            ident: variant.ident.clone(),
            read,
            write: (!own.skip_serializing).then(|| name(&own.rename.serialize, all.serialize)),
            aliases,
            other: own.other,
            untagged: own.untagged,
            body,
            docs: variant.docs.clone(),
            deprecated: deprecation(variant.attributes.deprecated.as_ref()),
        })
    }

    fn body(
        &mut self,
        variant: &VariantItem,
        at: usize,
        index: usize,
        container: &ContainerAttributes,
    ) -> Option<VariantBody> {
        let part = |field| FieldPlace::VariantField(at, field);
        match &variant.fields {
            FieldsItem::Unit => Some(VariantBody::Unit),
            FieldsItem::Tuple(fields) if fields.len() == 1 => {
                let serde = &fields[0].attributes.serde;
                if serde.skip_serializing || serde.skip_deserializing {
                    self.refuse_with(
                        part(0),
                        &refusals::SERDE_CONFLICT,
                        format!("the only value of `{}` is skipped", variant.ident),
                        "use a unit variant",
                    );
                    return None;
                }
                let mut ty = self.value(&fields[0], part(0))?;
                self.apply(&variant.attributes.limits, &mut ty, FieldPlace::Variant(at));
                Some(VariantBody::Newtype(ty))
            }
            FieldsItem::Tuple(fields) => match self.tuple(fields, &part)?.kind {
                Kind::Tuple(items) => Some(VariantBody::Tuple(items)),
                _ => None,
            },
            FieldsItem::Named(fields) => {
                let own = &variant.attributes.serde.rename_all;
                let all = &container.serde.rename_all_fields;
                let cases = RenameAll {
                    serialize: own.serialize.or(all.serialize),
                    deserialize: own.deserialize.or(all.deserialize),
                };
                self.object(fields, &part, Some(index), &cases, container)
                    .map(VariantBody::Struct)
            }
        }
    }

    /// A member of a variant may not be named like the tag beside it.
    fn tag_clashes(&mut self, tagging: &Tagging, lowered: &[Variant], variants: &[VariantItem]) {
        let Tagging::Internal { tag } = tagging else {
            return;
        };
        for variant in lowered.iter().filter(|v| !v.untagged) {
            let VariantBody::Struct(object) = &variant.body else {
                continue;
            };
            let clash = object.fields.iter().any(|field| {
                let sides = field.read.iter().chain(&field.write);
                sides
                    .map(|side| &side.name)
                    .chain(&field.aliases)
                    .any(|name| name == tag)
            });
            if clash {
                let at = variants
                    .iter()
                    .position(|v| v.ident == variant.ident)
                    .unwrap_or(0);
                self.refuse(
                    FieldPlace::Variant(at),
                    &refusals::WIRE_CLASH,
                    format!(
                        "a member of `{}` is named `{tag}`, like the tag",
                        variant.ident
                    ),
                );
            }
        }
    }

    /// Two variants of one name.
    fn variant_clashes(
        &mut self,
        tagging: &Tagging,
        lowered: &[Variant],
        variants: &[VariantItem],
    ) {
        if *tagging == Tagging::Untagged {
            return;
        }
        let mut clashes = Vec::new();
        for (at, variant) in lowered.iter().enumerate().filter(|(_, v)| !v.untagged) {
            for other in lowered[..at].iter().filter(|v| !v.untagged) {
                let reads: Vec<&String> = variant.read.iter().chain(&variant.aliases).collect();
                let clash = other
                    .read
                    .iter()
                    .chain(&other.aliases)
                    .find(|name| reads.contains(name));
                let writes = variant
                    .write
                    .as_ref()
                    .filter(|name| other.write.as_ref() == Some(name));
                if let Some(name) = clash.or(writes) {
                    clashes.push((variant.ident.clone(), other.ident.clone(), name.clone()));
                }
            }
        }
        for (ident, other, name) in clashes {
            let at = variants.iter().position(|v| v.ident == ident).unwrap_or(0);
            let headline = format!("`{ident}` and `{other}` are both `{name}` on the wire");
            self.refuse(FieldPlace::Variant(at), &refusals::WIRE_CLASH, headline);
        }
    }
}

/// True if a type may stand inside an internally tagged newtype variant, as far as the type itself shows: `None` if it refers to
/// another one.
pub(super) fn holds_members(ty: &Type) -> Option<bool> {
    match &ty.kind {
        Kind::Map { .. } | Kind::AnyObject => Some(true),
        Kind::Null => Some(true),
        Kind::Ref(_) => None,
        _ => Some(false),
    }
}
