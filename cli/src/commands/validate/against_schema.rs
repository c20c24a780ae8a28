//! An instance against a JSON Schema file.

use std::path::Path;

use contractual_diag::{Diagnostic, Pointer, SourceLoc};
use contractual_model::json::to_line;
use jsonschema::{Draft, Retrieve, Uri};

use super::instance::Instance;

/// Follows no reference out of the schema: nothing is fetched, no other file is read.
struct Refuse;

impl Retrieve for Refuse {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<serde_json::Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` lies outside the schema, and nothing is fetched").into())
    }
}

/// Every violation, or why the schema cannot be used.
pub(super) fn check(path: &Path, instance: &Instance) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let schema = Instance::read(path)?;
    let unusable = |headline: String| {
        vec![Diagnostic::error("unusable_schema", headline).at(SourceLoc::file(&*schema.file))]
    };
    let value = |json| {
        serde_json::from_str::<serde_json::Value>(&to_line(json))
            .map_err(|error| unusable(error.to_string()))
    };
    let document = value(&schema.value)?;
    let validator = jsonschema::options()
        .with_draft(draft(&document).map_err(unusable)?)
        .should_validate_formats(true)
        .with_retriever(Refuse)
        .build(&document)
        .map_err(|error| {
            unusable(format!("this is no usable JSON Schema: {error}"))
                .into_iter()
                .map(|one| match Pointer::parse(error.instance_path().as_str()) {
                    Some(at) => one.at(schema.place(&at)).pointer(at),
                    None => one,
                })
                .collect::<Vec<_>>()
        })?;
    let subject = value(&instance.value)?;
    let mut found = Vec::new();
    for error in validator.iter_errors(&subject) {
        let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
        let rule = error.schema_path().as_str().to_owned();
        let keyword = error.kind().keyword().to_owned();
        let here = instance.value.at(&at).map(to_line).unwrap_or_default();
        found.push(
            Diagnostic::error(keyword, lower(&error.to_string()))
                .at(instance.place(&at))
                .pointer(at)
                .found(short(&here))
                .why(format!("{rule} in {}", schema.file)),
        );
    }
    Ok(found)
}

/// The dialect that `$schema` names; 2020-12 where it names none.
fn draft(schema: &serde_json::Value) -> Result<Draft, String> {
    let Some(named) = schema.get("$schema").and_then(|named| named.as_str()) else {
        return Ok(Draft::Draft202012);
    };
    let plain = named
        .trim_end_matches('#')
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    match plain {
        "json-schema.org/draft/2020-12/schema" => Ok(Draft::Draft202012),
        "json-schema.org/draft/2019-09/schema" => Ok(Draft::Draft201909),
        "json-schema.org/draft-07/schema" => Ok(Draft::Draft7),
        "json-schema.org/draft-06/schema" => Ok(Draft::Draft6),
        "json-schema.org/draft-04/schema" => Ok(Draft::Draft4),
        _ => Err(format!(
            "the dialect `{named}` is not known; known are 2020-12, 2019-09, draft-07, draft-06 and draft-04"
        )),
    }
}

fn lower(message: &str) -> String {
    let line = message
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    short(line)
}

fn short(text: &str) -> String {
    if text.chars().count() <= 120 {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(119).collect();
    cut.push('…');
    cut
}
