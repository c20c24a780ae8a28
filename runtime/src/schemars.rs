//! schemars' `JsonSchema` for contract types: the type's own schema, its definitions among the generator's.

use std::borrow::Cow;

use schemars1::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::entry::Entry;
use crate::schema::schema;

/// Contract name.
pub fn schema_name(entry: &'static Entry) -> Cow<'static, str> {
    Cow::Borrowed(entry.name())
}

/// Nominal identity.
pub fn schema_id(entry: &'static Entry) -> Cow<'static, str> {
    entry
        .id()
        .map_or_else(|| schema_name(entry), |id| Cow::Borrowed(id.0.as_str()))
}

/// The schema, with references to where the generator keeps definitions.
pub fn json_schema(entry: &'static Entry, generator: &mut SchemaGenerator) -> Schema {
    let place = format!(
        "#{}/",
        generator.settings().definitions_path.trim_end_matches('/')
    );
    let mut document = match schema(entry) {
        Value::Object(members) => members,
        other => return Schema::try_from(other).unwrap_or_default(),
    };
    document.remove("$schema");
    let definitions = match document.remove("$defs") {
        Some(Value::Object(definitions)) => definitions,
        _ => Map::new(),
    };
    let mut own = None;
    for (name, mut definition) in definitions {
        refer(&mut definition, &place);
        if name == entry.name() {
            // A type that contains itself: the generator files it under this name, unless it stands at the root.
            own = Some(definition.clone());
        }
        let known = generator.definitions_mut();
        known.entry(name).or_insert(definition);
    }
    let mut document = own.unwrap_or(Value::Object(document));
    refer(&mut document, &place);
    Schema::try_from(document).unwrap_or_default()
}

/// Rewrites references to definitions.
fn refer(value: &mut Value, place: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(target) if name == "$ref" => {
                        if let Some(name) = target.strip_prefix("#/$defs/") {
                            *target = format!("{place}{name}");
                        }
                    }
                    other => refer(other, place),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, place)),
        _ => {}
    }
}
