//! Two readings of one contract beside each other: where they part, and what each says there.
//!
//! The third leg of the proof (the scan's model against what compiled types say of themselves) and dependents, whose model of another
//! crate may be an old one, show differences by it. Fields, variants, operations and parameters are paired by their Rust name.

use std::fmt;

use crate::code::Code;
use crate::contract::{Api, TypeDef};
use crate::json::{Json, to_line};

/// One place where two readings part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part of the type or API: `field`, `Variant`, `Variant.field`, `operation.parameter`; empty for the whole.
    pub part: String,
    /// Below the part, the members of the model file that lead there, joined by slashes: `type/kind`; empty for the part itself.
    pub member: String,
    /// What the first says; `None`: nothing.
    pub left: Option<String>,
    /// What the second says.
    pub right: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part.as_str() {
            "" => f.write_str("the whole")?,
            part => write!(f, "`{part}`")?,
        }
        match self.member.as_str() {
            "" => Ok(()),
            member => write!(f, ", {member}"),
        }
    }
}

/// Where two readings of a type part, in the order of the first; empty if they are equal.
///
/// ```
/// use contractual_model::compare::of_types;
/// use contractual_model::{Model, TypeId, codec};
/// let read = |kind: &str| codec::read(&format!(
///     r#"{{"contractual_model": 1, "apis": [], "types": [{{"id": "acme::Job", "name": "Job", "major": 1,
///          "shape": {{"object": {{"fields": [{{"ident": "size", "type": {{"kind": "{kind}"}}}}]}}}}}}]}}"#));
/// let (left, right) = (read("u32")?, read("u64")?);
/// let job = TypeId("acme::Job".into());
/// let found = of_types(&left.types[&job], &right.types[&job]);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].to_string(), "`size`, type/kind");
/// assert_eq!(found[0].left.as_deref(), Some("\"u32\""));
/// # Ok::<(), codec::ModelError>(())
/// ```
pub fn of_types(left: &TypeDef, right: &TypeDef) -> Vec<Difference> {
    match left == right {
        true => Vec::new(),
        false => of(&left.encode(), &right.encode()),
    }
}

/// The same of two APIs.
pub fn of_apis(left: &Api, right: &Api) -> Vec<Difference> {
    match left == right {
        true => Vec::new(),
        false => of(&left.encode(), &right.encode()),
    }
}

fn of(left: &Json, right: &Json) -> Vec<Difference> {
    let mut found = Vec::new();
    walk("", "", Some(left), Some(right), &mut found);
    found
}

fn walk(
    part: &str,
    member: &str,
    left: Option<&Json>,
    right: Option<&Json>,
    found: &mut Vec<Difference>,
) {
    if left == right {
        return;
    }
    match (left, right) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            for name in names(a, b, |(name, _)| name) {
                // how a form is called is no step of the way to a field
                let at = match (part.is_empty(), name) {
                    (_, "shape" | "object" | "enum" | "fields" | "variants" | "body")
                    | (true, "operations" | "parameters") => member.to_owned(),
                    _ if member.is_empty() => name.to_owned(),
                    _ => format!("{member}/{name}"),
                };
                let value =
                    |list: &'_ [(String, Json)]| list.iter().position(|(known, _)| known == name);
                let (a, b) = (
                    value(a).and_then(|at| a.get(at)).map(|(_, value)| value),
                    value(b).and_then(|at| b.get(at)).map(|(_, value)| value),
                );
                walk(part, &at, a, b, found);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) if named(a) && named(b) => {
            let all = names(a, b, |item| ident(item).unwrap_or_default());
            for name in &all {
                let one = |list: &'_ [Json]| list.iter().position(|item| ident(item) == Some(name));
                let part = match part {
                    "" => (*name).to_owned(),
                    part => format!("{part}.{name}"),
                };
                let (a, b) = (
                    one(a).and_then(|at| a.get(at)),
                    one(b).and_then(|at| b.get(at)),
                );
                walk(&part, member, a, b, found);
            }
            let order = |list: &[Json]| -> Vec<String> {
                list.iter().filter_map(ident).map(str::to_owned).collect()
            };
            let (a, b) = (order(a), order(b));
            if a != b && a.len() == b.len() && all.len() == a.len() {
                found.push(Difference {
                    part: part.to_owned(),
                    member: "order".to_owned(),
                    left: Some(a.join(", ")),
                    right: Some(b.join(", ")),
                });
            }
        }
        _ => found.push(Difference {
            part: part.to_owned(),
            member: member.to_owned(),
            left: left.map(to_line),
            right: right.map(to_line),
        }),
    }
}

