//! What attributes mean: serde's by serde's rules, ours by the table, validator's and garde's where they mean the same.

pub(crate) mod contract;
pub(crate) mod serde;
mod validators;
pub(crate) mod value;

use contractual_model::attributes::AttributePlace;
use contractual_model::item::{
    ContainerAttributes, DeprecatedAttribute, FieldAttributes, TypeExpr, VariantAttributes,
};
use contractual_model::refusals;

use crate::meta::{Args, Attr, metas, text_of};
use crate::problem::Problems;
use crate::tree::Place;

/// The doc comment of the attributes: the leading space of each line removed, line breaks kept, blank ends cut.
pub(crate) fn docs(attributes: &[Attr<'_>]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path == "doc") {
        if let Args::Value(trees, _) = attribute.args
            && let Some(text) = text_of(trees)
        {
            lines.extend(doc_lines(&text));
        }
    }
    let blank = |line: &String| line.is_empty();
    let first = lines.iter().position(|l| !blank(l)).unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(|l| !blank(l))
        .map_or(first, |at| at + 1);
    lines[first..last].join("\n")
}

/// The lines of one doc attribute. Of a block comment, the stars in front and the common indentation go, as rustdoc does it.
fn doc_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.len() > 1 {
        let rest = || lines.iter().skip(1).filter(|l| !l.trim().is_empty());
        if rest().count() > 0 && rest().all(|l| l.trim_start().starts_with('*')) {
            for line in lines.iter_mut().skip(1) {
                let inner = line.trim_start();
                *line = inner.strip_prefix('*').unwrap_or(inner);
            }
        } else {
            let indent = rest()
                .map(|l| l.len() - l.trim_start().len())
                .min()
                .unwrap_or(0);
            for line in lines.iter_mut().skip(1) {
                *line = line.get(indent.saturating_sub(1)..).unwrap_or_default();
            }
        }
    }
    lines
        .into_iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned())
        .collect()
}

/// `#[deprecated]` of Rust.
fn rust_deprecated(attribute: &Attr<'_>) -> DeprecatedAttribute {
    let mut found = DeprecatedAttribute::default();
    match attribute.args {
        Args::Value(trees, _) => found.note = text_of(trees),
        Args::List(group) => {
            // rustc reports what is wrong here.
            let mut ignored = Problems::default();
            for meta in metas(group, &mut ignored) {
                if meta.key == "note" {
                    found.note = meta.text();
                }
            }
        }
        Args::None => {}
    }
    found
}

/// Attributes of a struct or an enum.
pub(crate) fn container(
    attributes: &[Attr<'_>],
    place: AttributePlace,
    problems: &mut Problems,
) -> ContainerAttributes {
    let mut found = ContainerAttributes::default();
    for attribute in attributes {
        match (attribute.path.as_str(), attribute.args) {
            ("serde", Args::List(group)) => serde::container(group, &mut found.serde, problems),
            ("deprecated", _) => found.deprecated = Some(rust_deprecated(attribute)),
            ("validate" | "garde", Args::List(group)) => {
                validators::container(&attribute.path, group, attributes, problems);
            }
            _ => {}
        }
    }
    let serde = &found.serde;
    let converted = serde.from.is_some()
        || serde.try_from.is_some()
        || serde.into.is_some()
        || serde.transparent
        || has_wire(attributes);
    let mut keys = match converted {
        true => contract::Keys::of_value(place),
        false => contract::Keys::new(place),
    };
    for attribute in attributes.iter().filter(|a| a.path == "contract") {
        keys.read(attribute, problems);
    }
    keys.container(&mut found, problems);
    found
}

/// True if the JSON form is stated.
fn has_wire(attributes: &[Attr<'_>]) -> bool {
    // Faults are reported where the keys are read.
    let mut ignored = Problems::default();
    let states = |attribute: &Attr<'_>| match attribute.args {
        Args::List(group) => metas(group, &mut ignored).iter().any(|m| m.key == "wire"),
        _ => false,
    };
    let mut own = attributes.iter().filter(|a| a.path == "contract");
    own.any(states)
}

/// Attributes of a field.
pub(crate) fn field(
    attributes: &[Attr<'_>],
    ty: &TypeExpr,
    problems: &mut Problems,
) -> FieldAttributes {
    let mut found = FieldAttributes::default();
    for attribute in attributes {
        match (attribute.path.as_str(), attribute.args) {
            ("serde", Args::List(group)) => serde::field(group, &mut found.serde, problems),
            ("deprecated", _) => found.deprecated = Some(rust_deprecated(attribute)),
            _ => {}
        }
    }
    let mut keys = contract::Keys::new(AttributePlace::Field);
    for attribute in attributes.iter().filter(|a| a.path == "contract") {
        keys.read(attribute, problems);
    }
    keys.field(&mut found, problems);
    for attribute in attributes {
        if let ("validate" | "garde", Args::List(group)) = (attribute.path.as_str(), attribute.args)
        {
            validators::field(&attribute.path, group, ty, &mut found, problems);
        }
    }
    found
}

/// Attributes of a variant.
pub(crate) fn variant(attributes: &[Attr<'_>], problems: &mut Problems) -> VariantAttributes {
    let mut found = VariantAttributes::default();
    for attribute in attributes {
        match (attribute.path.as_str(), attribute.args) {
            ("serde", Args::List(group)) => serde::variant(group, &mut found.serde, problems),
            ("deprecated", _) => found.deprecated = Some(rust_deprecated(attribute)),
            _ => {}
        }
    }
    let mut keys = contract::Keys::new(AttributePlace::Variant);
    for attribute in attributes.iter().filter(|a| a.path == "contract") {
        keys.read(attribute, problems);
    }
    keys.variant(&mut found, problems);
    found
}

/// The type of a `wire = "..."` or the like.
pub(crate) fn type_of(text: &str, place: Place, problems: &mut Problems) -> Option<TypeExpr> {
    match crate::types::of_text(text) {
        Ok(ty) => Some(ty),
        Err(why) => {
            problems.refuse(
                &refusals::BAD_VALUE,
                place,
                format!("`{text}` is no type: {why}"),
            );
            None
        }
    }
}
