//! What an item shows to be wrong by itself, without knowing what its names mean.

use contractual_model::item::{
    ContainerAttributes, FieldItem, FieldPlace, FieldsItem, ItemBody, Presence, TypeOrOpen,
    VariantItem,
};
use contractual_model::refusals;

use crate::parsed::Parsed;
use crate::problem::Problems;
use crate::tree::Place;

/// Reports to `problems`.
pub(crate) fn check(parsed: &Parsed, problems: &mut Problems) {
    let mut check = Check { parsed, problems };
    match &parsed.item.body {
        ItemBody::Struct { attributes, fields } => check.structure(attributes, fields),
        ItemBody::Enum {
            attributes,
            variants,
        } => check.enumeration(attributes, variants),
        ItemBody::Api(_) => {}
    }
}

struct Check<'a, 'p> {
    parsed: &'a Parsed,
    problems: &'p mut Problems,
}

impl Check<'_, '_> {
    fn at(&self, part: FieldPlace) -> Place {
        self.parsed.place_of(part)
    }

    fn conflict(&mut self, part: FieldPlace, headline: impl Into<String>, advice: &str) {
        let place = self.at(part);
        self.problems
            .refuse_with(&refusals::SERDE_CONFLICT, place, headline, advice);
    }

    fn structure(&mut self, attributes: &ContainerAttributes, fields: &FieldsItem) {
        let whole = FieldPlace::Whole;
        let serde = &attributes.serde;
        if serde.tag.is_some() || serde.content.is_some() || serde.untagged {
            self.conflict(
                whole,
                "a tag on a struct is written and not read",
                "make the tag a field with #[contract(const = \"..\")]",
            );
        }
        if serde.rename_all_fields != Default::default() {
            self.conflict(
                whole,
                "`rename_all_fields` is for enums",
                "write `rename_all`",
            );
        }
        let live = fields.all().iter().filter(|f| !skipped(f)).count();
        if serde.transparent && live != 1 && !attributes.hides_fields() {
            self.conflict(
                whole,
                format!("`transparent` wants one field that is not skipped, found {live}"),
                "skip the others with #[serde(skip)]",
            );
        }
        if serde.transparent
            && (serde.from.is_some() || serde.try_from.is_some() || serde.into.is_some())
        {
            self.conflict(
                whole,
                "`transparent` and a conversion exclude each other",
                "keep one of them",
            );
        }
        if serde.from.is_some() && serde.try_from.is_some() {
            self.conflict(
                whole,
                "`from` and `try_from` exclude each other",
                "keep one of them",
            );
        }
        let named = matches!(fields, FieldsItem::Named(_));
        if attributes.schema_version.is_some()
            && !fields.all().iter().any(|f| f.ident == "schema_version")
        {
            let place = self.at(whole);
            self.problems.refuse_with(
                &refusals::BAD_VERSION,
                place,
                "`schema_version` is the constant of a field of that name, and there is none",
                "add `pub schema_version: String`",
            );
        }
        if attributes.open.is_some() && !named {
            let place = self.at(whole);
            self.problems.refuse_with(
                &refusals::MISPLACED_KEY,
                place,
                "`open` means nothing on a tuple struct",
                "it is allowed on a struct with named fields",
            );
        }
        for (at, field) in fields.all().iter().enumerate() {
            self.field(field, FieldPlace::Field(at), named);
        }
    }

    fn enumeration(&mut self, attributes: &ContainerAttributes, variants: &[VariantItem]) {
        let whole = FieldPlace::Whole;
        let serde = &attributes.serde;
        if variants.is_empty() && !attributes.hides_fields() {
            self.conflict(
                whole,
                "an enum without variants has no value",
                "add a variant",
            );
        }
        if serde.content.is_some() && serde.tag.is_none() {
            self.conflict(whole, "`content` without `tag`", "add `tag = \"..\"`");
        }
        if serde.untagged && (serde.tag.is_some() || serde.content.is_some()) {
            self.conflict(
                whole,
                "`untagged` and `tag` exclude each other",
                "keep one of them",
            );
        }
        if serde.tag.is_some() && serde.tag == serde.content {
            self.conflict(
                whole,
                "`tag` and `content` have one name",
                "rename one of them",
            );
        }
        if serde.transparent {
            self.conflict(whole, "`transparent` on an enum", "remove it");
        }
        if serde.default.is_some() {
            self.conflict(
                whole,
                "`default` on an enum is refused by serde",
                "put it on the field",
            );
        }
        let internal = serde.tag.is_some() && serde.content.is_none();
        for (at, variant) in variants.iter().enumerate() {
            let part = FieldPlace::Variant(at);
            let own = &variant.attributes.serde;
            let last = at + 1 == variants.len();
            if own.other {
                if serde.untagged {
                    self.conflict(
                        part,
                        "`other` in an untagged enum",
                        "add a last variant that takes any value",
                    );
                } else if !matches!(variant.fields, FieldsItem::Unit) {
                    self.conflict(part, "`other` is for a unit variant", "remove its fields");
                } else if !last
                    && !variants[at + 1..]
                        .iter()
                        .all(|v| v.attributes.serde.untagged)
                {
                    self.conflict(
                        part,
                        "`other` is for the last variant",
                        "move it to the end",
                    );
                }
            }
            if own.untagged
                && !variants[at + 1..]
                    .iter()
                    .all(|v| v.attributes.serde.untagged)
            {
                self.conflict(
                    part,
                    "`untagged` variants stand at the end",
                    "move it to the end",
                );
            }
            let with = own.serialize_with.is_some() || own.deserialize_with.is_some();
            if with
                && variant.attributes.wire.is_none()
                && !(own.skip_serializing && own.skip_deserializing)
            {
                let place = self.at(part);
                self.problems.refuse(
                    &refusals::WITH_NEEDS_WIRE,
                    place,
                    format!("the JSON form of `{}` is made by a function", variant.ident),
                );
            }
            if internal && !own.untagged {
                match &variant.fields {
                    FieldsItem::Tuple(fields) if fields.len() != 1 => {
                        let place = self.at(part);
                        self.problems.refuse(
                            &refusals::TAGGED_NEWTYPE,
                            place,
                            format!(
                                "`{}` has {} values and no member to hold them beside the tag",
                                variant.ident,
                                fields.len()
                            ),
                        );
                    }
                    _ => {}
                }
            }
            if !variant.attributes.limits.is_empty()
                && !matches!(&variant.fields, FieldsItem::Tuple(fields) if fields.len() == 1)
            {
                let place = self.at(part);
                self.problems.refuse_with(
                    &refusals::BAD_CONSTRAINT,
                    place,
                    format!(
                        "`{}` is no newtype variant, so there is no value to constrain",
                        variant.ident
                    ),
                    "put the constraint on a field",
                );
            }
            let named = matches!(variant.fields, FieldsItem::Named(_));
            for (index, field) in variant.fields.all().iter().enumerate() {
                self.field(field, FieldPlace::VariantField(at, index), named);
            }
        }
    }

