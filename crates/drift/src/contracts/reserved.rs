//! Names that were released once and come back: two harmless steps must not add up to a break.

use std::collections::BTreeMap;

use contractual_diag::Pointer;
use contractual_model::json::{Json, to_line};

use super::judge::Earlier;
use crate::compat::{
    Bump, CompatVerdict, Direction, Finding, Options, Question, Severity, compare_schemas,
    find_rule,
};

/// Members of a schema document that an older released form had, the newest earlier form has not, and that come back with a
/// schema that does not admit what they once held.
pub(super) fn reserved(document: &Json, newest: &Json, released: &[Earlier]) -> Vec<Finding> {
    let Some(rule) = find_rule("reserved-name-reused") else {
        return Vec::new();
    };
    let (now, before) = (members(document), members(newest));
    let mut found: Vec<Finding> = Vec::new();
    for form in released {
        for (pointer, old) in members(&form.document) {
            let Some(new) = now.get(&pointer).filter(|_| !before.contains_key(&pointer)) else {
                continue;
            };
            if found.iter().any(|known| known.pointer == pointer) {
                continue;
            }
            let compared = compare_schemas(
                &alone(old, &form.document),
                &alone(new, document),
                &Options::new(Direction::Request),
            );
            if !compared.is_ok_and(|compared| compared.verdict == CompatVerdict::Breaking) {
                continue;
            }
            found.push(Finding::plain(
                rule,
                Question::Request,
                Severity::Error,
                Bump::Major,
                &pointer,
                &[
                    ("ptr", pointer.clone()),
                    ("old", short(old)),
                    ("new", short(new)),
                    ("version", form.label.clone()),
                ],
            ));
        }
    }
    found
}

/// Every declared member of a document, by its place.
fn members(document: &Json) -> BTreeMap<String, &Json> {
    fn walk<'j>(value: &'j Json, at: &Pointer, found: &mut BTreeMap<String, &'j Json>) {
        match value {
            Json::Object(all) => {
                for (key, inner) in all {
                    let here = at.key(key);
                    if let ("properties", Json::Object(properties)) = (key.as_str(), inner) {
                        for (name, schema) in properties {
                            found.insert(here.key(name).as_str().to_owned(), schema);
                        }
                    }
                    walk(inner, &here, found);
                }
            }
            Json::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    walk(inner, &at.index(index), found);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    let mut found = BTreeMap::new();
    walk(document, &Pointer::root(), &mut found);
    found
}

/// A schema as a document of its own, with the definitions that it may refer to.
fn alone(schema: &Json, document: &Json) -> Json {
    let mut out = schema.clone();
    if let (Json::Object(_), Some(definitions)) = (&out, document.get("$defs")) {
        out.set("$defs", definitions.clone());
    }
    out
}

fn short(schema: &Json) -> String {
    let text = to_line(schema);
    if text.chars().count() <= 60 {
        return text;
    }
    let mut short: String = text.chars().take(59).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    fn form(version: &str, text: &str) -> Earlier {
        Earlier {
            label: version.to_owned(),
            document: parse(text).unwrap(),
            text: None,
        }
    }

    #[test]
    fn a_name_may_come_back_as_what_it_was() {
        let first = r##"{"properties": {"fax": {"type": "string"}, "a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"type": "integer"}}}"##;
        let second = r#"{"properties": {"b": {"type": "string"}}}"#;
        let released = [form("1.4.0", second), form("1.3.0", first)];
        let found = |text: &str| -> Vec<String> {
            reserved(&parse(text).unwrap(), &parse(second).unwrap(), &released)
                .into_iter()
                .map(|found| found.message)
                .collect()
        };
        assert_eq!(
            found(
                r##"{"properties": {"fax": {"type": "integer"}, "a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"type": "number"}}}"##
            ),
            [
                r#"`/properties/fax` was {"type": "string"} until 1.3.0 and is {"type": "integer"} now"#
            ]
        );
        assert!(found(r#"{"properties": {"fax": {"type": ["string", "null"]}}}"#).is_empty());
        assert!(found(second).is_empty());
    }
}