/// The names of both lists, those of the first in their order, then those that only the second has.
fn names<'a, T>(left: &'a [T], right: &'a [T], name: impl Fn(&'a T) -> &'a str) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for one in left.iter().chain(right).map(name) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn ident(item: &Json) -> Option<&str> {
    item.get("ident").and_then(Json::as_str)
}

fn named(list: &[Json]) -> bool {
    list.iter().all(|item| ident(item).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{
        Additional, Enum, Field, FieldSide, Int, Kind, Object, Shape, Tagging, Type, TypeId,
        Variant, VariantBody,
    };
    use crate::{Constraints, Deprecation};

    fn field(ident: &str, kind: Kind) -> Field {
        let side = FieldSide {
            name: ident.to_owned(),
            required: true,
            nullable: false,
        };
        Field {
            ident: ident.to_owned(),
            read: Some(side.clone()),
            write: Some(side),
            aliases: Vec::new(),
            ty: Type::new(kind),
            default: None,
            tri_state: false,
            flatten: false,
            docs: String::new(),
            deprecated: None,
            read_only: false,
            write_only: false,
            examples: Vec::new(),
        }
    }

    fn object(fields: Vec<Field>) -> Object {
        Object {
            fields,
            additional: Additional::Closed,
            constraints: Constraints::default(),
        }
    }

    fn def(shape: Shape) -> TypeDef {
        TypeDef {
            id: TypeId("acme::Job".to_owned()),
            name: "Job".to_owned(),
            major: 1,
            release: None,
            entity: true,
            handover: None,
            schema_id: None,
            title: None,
            docs: String::new(),
            deprecated: None,
            examples: Vec::new(),
            shape,
            written: None,
            rules: Vec::new(),
        }
    }

    fn check(left: Shape, right: Shape, expected: &[&str]) {
        let found: Vec<String> = of_types(&def(left), &def(right))
            .iter()
            .map(|one| {
                let side = |side: &Option<String>| side.clone().unwrap_or("-".to_owned());
                format!("{one}: {} / {}", side(&one.left), side(&one.right))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn fields_are_paired_by_name() {
        let text = || field("a", Kind::Text);
        let number = || field("b", Kind::Integer(Int::U8));
        let both = || Shape::Object(object(vec![text(), number()]));
        check(both(), both(), &[]);
        let mut other = number();
        other.ty.kind = Kind::Integer(Int::U16);
        other.deprecated = Some(Deprecation::default());
        check(
            both(),
            Shape::Object(object(vec![text(), other])),
            &[
                "`b`, type/kind: \"u8\" / \"u16\"",
                "`b`, deprecated: - / {}",
            ],
        );
        check(
            both(),
            Shape::Object(object(vec![number(), text()])),
            &["the whole, order: a, b / b, a"],
        );
        let missing = of_types(&def(both()), &def(Shape::Object(object(vec![text()]))));
        assert_eq!(missing.len(), 1);
        assert_eq!(
            (missing[0].to_string().as_str(), &missing[0].right),
            ("`b`", &None)
        );
    }

    #[test]
    fn variants_and_their_fields() {
        let all = |field: Field| {
            Shape::Enum(Enum {
                tagging: Tagging::External,
                variants: vec![Variant {
                    ident: "Sent".to_owned(),
                    read: Some("sent".to_owned()),
                    write: Some("sent".to_owned()),
                    aliases: Vec::new(),
                    other: false,
                    untagged: false,
                    body: VariantBody::Struct(object(vec![field])),
                    docs: String::new(),
                    deprecated: None,
                }],
            })
        };
        let mut aliased = field("at", Kind::Text);
        aliased.aliases.push("when".to_owned());
        check(
            all(field("at", Kind::Text)),
            all(aliased),
            &["`Sent.at`, aliases: - / [\"when\"]"],
        );
        let found = of_types(
            &def(all(field("at", Kind::Text))),
            &def(Shape::Object(object(Vec::new()))),
        );
        assert!(!found.is_empty());
    }
}