    fn field(&mut self, field: &FieldItem, part: FieldPlace, named: bool) {
        let attributes = &field.attributes;
        let serde = &attributes.serde;
        let name = &field.ident;
        if skipped(field) {
            return;
        }
        if serde.flatten && !named {
            self.conflict(
                part,
                "`flatten` is for named fields",
                "give the field a name",
            );
        }
        if serde.flatten && attributes.presence.is_some() {
            self.presence(
                part,
                format!("`{name}` is flattened, so it has no presence of its own"),
                "remove the key",
            );
        }
        let with = serde.serialize_with.is_some() || serde.deserialize_with.is_some();
        let known_reader = serde.serialize_with.is_none()
            && serde.deserialize_with.as_deref().is_some_and(reads_option);
        let stated = attributes.wire.is_some() || attributes.presence.is_some();
        if with && !stated && !known_reader {
            let place = self.at(part);
            self.problems.refuse(
                &refusals::WITH_NEEDS_WIRE,
                place,
                format!("the JSON form of `{name}` is made by a function"),
            );
        }
        let Some(presence) = attributes.presence else {
            return;
        };
        let reads = !serde.skip_deserializing;
        let writes = !serde.skip_serializing;
        let custom = serde.deserialize_with.is_some();
        match presence {
            Presence::Optional | Presence::TriState => {
                if writes && serde.skip_serializing_if.is_none() {
                    self.presence(
                        part,
                        format!("`{name}` would be written as null where it is absent"),
                        "add #[serde(skip_serializing_if = \"Option::is_none\")]",
                    );
                }
                if reads && custom && serde.default.is_none() {
                    self.presence(
                        part,
                        format!("`{name}` may be absent, and serde refuses that beside `deserialize_with`"),
                        "add #[serde(default)]",
                    );
                }
                if reads && presence == Presence::TriState && !custom {
                    self.presence(
                        part,
                        format!("serde reads null as absent for `{name}`"),
                        "add #[serde(default, with = \"contractual::tri_state\")]",
                    );
                }
            }
            Presence::Nullable => {
                if reads && serde.default.is_some() {
                    self.presence(
                        part,
                        format!(
                            "`{name}` must be present, and has a default for when it is absent"
                        ),
                        "remove one of both",
                    );
                }
                if writes && serde.skip_serializing_if.is_some() {
                    self.presence(
                        part,
                        format!("`{name}` must be present, and is left out when written"),
                        "remove `skip_serializing_if`",
                    );
                }
            }
        }
        if let Some(TypeOrOpen::Of(_)) = attributes.open
            && !serde.flatten
        {
            let place = self.at(part);
            self.problems.refuse_with(
                &refusals::MISPLACED_KEY,
                place,
                "`open = \"Type\"` on a field speaks of a flattened map",
                "add #[serde(flatten)], or put the key on the struct",
            );
        }
    }

    fn presence(&mut self, part: FieldPlace, headline: String, advice: &str) {
        let place = self.at(part);
        self.problems
            .refuse_with(&refusals::PRESENCE, place, headline, advice);
    }
}

fn skipped(field: &FieldItem) -> bool {
    let serde = &field.attributes.serde;
    serde.skip_serializing && serde.skip_deserializing
}

/// `Option::deserialize`: the value or null, and never absent.
fn reads_option(path: &str) -> bool {
    let plain: String = path.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.strip_prefix("::").unwrap_or(&plain);
    let plain = ["std::option::", "core::option::"]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
        .unwrap_or(plain);
    plain == "Option::deserialize"
        || (plain.starts_with("Option::<") && plain.ends_with(">::deserialize"))
}
