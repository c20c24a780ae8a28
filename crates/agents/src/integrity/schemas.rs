//! The schemas of handoffs (specification 9.10 and 10).

use crate::document::Document;
use crate::finding::Finding;
use crate::flatten;
use crate::jsonschema::Schema;
use crate::load::Failure;
use crate::value::Node;

pub(super) fn handoff_types(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, handoff) in doc.handoff_types.iter() {
        let Some(schema) = handoff.get("schema") else {
            continue;
        };
        let path = format!("handoff_types.{id}.schema");
        let flat = flatten::one_level(schema);
        let Some(properties) = flat.get("properties").and_then(|node| node.value.as_map()) else {
            continue;
        };
        for (at, name) in flat.items("required").iter().enumerate() {
            let word = crate::js::string(name);
            if !properties.contains(&word) {
                let message = format!("required \"{word}\" is not among the properties");
                let finding = Finding::error(
                    "schema-required-not-in-properties",
                    format!("{path}.required[{at}]"),
                    message,
                    name.at,
                );
                out.push(finding.near(&word, properties.keys().map(|key| &**key)));
            }
        }
        for (name, property) in properties.iter() {
            let values = property.get("enum");
            if values
                .and_then(|node| node.value.as_list())
                .is_some_and(<[Node]>::is_empty)
            {
                let message = format!("property \"{name}\" has an empty enum: no value fits");
                let at = values.map_or(property.at, |node| node.at);
                out.push(Finding::error(
                    "schema-empty-enum",
                    format!("{path}.properties.{name}"),
                    message,
                    at,
                ));
            }
        }
    }
}

/// Each handoff schema against the meta-schema of draft-07.
///
/// # Errors
/// A schema of another dialect ends the command.
pub(crate) fn check_handoff_schemas(doc: &Document<'_>) -> Result<Vec<Finding>, Failure> {
    let mut out = Vec::new();
    for (id, handoff) in doc.handoff_types.iter() {
        let Some(schema) = handoff
            .get("schema")
            .filter(|node| node.value.as_map().is_some_and(|map| !map.is_empty()))
        else {
            continue;
        };
        let violations = Schema::check_schema(schema).map_err(|error| {
            let at = schema.get("$schema").map_or(schema.at, |node| node.at);
            Failure::new(error.message).at(at).advice(format!(
                "handoff type `{id}`: only draft-07 is supported; remove `$schema`"
            ))
        })?;
        for violation in violations {
            let path = format!("handoff_types.{id}.schema{}", violation.pointer);
            out.push(Finding::error(
                "invalid-handoff-schema",
                path,
                violation.message,
                violation.at,
            ));
        }
    }
    Ok(out)
}
