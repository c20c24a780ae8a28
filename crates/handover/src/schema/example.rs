//! A small value that a schema accepts, for the prompt of a step (section 17). What cannot be built is left out: an example is
//! shown only if the schema accepts it.

use serde_json::{Map, Value, json};

use super::Schema;
use crate::jsontext::scan;

/// References followed inside each other.
const MAX_DEPTH: usize = 12;

/// A minimal value that the schema accepts, if one was found.
pub(crate) fn example(schema: &Schema) -> Option<Value> {
    let value = build(schema.value(), schema.value(), 0)?;
    let (doc, _) = scan(value.to_string()).ok()?;
    schema.check(&doc).0.is_empty().then_some(value)
}

fn build(root: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let Value::Object(map) = schema else {
        return (schema != &Value::Bool(false)).then(|| json!({}));
    };
    if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(reference.strip_prefix('#')?)?;
        return build(root, target, depth + 1);
    }
    if let Some(first) = map
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|list| list.first())
    {
        return Some(first.clone());
    }
    if let Some(value) = map.get("const").or_else(|| map.get("default")) {
        return Some(value.clone());
    }
    if let Some(first) = map
        .get("enum")
        .and_then(Value::as_array)
        .and_then(|list| list.first())
    {
        return Some(first.clone());
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(branches) = map.get(key).and_then(Value::as_array) {
            let built = branches
                .iter()
                .find_map(|branch| build(root, branch, depth + 1));
            return match (built, object(root, map, depth)) {
                (Some(Value::Object(inner)), Some(Value::Object(mut outer))) => {
                    outer.extend(inner);
                    Some(Value::Object(outer))
                }
                (built, _) => built,
            };
        }
    }
    if let Some(parts) = map.get("allOf").and_then(Value::as_array) {
        let mut merged = Map::new();
        let mut other = None;
        let own = object(root, map, depth).into_iter();
        for value in parts
            .iter()
            .filter_map(|part| build(root, part, depth + 1))
            .chain(own)
        {
            match value {
                Value::Object(members) => merged.extend(members),
                value => other = Some(value),
            }
        }
        return other.or(Some(Value::Object(merged)));
    }
    let kind = match map.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.first()?.as_str()?.to_owned(),
        _ if map.contains_key("properties") || map.contains_key("required") => "object".into(),
        _ if map.contains_key("items") || map.contains_key("prefixItems") => "array".into(),
        _ if map.contains_key("minLength")
            || map.contains_key("pattern")
            || map.contains_key("format") =>
        {
            "string".into()
        }
        _ if map.contains_key("minimum") || map.contains_key("maximum") => "number".into(),
        _ => "object".into(),
    };
    match kind.as_str() {
        "object" => object(root, map, depth),
        "array" => array(root, map, depth),
        "string" => Some(Value::String(text(map))),
        "integer" | "number" => Some(number(map, kind == "integer")),
        "boolean" => Some(json!(true)),
        "null" => Some(Value::Null),
        _ => None,
    }
}

fn object(root: &Value, map: &Map<String, Value>, depth: usize) -> Option<Value> {
    let mut out = Map::new();
    let properties = map.get("properties").and_then(Value::as_object);
    for name in map
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let value = match properties.and_then(|properties| properties.get(name)) {
            Some(schema) => build(root, schema, depth + 1)?,
            None => json!("..."),
        };
        out.insert(name.to_owned(), value);
    }
    Some(Value::Object(out))
}

fn array(root: &Value, map: &Map<String, Value>, depth: usize) -> Option<Value> {
    let mut out = Vec::new();
    for schema in map
        .get("prefixItems")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        out.push(build(root, schema, depth + 1)?);
    }
    let least = map
        .get("minItems")
        .and_then(Value::as_u64)
        .unwrap_or(0)
        .min(20) as usize;
    let wanted = if map.contains_key("items") {
        least.max(1)
    } else {
        least
    };
    let unique = map.get("uniqueItems") == Some(&Value::Bool(true));
    if let Some(items) = map
        .get("items")
        .filter(|items| **items != Value::Bool(false))
    {
        while out.len() < wanted {
            match build(root, items, depth + 1) {
                Some(item) if !(unique && out.contains(&item)) => out.push(item),
                _ => break,
            }
        }
    }
    Some(Value::Array(out))
}

fn text(map: &Map<String, Value>) -> String {
    let by_format = match map.get("format").and_then(Value::as_str) {
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("date") => "2026-01-31",
        Some("time") => "12:00:00Z",
        Some("duration") => "PT1H",
        Some("email") => "name@example.com",
        Some("hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("uri") => "https://example.com/",
        Some("uri-reference") => "/path",
        Some("uuid") => "123e4567-e89b-42d3-a456-426614174000",
        Some("json-pointer") => "/a",
        Some("regex") => "^a$",
        _ => "text",
    };
    let least = map
        .get("minLength")
        .and_then(Value::as_u64)
        .unwrap_or(0)
        .min(1000) as usize;
    let mut out = by_format.to_owned();
    while out.chars().count() < least {
        out.push('x');
    }
    match map.get("maxLength").and_then(Value::as_u64) {
        Some(most) => out
            .chars()
            .take(usize::try_from(most).unwrap_or(usize::MAX))
            .collect(),
        None => out,
    }
}

fn number(map: &Map<String, Value>, integer: bool) -> Value {
    let get = |key: &str| map.get(key).and_then(Value::as_f64);
    let mut value = get("minimum")
        .or_else(|| get("exclusiveMinimum").map(|least| least + 1.0))
        .unwrap_or(1.0);
    if let Some(most) = get("maximum").or_else(|| get("exclusiveMaximum").map(|most| most - 1.0)) {
        value = value.min(most);
    }
    if let Some(step) = get("multipleOf").filter(|step| *step > 0.0) {
        value = (value / step).ceil() * step;
    }
    if integer || value.fract() == 0.0 {
        json!(value.ceil() as i64)
    } else {
        json!(value)
    }
}
