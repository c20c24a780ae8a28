//! The dialect of a schema, and its check against the metaschema of that dialect.

use jsonschema::Draft;
use serde_json::Value;

use super::load::MAX_PROBLEMS;
use crate::Violation;

const DIALECTS: [(&str, Draft); 5] = [
    ("json-schema.org/draft/2020-12/schema", Draft::Draft202012),
    ("json-schema.org/draft/2019-09/schema", Draft::Draft201909),
    ("json-schema.org/draft-07/schema", Draft::Draft7),
    ("json-schema.org/draft-06/schema", Draft::Draft6),
    ("json-schema.org/draft-04/schema", Draft::Draft4),
];

/// The dialect of a schema; 2020-12 where none is named.
pub(super) fn dialect(value: &Value) -> Result<Draft, String> {
    let Some(named) = value.get("$schema") else {
        return Ok(Draft::Draft202012);
    };
    let Some(text) = named.as_str() else {
        return Err(named.to_string());
    };
    let bare = text.trim_end_matches('#');
    let bare = bare
        .strip_prefix("https://")
        .or_else(|| bare.strip_prefix("http://"))
        .unwrap_or(bare);
    DIALECTS
        .iter()
        .find(|(uri, _)| *uri == bare)
        .map(|(_, draft)| *draft)
        .ok_or_else(|| text.to_owned())
}

/// Checks a schema against its metaschema; the pointer of each problem is that of the wrong value.
pub(super) fn meta(
    value: &Value,
    draft: Draft,
    name: &str,
    report: &mut dyn FnMut(Violation, &str),
) {
    let mut seen: Vec<String> = Vec::new();
    let validator = jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(true)
        .build(&meta_document(draft));
    let Ok(validator) = validator else { return };
    for error in validator.iter_errors(value).take(MAX_PROBLEMS) {
        let pointer = error.instance_path().as_str().to_owned();
        if seen.contains(&pointer) {
            continue;
        }
        let found = value.pointer(&pointer).map_or_else(String::new, |value| {
            crate::clean::cut(&value.to_string(), 120)
        });
        let what = super::report::wanted(&error);
        let keyword = pointer.rsplit('/').next().unwrap_or_default();
        let place = if pointer.is_empty() {
            "its root".to_owned()
        } else {
            format!("`{pointer}`")
        };
        let mut violation = Violation::new(
            "schema_invalid",
            format!("{name} is no valid JSON Schema at {place}: {what}, found {found}"),
        )
        .with("expected", what)
        .with("actual", found.clone());
        if keyword == "type"
            && let Some(text) = value.pointer(&pointer).and_then(Value::as_str)
            && let Some(near) = contractual_diag::nearest(
                text,
                [
                    "string", "number", "integer", "boolean", "object", "array", "null",
                ],
            )
        {
            violation = violation.hint(format!("did you mean `{near}`?"));
        }
        report(violation, &pointer);
        seen.push(pointer);
    }
}

fn meta_document(draft: Draft) -> Value {
    let uri = DIALECTS
        .iter()
        .find(|(_, known)| *known == draft)
        .map_or("", |(uri, _)| uri);
    let (scheme, end) = if uri.contains("20") {
        ("https", "")
    } else {
        ("http", "#")
    };
    serde_json::json!({"$ref": format!("{scheme}://{uri}{end}")})
}
