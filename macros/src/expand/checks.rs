//! `Described::holds` and `Described::seen`: the constraints as values beside the fields, for the fast path. Printed only where the JSON
//! form of a value follows from the fields alone; everything else never `holds`, which leaves the value to the full check.
//!
//! Printed as text: nothing here has a place of its own that a message could name.

use contractual_model::item::{
    ContainerAttributes, FieldAttributes, FieldItem, FieldsItem, ItemBody, Limits, Presence,
    TypeExpr, VariantItem,
};
use contractual_model::json::{Json, Number};

use super::rules;
use crate::input::Input;

/// As many parts as the runtime's tuples have.
const MOST_PARTS: usize = 16;

/// ```text
/// fn holds(&self) -> bool {
///     _contractual::hold((&self.id, (&self.name, _contractual::Length(1, 80)), ..))
/// }
/// ```
///
/// One call on a tuple: a call for each field and limit would cost rustc three times as much.
pub(super) fn checks(input: &Input) -> String {
    match &input.item.body {
        ItemBody::Struct { attributes, fields } if is_plain(attributes) => {
            let holds = of_struct(attributes, fields);
            holds.map_or_else(String::new, |holds| {
                holding(&holds) + &seen_of_struct(attributes, fields)
            })
        }
        ItemBody::Enum {
            attributes,
            variants,
        } => of_enum(attributes, variants),
        ItemBody::Struct { .. } | ItemBody::Api(_) => String::new(),
    }
}

fn holding(verdict: &str) -> String {
    format!("#[inline] fn holds(&self) -> bool {{ {verdict} }} ")
}

fn seeing(seen: &str) -> String {
    format!("#[inline] fn seen(&self) -> _contractual::Seen<'_> {{ {seen} }} ")
}

/// True if the JSON form of the container follows from its fields.
fn is_plain(attributes: &ContainerAttributes) -> bool {
    let limits = &attributes.limits;
    attributes.wire.is_none()
        && attributes.serde.from.is_none()
        && attributes.serde.try_from.is_none()
        && attributes.serde.into.is_none()
        && attributes.serde.remote.is_none()
        && limits.min_properties.is_none()
        && limits.max_properties.is_none()
}

/// The only field of a struct that is its value: of a newtype, or of one that serde passes through.
fn value<'a>(attributes: &ContainerAttributes, fields: &'a FieldsItem) -> Option<&'a FieldItem> {
    match fields {
        FieldsItem::Named(all) | FieldsItem::Tuple(all) => match all.as_slice() {
            [only] if matches!(fields, FieldsItem::Tuple(_)) || attributes.serde.transparent => {
                Some(only)
            }
            _ => None,
        },
        FieldsItem::Unit => None,
    }
}

/// What rules and constraints see of a struct that holds; nothing if that is what they see of any value.
fn seen_of_struct(attributes: &ContainerAttributes, fields: &FieldsItem) -> String {
    match (value(attributes, fields), fields) {
        (Some(value), _) if !is_skipped(value) => {
            let name = member(value);
            seeing(&format!("_contractual::Described::seen(&self.{name})"))
        }
        (None, FieldsItem::Unit) => seeing("_contractual::Seen::Null"),
        (None, _) if !attributes.serde.transparent => String::new(),
        _ => seeing("_contractual::Seen::Unknown"),
    }
}

fn of_struct(attributes: &ContainerAttributes, fields: &FieldsItem) -> Option<String> {
    let value = value(attributes, fields);
    // The constraints of a newtype are those of its value.
    if value.is_none() && !attributes.limits.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    for field in fields.all().iter().filter(|field| !is_skipped(field)) {
        let mut limits = Vec::new();
        if value.is_some() {
            of_limits(&attributes.limits, &field.ty, &mut limits)?;
        }
        if attributes.schema_version.is_some() && field.ident == "schema_version" {
            let constant = attributes.schema_version.as_deref().map(Json::from)?;
            limits.push(of_constant(&constant)?);
        }
        parts.push(of_field(
            &format!("&self.{}", member(field)),
            field,
            limits,
        )?);
    }
    for rule in &attributes.rules {
        parts.push(rules::rule(&rule.expr, fields)?);
    }
    Some(all(&parts))
}

