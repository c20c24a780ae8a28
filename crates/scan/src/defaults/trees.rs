//! Parts of token trees, and variants as they are written.

use contractual_model::json::Json;
use contractual_model::{Enum, Tagging, Variant, VariantBody};
use contractual_syntax::tree::{Delim, Tree, to_text};

/// A variant on the wire, with the value it holds.
pub(super) fn of_variant(all: &Enum, variant: &Variant, body: Option<Json>) -> Option<Json> {
    if body.is_none() && variant.body != VariantBody::Unit {
        return None;
    }
    let name = variant.write.as_deref().or(variant.read.as_deref())?;
    let single = |key: &str, value: Json| -> Json { [(key, value)].into_iter().collect() };
    if variant.untagged {
        return Some(body.unwrap_or_default());
    }
    Some(match (&all.tagging, body) {
        (Tagging::External, None) => name.into(),
        (Tagging::External, Some(body)) => single(name, body),
        (Tagging::Internal { tag }, None) => single(tag, name.into()),
        (Tagging::Internal { tag }, Some(body)) => {
            let mut found = single(tag, name.into());
            for (key, value) in body.as_object()? {
                found.set(key, value.clone());
            }
            found
        }
        (Tagging::Adjacent { tag, .. }, None) => single(tag, name.into()),
        (Tagging::Adjacent { tag, content }, Some(body)) => {
            let mut found = single(tag, name.into());
            found.set(content, body);
            found
        }
        (Tagging::Untagged, body) => body.unwrap_or_default(),
    })
}

/// The parts between separators, without empty ones at the end.
pub(super) fn split(trees: &[Tree], separator: char) -> Vec<&[Tree]> {
    let mut parts: Vec<&[Tree]> = trees.split(|tree| tree.is_punct(separator)).collect();
    if parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    parts
}

/// The inside of brackets that change nothing.
pub(super) fn strip(mut trees: &[Tree]) -> &[Tree] {
    while let [Tree::Group(group)] = trees {
        let plain = matches!(group.delim, Delim::None | Delim::Brace)
            || (group.delim == Delim::Paren
                && !group.trees.is_empty()
                && !group.trees.iter().any(|t| t.is_punct(',')));
        if !plain {
            break;
        }
        trees = &group.trees;
    }
    trees
}

pub(super) fn short(trees: &[Tree]) -> String {
    let text = to_text(trees);
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
