//! serde's attributes, by serde's rules. Those without effect on the JSON form are skipped; unknown ones are refused.

use contractual_diag::nearest;
use contractual_model::item::{
    DefaultExpr, Names, RenameAll, SerdeContainer, SerdeField, SerdeVariant,
};
use contractual_model::naming::Case;
use contractual_model::refusals;

use super::type_of;
use crate::meta::{Args, Meta, metas};
use crate::problem::Problems;
use crate::tree::Group;

/// Keys that change nothing on the wire.
const IGNORED: [&str; 4] = ["bound", "borrow", "crate", "expecting"];

pub(crate) fn container(group: &Group, found: &mut SerdeContainer, problems: &mut Problems) {
    const KNOWN: [&str; 13] = [
        "rename",
        "rename_all",
        "rename_all_fields",
        "deny_unknown_fields",
        "tag",
        "content",
        "untagged",
        "default",
        "transparent",
        "from",
        "try_from",
        "into",
        "remote",
    ];
    for meta in metas(group, problems) {
        match meta.key.as_str() {
            "rename" => rename(&meta, &mut found.rename, problems),
            "rename_all" => rename_all(&meta, &mut found.rename_all, problems),
            "rename_all_fields" => rename_all(&meta, &mut found.rename_all_fields, problems),
            "deny_unknown_fields" => found.deny_unknown_fields = true,
            "tag" => found.tag = text(&meta, problems),
            "content" => found.content = text(&meta, problems),
            "untagged" => found.untagged = true,
            "default" => found.default = default(&meta, problems),
            "transparent" => found.transparent = true,
            "from" | "try_from" | "into" => {
                let ty =
                    text(&meta, problems).and_then(|t| type_of(&t, meta.value_place(), problems));
                match meta.key.as_str() {
                    "from" => found.from = ty,
                    "try_from" => found.try_from = ty,
                    _ => found.into = ty,
                }
            }
            "remote" => found.remote = text(&meta, problems),
            "field_identifier" | "variant_identifier" => problems.refuse(
                &refusals::SERDE_ATTRIBUTE,
                meta.place(),
                format!("`{}` makes a reader of names, not of values", meta.key),
            ),
            _ => other(&meta, &KNOWN, problems),
        }
    }
}

pub(crate) fn field(group: &Group, found: &mut SerdeField, problems: &mut Problems) {
    const KNOWN: [&str; 12] = [
        "rename",
        "alias",
        "default",
        "flatten",
        "skip",
        "skip_serializing",
        "skip_deserializing",
        "skip_serializing_if",
        "serialize_with",
        "deserialize_with",
        "with",
        "getter",
    ];
    for meta in metas(group, problems) {
        match meta.key.as_str() {
            "rename" => rename(&meta, &mut found.rename, problems),
            "alias" => found.aliases.extend(text(&meta, problems)),
            "default" => found.default = default(&meta, problems),
            "flatten" => found.flatten = true,
            "skip" => {
                found.skip_serializing = true;
                found.skip_deserializing = true;
            }
            "skip_serializing" => found.skip_serializing = true,
            "skip_deserializing" => found.skip_deserializing = true,
            "skip_serializing_if" => found.skip_serializing_if = text(&meta, problems),
            "serialize_with" => found.serialize_with = text(&meta, problems),
            "deserialize_with" => found.deserialize_with = text(&meta, problems),
            "with" => {
                let module = text(&meta, problems);
                found.serialize_with = module.as_ref().map(|m| format!("{m}::serialize"));
                found.deserialize_with = module.map(|m| format!("{m}::deserialize"));
            }
            "getter" => found.getter = text(&meta, problems),
            _ => other(&meta, &KNOWN, problems),
        }
    }
}