fn of_enum(attributes: &ContainerAttributes, variants: &[VariantItem]) -> String {
    let plain = is_plain(attributes) && attributes.limits.is_empty() && attributes.rules.is_empty();
    if !plain || attributes.serde.untagged || variants.is_empty() {
        return String::new();
    }
    let units = variants
        .iter()
        .all(|variant| matches!(variant.fields, FieldsItem::Unit) && is_written_plainly(variant));
    if units {
        // Members of a set of names are told apart by number.
        let arms = variants.iter().enumerate();
        let arms = arms.map(|(at, variant)| format!("Self::{} => {at},", ident(&variant.ident)));
        let arms: String = arms.collect();
        return holding("true")
            + &seeing(&format!(
                "_contractual::Seen::Variant(match self {{ {arms} }})"
            ));
    }
    let mut arms = String::new();
    for variant in variants {
        let name = ident(&variant.ident);
        arms += &match of_variant(variant) {
            Some((bindings, holds)) => format!("Self::{name} {bindings} => {holds}, "),
            None => format!("Self::{name} {{ .. }} => false, "),
        };
    }
    holding(&format!("match self {{ {arms} }}"))
}

/// True if the variant is written as serde writes it by itself, and is not one of several that are told apart by their content.
fn is_written_plainly(variant: &VariantItem) -> bool {
    let serde = &variant.attributes.serde;
    serde.serialize_with.is_none()
        && serde.deserialize_with.is_none()
        && variant.attributes.wire.is_none()
        && !serde.untagged
        && !serde.skip_serializing
        && !serde.skip_deserializing
}

/// A pattern for the variant's fields, and what must hold of them.
fn of_variant(variant: &VariantItem) -> Option<(String, String)> {
    if !is_written_plainly(variant) {
        return None;
    }
    let mut parts = Vec::new();
    let mut bindings = String::new();
    for (at, field) in variant.fields.all().iter().enumerate() {
        let name = member(field);
        if is_skipped(field) {
            bindings += &format!("{name}: _, ");
            continue;
        }
        bindings += &format!("{name}: field_{at}, ");
        let mut limits = Vec::new();
        of_limits(&variant.attributes.limits, &field.ty, &mut limits)?;
        parts.push(of_field(&format!("field_{at}"), field, limits)?);
    }
    let bindings = match variant.fields {
        FieldsItem::Unit => String::new(),
        _ => format!("{{ {bindings} }}"),
    };
    Some((bindings, all(&parts)))
}

fn is_skipped(field: &FieldItem) -> bool {
    field.attributes.serde.skip_serializing && field.attributes.serde.skip_deserializing
}

/// One field as a part, with limits beside its own; `None` if what must hold of it cannot be said here.
fn of_field(value: &str, field: &FieldItem, mut limits: Vec<String>) -> Option<String> {
    if !reads_plainly(&field.attributes) {
        return None;
    }
    of_limits(&field.attributes.limits, &field.ty, &mut limits)?;
    Some(match limits.is_empty() {
        true => value.to_owned(),
        false => format!("({value}, {})", one(&limits)),
    })
}

/// True if serde reads and writes the field by its type alone, and demands what the contract demands of its presence.
fn reads_plainly(attributes: &FieldAttributes) -> bool {
    let serde = &attributes.serde;
    let reader = serde.deserialize_with.as_deref();
    let presence = match attributes.presence {
        None => reader.is_none() || reader == Some("Option::deserialize"),
        // serde itself takes a missing `Option` for null, unless it is read by a function.
        Some(Presence::Nullable) => reader == Some("Option::deserialize"),
        Some(Presence::Optional | Presence::TriState) => false,
    };
    presence
        && serde.serialize_with.is_none()
        && serde.getter.is_none()
        && !serde.flatten
        && attributes.wire.is_none()
        && attributes.open.is_none()
}

