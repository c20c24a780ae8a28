//! Fields: names, presence, defaults, flattening.

use super::{DefaultSource, PendingDefault, Run, deprecation, empty};
use crate::contract::{Additional, Field, FieldSide, Kind, Object, Type};
use crate::item::{
    ContainerAttributes, DefaultExpr, FieldAttributes, FieldItem, FieldPlace, Names, Presence,
    RenameAll, SlotRole, TypeOrOpen,
};
use crate::json::Json;
use crate::naming::Case;
use crate::refusals;

impl Run<'_> {
    /// The value of a tuple field or of a newtype: its type with the field's own constraints.
    pub(super) fn value(&mut self, field: &FieldItem, part: FieldPlace) -> Option<Type> {
        let mut ty = self.form(part)?;
        self.apply(&field.attributes.limits, &mut ty, part);
        Some(ty)
    }

    pub(super) fn tuple(
        &mut self,
        fields: &[FieldItem],
        part: &dyn Fn(usize) -> FieldPlace,
    ) -> Option<Type> {
        let mut items = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let serde = &field.attributes.serde;
            if serde.skip_serializing && serde.skip_deserializing {
                continue;
            }
            if serde.skip_serializing || serde.skip_deserializing {
                self.refuse_with(
                    part(at),
                    &refusals::SERDE_CONFLICT,
                    "a position that is only read or only written shifts those behind it",
                    "use named fields",
                );
            }
            if serde.default.is_some() || serde.skip_serializing_if.is_some() {
                self.refuse_with(
                    part(at),
                    &refusals::SERDE_CONFLICT,
                    "a position that may be left out makes arrays of two lengths",
                    "use named fields",
                );
            }
            items.push(self.value(field, part(at)));
        }
        let items: Option<Vec<Type>> = items.into_iter().collect();
        Some(Type::new(Kind::Tuple(items?)))
    }

    /// Named fields.
    pub(super) fn object(
        &mut self,
        fields: &[FieldItem],
        part: &dyn Fn(usize) -> FieldPlace,
        variant: Option<usize>,
        cases: &RenameAll,
        container: &ContainerAttributes,
    ) -> Option<Object> {
        let whole = variant.is_none();
        let additional = if whole {
            self.additional(container)?
        } else {
            Additional::Closed
        };
        let mut object = empty(additional);
        let mut complete = true;
        for (at, field) in fields.iter().enumerate() {
            let serde = &field.attributes.serde;
            if serde.skip_serializing && serde.skip_deserializing {
                continue;
            }
            let part = part(at);
            if serde.flatten && self.flattened_map(field, part, &mut object, container) {
                continue;
            }
            let default = container.serde.default.as_ref().filter(|_| whole);
            match self.field(field, part, cases, default) {
                Some((lowered, pending)) => {
                    if let Some(how) = pending {
                        self.defaults.push(PendingDefault {
                            part,
                            at: (variant, object.fields.len()),
                            how,
                        });
                    }
                    object.fields.push(lowered);
                }
                None => complete = false,
            }
        }
        if whole {
            self.object_limits(&container.limits, &mut object.constraints);
            if let Some(version) = &container.schema_version
                && let Some(field) = object
                    .fields
                    .iter_mut()
                    .find(|f| f.ident == "schema_version")
            {
                field.ty.constraints.constant = Some(version.as_str().into());
            }
        }
        self.wire_clashes(&object, part, fields);
        complete.then_some(object)
    }

    /// A flattened map opens the object. True if the field was one, or could not be read.
    fn flattened_map(
        &mut self,
        field: &FieldItem,
        part: FieldPlace,
        object: &mut Object,
        container: &ContainerAttributes,
    ) -> bool {
        let Some(mut ty) = self.form(part) else {
            return false;
        };
        while let Kind::Nullable(inner) = ty.kind {
            ty = *inner;
        }
        let value = match ty.kind {
            Kind::Map { key, value } => {
                if key.kind != Kind::Text
                    || !key.constraints.is_empty()
                    || field.attributes.limits.key.is_some()
                {
                    self.refuse_with(
                        part,
                        &refusals::FLATTEN_TYPE,
                        format!(
                            "the keys of the flattened map `{}` are no plain text",
                            field.ident
                        ),
                        "use String keys, or do not flatten",
                    );
                }
                *value
            }
            Kind::AnyObject => Type::new(Kind::Any),
            Kind::Ref(_) => return false,
            _ => {
                self.refuse(
                    part,
                    &refusals::FLATTEN_TYPE,
                    format!("`{}` is flattened and is no object", field.ident),
                );
                return true;
            }
        };
        if field.attributes.open.is_none() && container.open.is_none() {
            self.refuse(
                part,
                &refusals::FLATTEN_OPEN,
                format!("the flattened map `{}` lets any member in", field.ident),
            );
        }
        let mut value = value;
        if let Some(limits) = &field.attributes.limits.value {
            self.apply(limits, &mut value, part);
        }
        object.additional = match (&field.attributes.open, value.kind == Kind::Any) {
            (Some(TypeOrOpen::Of(_)), _) => match self.slot(part, SlotRole::Open) {
                Some(ty) => Additional::Typed(Box::new(ty)),
                None => return true,
            },
            (_, true) => Additional::Open,
            (_, false) => Additional::Typed(Box::new(value)),
        };
        true
    }

    fn field(
        &mut self,
        field: &FieldItem,
        part: FieldPlace,
        cases: &RenameAll,
        container: Option<&DefaultExpr>,
    ) -> Option<(Field, Option<DefaultSource>)> {
        let attributes = &field.attributes;
        let serde = &attributes.serde;
        let mut ty = self.form(part)?;
        let mut option = false;
        if let Kind::Nullable(inner) = ty.kind {
            ty = *inner;
            option = true;
        }
        let tri_state = attributes.presence == Some(Presence::TriState);
        if tri_state && let Kind::Nullable(inner) = ty.kind {
            ty = *inner;
        } else if matches!(ty.kind, Kind::Nullable(_)) && !tri_state {
            self.refuse_with(
                part,
                &refusals::PRESENCE,
                format!("`{}` is an option of an option", field.ident),
                "state `tri_state`, or use one option",
            );
        }
        if attributes.presence.is_some() && !option {
            self.refuse_with(
                part,
                &refusals::PRESENCE,
                format!(
                    "`{}` is no option, so it has one way to be there",
                    field.ident
                ),
                "make it an Option, or remove the key",
            );
        }
        self.apply(&attributes.limits, &mut ty, part);
        let defaults = serde.default.is_some() || container.is_some();
        let custom = serde.deserialize_with.is_some();
        let skips_none = serde.skip_serializing_if.as_deref().is_some_and(is_none);
        let (mut read_required, mut read_nullable) = if option {
            (custom && !defaults, true)
        } else {
            (!defaults, false)
        };
        // A plain option is promised in neither direction: absent and null mean the same to every reader.
        let mut write_required = serde.skip_serializing_if.is_none() && (!option || read_required);
        let mut write_nullable = option && !skips_none;
        match attributes.presence {
            Some(Presence::Optional) => {
                (read_required, read_nullable) = (false, false);
                (write_required, write_nullable) = (false, false);
            }
            Some(Presence::Nullable) => {
                (read_required, read_nullable) = (true, true);
                (write_required, write_nullable) = (true, true);
            }
            Some(Presence::TriState) => {
                (read_required, read_nullable) = (false, true);
                (write_required, write_nullable) = (false, true);
            }
            None => {}
        }
        if serde.flatten {
            (read_required, write_required) = (!option, !option);
            (read_nullable, write_nullable) = (option, option);
        }
        let name = |names: &Option<String>, case: Option<Case>| {
            names.clone().unwrap_or_else(|| {
                case.map_or_else(|| field.ident.clone(), |case| case.field(&field.ident))
            })
        };
        let Names {
            serialize,
            deserialize,
        } = &serde.rename;
        let read = (!serde.skip_deserializing).then(|| FieldSide {
            name: name(deserialize, cases.deserialize),
            required: read_required,
            nullable: read_nullable,
        });
        let write = (!serde.skip_serializing).then(|| FieldSide {
            name: name(serialize, cases.serialize),
            required: write_required,
            nullable: write_nullable,
        });
        let mut aliases = serde.aliases.clone();
        if let Some(read) = &read {
            aliases.retain(|alias| *alias != read.name);
        } else {
            aliases.clear();
        }
        let mut seen = Vec::new();
        aliases.retain(|alias| {
            let new = !seen.contains(alias);
            seen.push(alias.clone());
            new
        });
        let pending = self.pending(attributes, option, read.is_some(), container);
        let lowered = Field {
            ident: field.ident.clone(),
            read,
            write,
            aliases,
            ty,
            default: attributes
                .default
                .clone()
                .filter(|value| *value != Json::Null),
            tri_state,
            flatten: serde.flatten,
            docs: field.docs.clone(),
            deprecated: deprecation(attributes.deprecated.as_ref()),
            read_only: attributes.read_only
                || (serde.skip_deserializing && !serde.skip_serializing),
            write_only: attributes.write_only
                || (serde.skip_serializing && !serde.skip_deserializing),
            examples: attributes.examples.clone(),
        };
        Some((lowered, pending))
    }

    /// The default that is still to be found. That of an option is null unless a function says otherwise.
    fn pending(
        &self,
        attributes: &FieldAttributes,
        option: bool,
        read: bool,
        container: Option<&DefaultExpr>,
    ) -> Option<DefaultSource> {
        if attributes.default.is_some() || attributes.serde.flatten || !read {
            return None;
        }
        match (&attributes.serde.default, container) {
            (Some(DefaultExpr::Standard), _) if option => None,
            (Some(how), _) => Some(DefaultSource::Field(how.clone())),
            (None, Some(how)) => Some(DefaultSource::Container(how.clone())),
            (None, None) => None,
        }
    }

    /// Two members of one name.
    fn wire_clashes(
        &mut self,
        object: &Object,
        part: &dyn Fn(usize) -> FieldPlace,
        fields: &[FieldItem],
    ) {
        let mut read: Vec<(&str, &str)> = Vec::new();
        let mut write: Vec<(&str, &str)> = Vec::new();
        let mut clashes = Vec::new();
        for field in object.fields.iter().filter(|f| !f.flatten) {
            let names = field
                .read
                .iter()
                .map(|side| &side.name)
                .chain(&field.aliases);
            let read_names = names.map(|name| (name, true));
            let write_names = field.write.iter().map(|side| (&side.name, false));
            for (name, reads) in read_names.chain(write_names) {
                let known = if reads { &mut read } else { &mut write };
                match known
                    .iter()
                    .find(|(other, ident)| other == name && *ident != field.ident)
                {
                    Some((_, other)) => {
                        clashes.push((field.ident.clone(), (*other).to_owned(), name.clone()))
                    }
                    None => known.push((name, &field.ident)),
                }
            }
        }
        clashes.dedup_by(|a, b| a.0 == b.0);
        for (ident, other, name) in clashes {
            let at = fields.iter().position(|f| f.ident == ident).unwrap_or(0);
            let headline = format!("`{ident}` and `{other}` are both `{name}` on the wire");
            self.refuse(part(at), &refusals::WIRE_CLASH, headline);
        }
    }
}

/// `Option::is_none`, however it is written.
fn is_none(path: &str) -> bool {
    let plain: String = path.chars().filter(|c| !c.is_whitespace()).collect();
    plain.ends_with("Option::is_none")
        || (plain.contains("Option::<") && plain.ends_with(">::is_none"))
}