pub(crate) fn variant(group: &Group, found: &mut SerdeVariant, problems: &mut Problems) {
    const KNOWN: [&str; 11] = [
        "rename",
        "alias",
        "rename_all",
        "skip",
        "skip_serializing",
        "skip_deserializing",
        "other",
        "untagged",
        "serialize_with",
        "deserialize_with",
        "with",
    ];
    for meta in metas(group, problems) {
        match meta.key.as_str() {
            "rename" => rename(&meta, &mut found.rename, problems),
            "alias" => found.aliases.extend(text(&meta, problems)),
            "rename_all" => rename_all(&meta, &mut found.rename_all, problems),
            "skip" => {
                found.skip_serializing = true;
                found.skip_deserializing = true;
            }
            "skip_serializing" => found.skip_serializing = true,
            "skip_deserializing" => found.skip_deserializing = true,
            "other" => found.other = true,
            "untagged" => found.untagged = true,
            "serialize_with" => found.serialize_with = text(&meta, problems),
            "deserialize_with" => found.deserialize_with = text(&meta, problems),
            "with" => {
                let module = text(&meta, problems);
                found.serialize_with = module.as_ref().map(|m| format!("{m}::serialize"));
                found.deserialize_with = module.map(|m| format!("{m}::deserialize"));
            }
            _ => other(&meta, &KNOWN, problems),
        }
    }
}

fn other(meta: &Meta<'_>, known: &[&str], problems: &mut Problems) {
    if IGNORED.contains(&meta.key.as_str()) {
        return;
    }
    let headline = format!("serde attribute `{}` is not known", meta.key);
    match nearest(&meta.key, known.iter().copied()) {
        Some(name) => problems.refuse_with(
            &refusals::SERDE_ATTRIBUTE,
            meta.key_place,
            headline,
            format!("did you mean `{name}`?"),
        ),
        None => problems.refuse(&refusals::SERDE_ATTRIBUTE, meta.key_place, headline),
    }
}

fn text(meta: &Meta<'_>, problems: &mut Problems) -> Option<String> {
    let found = meta.text();
    if found.is_none() {
        problems.refuse_with(
            &refusals::BAD_VALUE,
            meta.place(),
            format!("serde attribute `{}` takes text", meta.key),
            format!("write `{} = \"...\"`", meta.key),
        );
    }
    found
}

fn default(meta: &Meta<'_>, problems: &mut Problems) -> Option<DefaultExpr> {
    match meta.args {
        Args::None => Some(DefaultExpr::Standard),
        _ => text(meta, problems).map(DefaultExpr::Path),
    }
}

/// `key = "x"` or `key(serialize = "x", deserialize = "y")`, given to `set` with which sides it speaks of.
fn sides(
    meta: &Meta<'_>,
    problems: &mut Problems,
    set: &mut dyn FnMut(Sides, String, &Meta<'_>, &mut Problems),
) {
    let Args::List(group) = meta.args else {
        if let Some(text) = text(meta, problems) {
            set(Sides::Both, text, meta, problems);
        }
        return;
    };
    for inner in metas(group, problems) {
        let side = match inner.key.as_str() {
            "serialize" => Sides::Serialize,
            "deserialize" => Sides::Deserialize,
            _ => {
                other(&inner, &["serialize", "deserialize"], problems);
                continue;
            }
        };
        if let Some(text) = text(&inner, problems) {
            set(side, text, &inner, problems);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sides {
    Both,
    Serialize,
    Deserialize,
}

fn rename(meta: &Meta<'_>, names: &mut Names, problems: &mut Problems) {
    sides(meta, problems, &mut |side, text, _, _| {
        if side != Sides::Deserialize {
            names.serialize = Some(text.clone());
        }
        if side != Sides::Serialize {
            names.deserialize = Some(text);
        }
    });
}

fn rename_all(meta: &Meta<'_>, rule: &mut RenameAll, problems: &mut Problems) {
    sides(meta, problems, &mut |side, text, inner, problems| {
        let Some(case) = Case::from_name(&text) else {
            let names = Case::ALL.map(Case::name);
            let advice = match nearest(&text, names) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("write one of \"{}\"", names.join("\", \"")),
            };
            let headline = format!("`{text}` is no case rule of serde");
            problems.refuse_with(&refusals::BAD_VALUE, inner.value_place(), headline, advice);
            return;
        };
        if side != Sides::Deserialize {
            rule.serialize = Some(case);
        }
        if side != Sides::Serialize {
            rule.deserialize = Some(case);
        }
    });
}
