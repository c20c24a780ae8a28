//! What a method takes: parameters in path, query and header, and the body.

use contractual_model::attributes::AttributePlace;
use contractual_model::item::{
    FieldPlace, OperationItem, ParameterItem, SlotPlace, SlotRole, TypeExpr,
};
use contractual_model::{Method, ParameterPlace, refusals};

use super::OWN;
use crate::attributes::contract::Keys;
use crate::attributes::docs;
use crate::cursor::Cursor;
use crate::item::Reader;
use crate::meta::{Args, Attr, metas_from};
use crate::tree::{Group, Place, Tree};
use crate::types;

/// The names in the braces of a path template.
fn path_names(path: &str) -> Vec<&str> {
    path.split('/')
        .filter_map(|step| {
            step.strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
        })
        .collect()
}

pub(super) fn check_path(reader: &mut Reader<'_>, operation: &OperationItem, place: Place) {
    let path = &operation.path;
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(c);
    let bad = path.split('/').skip(1).find(|step| {
        let inner = step
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(name) => {
                name.is_empty()
                    || !name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            }
            None => step.is_empty() || !step.chars().all(legal),
        }
    });
    let why = if !path.starts_with('/') {
        Some("it does not start with `/`".to_owned())
    } else if let Some(step) = bad.filter(|_| path.len() > 1) {
        Some(if step.is_empty() {
            "it has an empty step".to_owned()
        } else {
            format!("its step `{step}` is no text or `{{name}}` that a path can hold")
        })
    } else {
        let names = path_names(path);
        names
            .iter()
            .enumerate()
            .find(|(at, name)| names[..*at].contains(name))
            .map(|(_, name)| format!("`{{{name}}}` stands in it twice"))
    };
    if let Some(why) = why {
        let headline = format!("`{path}` is no legal path: {why}");
        reader.problems.refuse(&refusals::API_PATH, place, headline);
    }
}

pub(super) fn parameters(
    reader: &mut Reader<'_>,
    group: &Group,
    operation: &mut OperationItem,
    at: usize,
    method: Place,
) {
    let mut cursor = Cursor::inside(group);
    let mut receiver = false;
    while !cursor.is_empty() {
        let read = reader.attributes(&mut cursor);
        for attribute in &read.list {
            if OWN.contains(&attribute.path.as_str()) || attribute.path == "doc" {
                reader.own.push(attribute.place);
            }
        }
        if !receiver && is_receiver(&cursor) {
            receiver = true;
            cursor.skip_past_comma();
            continue;
        }
        cursor.eat_word("mut");
        let Some((name, place)) = cursor.ident() else {
            reader.problems.refuse_with(
                &refusals::API_PARAMETER,
                cursor.place(),
                "an argument of an operation is a plain name",
                "write `name: Type`",
            );
            cursor.skip_past_comma();
            continue;
        };
        if !cursor.eat(":") {
            reader
                .problems
                .refuse(&refusals::SYNTAX_ERROR, cursor.place(), "expected `:` here");
            cursor.skip_past_comma();
            continue;
        }
        let start = cursor;
        let ty = types::parse(&mut cursor, 0);
        let trees = cursor.since(start);
        cursor.eat(",");
        let body = read.list.iter().any(|a| a.path == "body");
        let parameter = parameter(reader, &read.list, name, place, ty, &operation.path);
        if body || (name == "body" && !is_placed(&read.list)) {
            if operation.body.is_some() {
                reader.problems.refuse_with(
                    &refusals::API_PARAMETER,
                    place,
                    "an operation has one body",
                    "put both into one struct",
                );
                continue;
            }
            if matches!(operation.method, Method::Get | Method::Head) {
                let headline = format!("a {} request has no body", operation.method.name());
                reader.problems.refuse_with(
                    &refusals::API_PARAMETER,
                    place,
                    headline,
                    "use #[post(..)], or parameters",
                );
            }
            let part = FieldPlace::Body(at);
            reader.places.push((part, place));
            reader.slot(
                SlotPlace {
                    part,
                    role: SlotRole::Declared,
                },
                trees,
                place,
            );
            operation.body = Some(parameter.ty);
            continue;
        }
        let part = FieldPlace::Parameter(at, operation.parameters.len());
        reader.places.push((part, place));
        reader.slot(
            SlotPlace {
                part,
                role: SlotRole::Declared,
            },
            trees,
            place,
        );
        operation.parameters.push(parameter);
    }
    for name in path_names(&operation.path) {
        let found = operation.parameters.iter().any(|p| {
            p.place == ParameterPlace::Path && p.name.as_deref().unwrap_or(&p.ident) == name
        });
        if !found {
            reader.problems.refuse_with(
                &refusals::API_PATH,
                method,
                format!(
                    "`{{{name}}}` of `{}` is no argument of `{}`",
                    operation.path, operation.ident
                ),
                format!("add the argument `{name}: Type`"),
            );
        }
    }
}

fn is_receiver(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.eat("&");
    if matches!(ahead.peek(), Some(Tree::Ident(name, _)) if name.starts_with('\'')) {
        ahead.next();
    }
    ahead.eat_word("mut");
    ahead.eat_word("self")
}

fn is_placed(attributes: &[Attr<'_>]) -> bool {
    attributes
        .iter()
        .any(|a| matches!(a.path.as_str(), "query" | "header" | "path" | "param"))
}

fn parameter(
    reader: &mut Reader<'_>,
    attributes: &[Attr<'_>],
    ident: &str,
    place: Place,
    ty: TypeExpr,
    path: &str,
) -> ParameterItem {
    let mut keys = Keys::new(AttributePlace::Parameter);
    let mut name = None;
    let mut stands = None;
    for attribute in attributes {
        let found = match attribute.path.as_str() {
            "query" => Some(ParameterPlace::Query),
            "header" => Some(ParameterPlace::Header),
            "path" => Some(ParameterPlace::Path),
            "param" | "body" => None,
            _ => continue,
        };
        if let (Some(before), Some(now)) = (stands, found)
            && before != now
        {
            reader.problems.refuse(
                &refusals::CONFLICTING_KEYS,
                attribute.place,
                "a parameter stands in one place",
            );
        }
        stands = stands.or(found);
        if let Args::List(group) = attribute.args {
            let mut inside = Cursor::inside(group);
            if let Some((text, _)) = inside.literal() {
                name = crate::literal::text(text);
                inside.eat(",");
            }
            let list = metas_from(inside, &mut reader.problems);
            keys.read_metas(&list, &mut reader.problems);
        }
    }
    let name = name.or_else(|| keys.text("name"));
    let wire = name.as_deref().unwrap_or(ident);
    let in_path = path_names(path).contains(&wire);
    let stands = stands.unwrap_or(if in_path {
        ParameterPlace::Path
    } else {
        ParameterPlace::Query
    });
    if (stands == ParameterPlace::Path) != in_path {
        let headline = if in_path {
            format!(
                "`{wire}` stands in the path, and is marked as a {} parameter",
                place_word(stands)
            )
        } else {
            format!("`{wire}` is marked as a path parameter, and `{path}` does not hold it")
        };
        reader
            .problems
            .refuse(&refusals::API_PARAMETER, place, headline);
    }
    ParameterItem {
        ident: ident.to_owned(),
        name,
        docs: docs(attributes),
        place: stands,
        ty,
        limits: keys.limits(&mut reader.problems),
    }
}

fn place_word(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
    }
}
