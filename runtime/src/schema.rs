//! A type's JSON Schema, from its own description.

use contractual_model::json::Json;
use serde_json::{Map, Value};

use crate::entry::Entry;

/// The schema; `false`, which accepts nothing, for a type that could not be described.
pub(crate) fn schema(entry: &Entry) -> Value {
    let made = entry
        .id()
        .and_then(|id| contractual_emit::schema(entry.model(), id));
    match made {
        Some(Ok(document)) if entry.problems().is_empty() => to_serde(&document),
        _ => Value::Bool(false),
    }
}

/// Our tree as serde_json's. The order of members is kept if serde_json keeps it (its feature `preserve_order`).
fn to_serde(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        // Our numbers print as JSON.
        Json::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Value::Null),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => items.iter().map(to_serde).collect(),
        Json::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), to_serde(member)))
                .collect::<Map<String, Value>>(),
        ),
    }
}
