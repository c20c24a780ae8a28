//! An existing document is extended, never overwritten: what it has and no Rust type produces is kept and listed.
//!
//! A document that the last emission wrote (`intact`) keeps what it lists as added by hand; anything else that is gone was taken from
//! the Rust types, and whether it may go is drift's question. In any other document, what the types do not produce was written by
//! hand.

use contractual_diag::{Diagnostic, Pointer};
use contractual_model::Method;
use contractual_model::json::Json;

use super::CARRIED;

/// The tree of a committed document.
pub(super) fn read(text: &str, file: &str) -> Result<Json, Vec<Diagnostic>> {
    let document = contractual_yaml::parse_one(text, file, &contractual_yaml::Options::default())?;
    let tree =
        contractual_yaml::to_json(&document.root).map_err(|error| vec![error.diagnostic(file)])?;
    let version = tree
        .get("openapi")
        .and_then(Json::as_str)
        .unwrap_or_default();
    if version.starts_with("3.1") {
        return Ok(tree);
    }
    let found = Diagnostic::error(
        "openapi_document",
        "the committed document is no OpenAPI 3.1 document",
    )
    .at(contractual_diag::SourceLoc::file(file))
    .pointer(Pointer::root().key("openapi"))
    .expected("`openapi: 3.1.0`")
    .found(if version.is_empty() {
        "no `openapi`".to_owned()
    } else {
        format!("`openapi: {version}`")
    })
    .why("an existing document is extended, so it has to be understood first; nothing was written")
    .fix("convert the document to 3.1, or move it out of the way");
    Err(vec![found])
}

/// Adds to `new` what only `old` has; gives the places, in the order of the document.
pub(super) fn carry_over(new: &mut Json, old: &Json, intact: bool) -> Vec<Pointer> {
    let listed: Vec<Pointer> = old
        .get(CARRIED)
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(|pointer| Pointer::parse(pointer.as_str()?))
        .collect();
    let mut places: Vec<Pointer> = Vec::new();
    let root = Pointer::root();
    missing(new, old, &root.key("paths"), 0, &mut places);
    missing(new, old, &root.key("webhooks"), 0, &mut places);
    missing(new, old, &root.key("components"), 1, &mut places);
    places.retain(|place| !intact || listed.contains(place));
    let mut kept = Vec::new();
    for place in places {
        let Some(value) = old.at(&place).cloned() else {
            continue;
        };
        let Some((parent, name)) = place.split_last() else {
            continue;
        };
        if new.at(&parent).is_none()
            && let Some((above, key)) = parent.split_last()
            && let Some(above) = new.at_mut(&above)
        {
            above.set(&key, Json::object());
        }
        if let Some(Json::Object(members)) = new.at_mut(&parent) {
            members.push((name, value));
            kept.push(place);
        }
    }
    keep_tags(new, old);
    kept
}

/// The members of the object at `at` that only `old` has. In paths: whole paths, methods of known paths, responses of known
/// operations. In components: `depth` levels of names.
fn missing(new: &Json, old: &Json, at: &Pointer, depth: usize, found: &mut Vec<Pointer>) {
    let Some(Json::Object(members)) = old.at(at) else {
        return;
    };
    for (name, value) in members {
        let place = at.key(name);
        let Some(known) = new.at(&place) else {
            if depth == 0 || value.as_object().is_none() {
                found.push(place);
            } else {
                found.extend(
                    value
                        .as_object()
                        .unwrap_or_default()
                        .iter()
                        .map(|(inner, _)| place.key(inner)),
                );
            }
            continue;
        };
        if depth > 0 {
            missing(new, old, &place, depth - 1, found);
        } else if at.as_str() == "/paths" {
            for (method, operation) in value.as_object().unwrap_or_default() {
                let is_method = Method::ALL.iter().any(|known| known.name() == method);
                if known.get(method).is_none() {
                    found.push(place.key(method));
                } else if is_method && operation.get("responses").is_some() {
                    let responses = place.key(method).key("responses");
                    let both =
                        |tree: &Json, status: &str| tree.at(&responses.key(status)).is_some();
                    let old_ones = old
                        .at(&responses)
                        .and_then(Json::as_object)
                        .unwrap_or_default();
                    let gone = old_ones.iter().filter(|(status, _)| !both(new, status));
                    found.extend(gone.map(|(status, _)| responses.key(status)));
                }
            }
        }
    }
}

/// Tags that kept operations use stay declared.
fn keep_tags(new: &mut Json, old: &Json) {
    let mut used: Vec<String> = Vec::new();
    for (_, item) in new
        .get("paths")
        .and_then(Json::as_object)
        .unwrap_or_default()
    {
        for (_, operation) in item.as_object().unwrap_or_default() {
            let tags = operation
                .get("tags")
                .and_then(Json::as_array)
                .unwrap_or_default();
            used.extend(tags.iter().filter_map(Json::as_str).map(str::to_owned));
        }
    }
    let name = |tag: &Json| {
        tag.get("name")
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let old_tags = old.get("tags").and_then(Json::as_array).unwrap_or_default();
    if let Some(Json::Array(tags)) = new.get_mut("tags") {
        for tag in old_tags {
            if used.contains(&name(tag)) && !tags.iter().any(|known| name(known) == name(tag)) {
                tags.push(tag.clone());
            }
        }
    }
}
