//! What a method returns: status codes, bodies and headers.

use contractual_model::attributes::AttributePlace;
use contractual_model::item::{
    FieldPlace, HeaderItem, OperationItem, ResponseItem, SlotPlace, SlotRole, TypeExpr,
};
use contractual_model::refusals;

use crate::attributes::contract::{Keys, small_number};
use crate::cursor::Cursor;
use crate::item::Reader;
use crate::meta::{Args, metas_from};
use crate::tree::{Delim, Group, place_of};
use crate::types;

/// `202 => JobResponse { description = "..", header("Location", format = "uri-reference", required) }, 404 => Error`.
pub(super) fn responses(
    reader: &mut Reader<'_>,
    group: &Group,
    operation: &mut OperationItem,
    at: usize,
) {
    let mut cursor = Cursor::inside(group);
    while !cursor.is_empty() {
        let place = cursor.place();
        let status = cursor.literal().and_then(|(text, _)| small_number(text));
        let Some(status @ 100..=599) = status else {
            reader.problems.refuse(
                &refusals::API_RESPONSE,
                place,
                "expected a status code from 100 to 599 here",
            );
            skip_response(&mut cursor);
            continue;
        };
        if operation.responses.iter().any(|r| r.status == status) {
            let headline = format!("status {status} is given twice");
            reader
                .problems
                .refuse(&refusals::API_RESPONSE, place, headline);
        }
        let index = operation.responses.len();
        let part = FieldPlace::Response(at, index);
        reader.places.push((part, place));
        let mut response = ResponseItem {
            status,
            body: None,
            description: None,
            variant: None,
            headers: Vec::new(),
        };
        if cursor.eat("=>") {
            let start = cursor;
            let ty = types::parse(&mut cursor, 0);
            let trees = cursor.since(start);
            let none = matches!(&ty, TypeExpr::Tuple(items) if items.is_empty());
            if !none {
                if matches!(status, 100..=199 | 204 | 304) {
                    let headline = format!("a response with status {status} has no body");
                    reader.problems.refuse_with(
                        &refusals::API_RESPONSE,
                        place_of(trees, place),
                        headline,
                        format!("write `{status}` alone"),
                    );
                }
                reader.slot(
                    SlotPlace {
                        part,
                        role: SlotRole::Declared,
                    },
                    trees,
                    place,
                );
                response.body = Some(ty);
            }
        }
        if let Some(group) = cursor.group(Delim::Brace) {
            response_options(reader, group, &mut response, at, index);
        }
        operation.responses.push(response);
        if !cursor.eat(",") && !cursor.is_empty() {
            reader
                .problems
                .refuse(&refusals::API_RESPONSE, cursor.place(), "expected `,` here");
            skip_response(&mut cursor);
        }
    }
}

fn skip_response(cursor: &mut Cursor<'_>) {
    while cursor.peek().is_some_and(|tree| !tree.is_punct(',')) {
        cursor.next();
    }
    cursor.eat(",");
}

fn response_options(
    reader: &mut Reader<'_>,
    group: &Group,
    response: &mut ResponseItem,
    at: usize,
    index: usize,
) {
    let list = metas_from(Cursor::inside(group), &mut reader.problems);
    for meta in &list {
        match (meta.key.as_str(), meta.args) {
            ("description", Args::Value(..)) => response.description = meta.text(),
            ("variant", Args::Value(..)) => response.variant = meta.text(),
            ("header", Args::List(group)) => {
                header(reader, group, response, at, index);
            }
            _ => {
                let known = ["description", "variant", "header"];
                let advice = match contractual_diag::nearest(&meta.key, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "write `description = \"..\"`, `variant = \"..\"` or `header(\"Name\", ..)`"
                            .to_owned()
                    }
                };
                reader.problems.refuse_with(
                    &refusals::UNKNOWN_KEY,
                    meta.key_place,
                    format!("unknown key `{}` of a response", meta.key),
                    advice,
                );
            }
        }
    }
}

fn header(
    reader: &mut Reader<'_>,
    group: &Group,
    response: &mut ResponseItem,
    at: usize,
    index: usize,
) {
    let mut inside = Cursor::inside(group);
    let name = inside
        .literal()
        .and_then(|(text, _)| crate::literal::text(text));
    let Some(name) = name else {
        reader.problems.refuse_with(
            &refusals::API_RESPONSE,
            group.place,
            "a header starts with its name",
            "write `header(\"Location\", format = \"uri-reference\", required)`",
        );
        return;
    };
    inside.eat(",");
    let list = metas_from(inside, &mut reader.problems);
    let mut keys = Keys::new(AttributePlace::Header);
    keys.read_metas(&list, &mut reader.problems);
    let ty = keys.ty("type").unwrap_or_else(|| {
        TypeExpr::parse("::std::string::String").unwrap_or_else(|_| TypeExpr::name("String"))
    });
    let part = FieldPlace::Header(at, index, response.headers.len());
    reader.places.push((part, group.place));
    reader.text_slot(
        SlotPlace {
            part,
            role: SlotRole::Declared,
        },
        &ty,
        group.place,
    );
    response.headers.push(HeaderItem {
        name,
        ty,
        required: keys.has("required"),
        description: keys.text("description").unwrap_or_default(),
        limits: keys.limits(&mut reader.problems),
    });
}
