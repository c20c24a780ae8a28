//! `format` is asserted, for the same names in every dialect (section 11.1.4).

use std::sync::Arc;

use jsonschema::{Draft, Retrieve, ValidationOptions};
use serde_json::{Value, json};

use crate::jsontext::Tape;

/// The formats that are asserted whatever the dialect.
const ASSERTED: [&str; 13] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uuid",
    "json-pointer",
    "regex",
];
/// Further names that some dialect defines.
const DEFINED: [&str; 6] = [
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "uri-template",
    "relative-json-pointer",
];

type Options = ValidationOptions<'static, Arc<dyn Retrieve>, Tape>;

/// Adds to an older dialect the formats that it does not define.
pub(super) fn complete(mut options: Options, draft: Draft) -> Options {
    for name in ASSERTED {
        if options.is_known_format(draft, name) {
            continue;
        }
        let newest = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&json!({"format": name}));
        if let Ok(newest) = newest {
            options = options.with_format(name, move |text: &str| {
                newest.is_valid(&Value::String(text.to_owned()))
            });
        }
    }
    options
}

/// The formats of a schema that nothing checks, with their pointers.
pub(super) fn unknown(value: &Value, draft: Draft) -> Vec<(String, String)> {
    let options = jsonschema::options().with_draft(draft);
    let mut out = Vec::new();
    walk(value, "", &mut |pointer, format| {
        let checked = ASSERTED.contains(&format)
            || (DEFINED.contains(&format) && options.is_known_format(draft, format));
        if !checked {
            out.push((pointer.to_owned(), format.to_owned()));
        }
    });
    out
}

fn walk(value: &Value, at: &str, report: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::Object(members) => {
            // Below `properties` and its kin, `format` is a name like any other.
            let is_map = [
                "/properties",
                "/$defs",
                "/definitions",
                "/patternProperties",
                "/dependentSchemas",
            ]
            .iter()
            .any(|map| at.ends_with(map));
            for (key, member) in members {
                let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                match (key.as_str(), member) {
                    ("format", Value::String(format)) if !is_map => report(&pointer, format),
                    ("const" | "enum" | "default" | "examples", _) if !is_map => {}
                    _ => walk(member, &pointer, report),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{at}/{index}"), report);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
