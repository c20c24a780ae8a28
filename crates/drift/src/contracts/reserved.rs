//! Names that were released once and come back: two harmless steps must not add up to a break.

use std::collections::BTreeMap;

use contractual_diag::Pointer;
use contractual_model::json::{Json, to_line};

use super::judge::Earlier;
use crate::compat::{
    Bump, CompatVerdict, Direction, Finding, Options, Question, Severity, compare_schemas,
    find_rule,
};

/// Members of schemas, and parameters, that an older released form had, the newest earlier form has not, and that come back with a
/// schema that does not admit what they once held.
pub(super) fn reserved(document: &Json, newest: &Json, released: &[Earlier]) -> Vec<Finding> {
    let Some(rule) = find_rule("reserved-name-reused") else {
        return Vec::new();
    };
    let (now, before) = (members(document), members(newest));
    let mut found: Vec<Finding> = Vec::new();
    for form in released {
        for (name, (_, old)) in members(&form.document) {
            let Some((pointer, new)) = now.get(&name).filter(|_| !before.contains_key(&name))
            else {
                continue;
            };
            let pointer = pointer.clone();
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

/// The place and the schema of what has a name.
type Named<'j> = BTreeMap<String, (String, &'j Json)>;

/// Every declared member and parameter of a document, by the name that stays reserved: a member's is its place, a parameter's is the
/// operation with its own name.
fn members(document: &Json) -> Named<'_> {
    fn walk<'j>(value: &'j Json, at: &Pointer, found: &mut Named<'j>) {
        match value {
            Json::Object(all) => {
                for (key, inner) in all {
                    let here = at.key(key);
                    if let ("properties", Json::Object(properties)) = (key.as_str(), inner) {
                        for (name, schema) in properties {
                            let place = here.key(name).as_str().to_owned();
                            found.insert(place.clone(), (place, schema));
                        }
                    }
                    if let ("parameters", Json::Array(parameters)) = (key.as_str(), inner) {
                        for (index, parameter) in parameters.iter().enumerate() {
                            let text = |name: &str| parameter.get(name).and_then(Json::as_str);
                            if let (Some(name), Some(place), Some(schema)) =
                                (text("name"), text("in"), parameter.get("schema"))
                            {
                                let own = format!("{} {place} {name}", here.as_str());
                                let pointer = here.index(index).as_str().to_owned();
                                found.insert(own, (pointer, schema));
                            }
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
    for holder in ["$defs", "components"] {
        if let (Json::Object(_), Some(definitions)) = (&out, document.get(holder)) {
            out.set(holder, definitions.clone());
        }
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
    #[test]
    fn parameters_and_members_of_components_stay_reserved() {
        let api = |parameters: &str, item: &str| {
            format!(
                r##"{{"openapi": "3.1.0", "paths": {{"/items": {{"get": {{"parameters": [{parameters}]}}}}}}, "components": {{"schemas": {{"Item": {{"properties": {{{item}}}}}, "A": {{"type": "string"}}, "B": {{"type": "integer"}}}}}}}}"##
            )
        };
        let limit = |kind: &str| {
            format!(r#"{{"name": "limit", "in": "query", "schema": {{"type": "{kind}"}}}}"#)
        };
        let other = r#"{"name": "other", "in": "query", "schema": {}}"#;
        let member =
            |target: &str| format!(r##""a": {{"$ref": "#/components/schemas/{target}"}}"##);
        let released = [
            form("1.1.0", &api("", "")),
            form("1.0.0", &api(&limit("string"), &member("A"))),
        ];
        let found = |text: &str| -> Vec<String> {
            let newest = parse(&api("", "")).unwrap();
            reserved(&parse(text).unwrap(), &newest, &released)
                .into_iter()
                .map(|found| found.pointer)
                .collect()
        };
        assert_eq!(
            found(&api(
                &format!("{other}, {}", limit("integer")),
                &member("B")
            )),
            [
                "/components/schemas/Item/properties/a",
                "/paths/~1items/get/parameters/1"
            ]
        );
        assert!(found(&api(&limit("string"), &member("A"))).is_empty());
    }
}