/// The constraints of one place; `None` if they cannot be said here.
fn of_limits(limits: &Limits, ty: &TypeExpr, out: &mut Vec<String>) -> Option<()> {
    let call = |name: &str, arguments: &str| format!("_contractual::{name}({arguments})");
    for (bound, name, rounding) in [
        (&limits.min, "AtLeast", Rounding::Up),
        (&limits.max, "AtMost", Rounding::Down),
        (&limits.exclusive_min, "Above", Rounding::Down),
        (&limits.exclusive_max, "Below", Rounding::Up),
    ] {
        if let Some(bound) = bound {
            out.push(call(name, &number(bound, rounding)?));
        }
    }
    if let Some(step) = &limits.multiple_of {
        let step = step.as_i128().filter(|step| *step > 0)?;
        out.push(call("MultipleOf", &step.to_string()));
    }
    for (name, min, max) in [
        ("Length", limits.min_length, limits.max_length),
        ("Size", limits.min_items, limits.max_items),
        ("Size", limits.min_properties, limits.max_properties),
    ] {
        if min.is_some() || max.is_some() {
            out.push(call(name, &range(min, max)?));
        }
    }
    if let Some(pattern) = &limits.pattern {
        out.push(format!(
            "{{ static PATTERN: _contractual::Matches = _contractual::Matches::new({pattern:?}); &PATTERN }}"
        ));
    }
    if let Some(format) = limits.format {
        out.push(format!("_contractual::Format::{format:?}"));
    }
    if limits.unique {
        out.push("_contractual::Unique".to_owned());
    }
    if let Some(constant) = &limits.constant {
        out.push(of_constant(constant)?);
    }
    if let Some(allowed) = &limits.one_of {
        let all: Option<Vec<String>> = allowed.iter().map(literal).collect();
        let texts = allowed.iter().filter(|one| matches!(one, Json::String(_)));
        // Texts and numbers side by side are for the full check.
        if ![0, allowed.len()].contains(&texts.count()) {
            return None;
        }
        out.push(call("OneOf", &format!("&[{}]", all?.join(", "))));
    }
    if let Some(items) = &limits.items {
        let mut inner = Vec::new();
        of_limits(items, &inner_type(ty)?, &mut inner)?;
        out.push(call("Each", &one(&inner)));
    }
    if limits.key.is_some() || limits.value.is_some() {
        if !matches!(last_segment(ty)?.0, "BTreeMap" | "HashMap") {
            return None;
        }
        let of = |limits: &Option<Box<Limits>>| {
            let mut inner = Vec::new();
            if let Some(limits) = limits {
                of_limits(limits, &TypeExpr::name("_"), &mut inner)?;
            }
            Some(one(&inner))
        };
        let (key, value) = (of(&limits.key)?, of(&limits.value)?);
        out.push(call("Entries", &format!("{key}, {value}")));
    }
    Some(())
}

/// Several limits as one, which is a tuple.
fn one(limits: &[String]) -> String {
    match limits {
        [only] => only.clone(),
        many => format!("({})", many.join(", ")),
    }
}

/// That all parts hold.
fn all(parts: &[String]) -> String {
    if parts.is_empty() {
        return "true".to_owned();
    }
    let calls = parts.chunks(MOST_PARTS);
    let calls = calls.map(|some| format!("_contractual::hold(({},))", some.join(", ")));
    calls.collect::<Vec<_>>().join(" && ")
}

/// The item type of a list that is written as one: `Vec<T>`, `Option<Vec<T>>`.
fn inner_type(ty: &TypeExpr) -> Option<TypeExpr> {
    match last_segment(ty)? {
        ("Vec", Some(item)) => Some(item.clone()),
        ("Option", Some(inner)) => match last_segment(inner)? {
            ("Vec", Some(item)) => Some(item.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(ty: &TypeExpr) -> Option<(&str, Option<&TypeExpr>)> {
    use contractual_model::item::ArgExpr;
    let TypeExpr::Path(path) = ty else {
        return None;
    };
    let last = path.segments.last()?;
    let first = match last.args.first() {
        Some(ArgExpr::Type(ty)) => Some(ty),
        _ => None,
    };
    Some((last.ident.as_str(), first))
}

enum Rounding {
    Up,
    Down,
}

/// The two sides of a limit on numbers. Integers are compared exactly; floats only when they are clear of the limit, which hides that a
/// text beyond it was rounded to it.
fn number(bound: &Number, rounding: Rounding) -> Option<String> {
    let float = bound.as_f64();
    let integer = match (bound.as_i128(), rounding) {
        (Some(integer), _) => integer,
        (None, Rounding::Up) => whole(float.ceil())?,
        (None, Rounding::Down) => whole(float.floor())?,
    };
    float.is_finite().then(|| format!("{integer}, {float:?}"))
}

fn whole(float: f64) -> Option<i128> {
    // Within 2^53 every step of the rounding was exact.
    (float.abs() < 9_007_199_254_740_992.0).then_some(float as i128)
}

fn range(min: Option<u64>, max: Option<u64>) -> Option<String> {
    let size = |limit: u64| usize::try_from(limit).ok();
    let (min, max) = (
        size(min.unwrap_or(0))?,
        size(max.unwrap_or(u64::from(u32::MAX)))?,
    );
    Some(format!("{min}, {max}"))
}

fn of_constant(constant: &Json) -> Option<String> {
    literal(constant).map(|constant| format!("_contractual::Is({constant})"))
}

/// A text or an integer as Rust writes it.
fn literal(constant: &Json) -> Option<String> {
    match constant {
        Json::String(text) => Some(format!("{text:?}")),
        Json::Number(number) => Some(format!("{}i128", number.as_i128()?)),
        _ => None,
    }
}

/// How a field is reached: by name or by index.
pub(super) fn member(field: &FieldItem) -> String {
    match field.ident.parse::<usize>() {
        Ok(index) => index.to_string(),
        Err(_) => ident(&field.ident),
    }
}

/// An identifier of the item; raw, so that keywords work.
pub(super) fn ident(name: &str) -> String {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => name.to_owned(),
        _ => format!("r#{name}"),
    }
}
