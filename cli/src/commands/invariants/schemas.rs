//! JSON Schemas and contracts for suites: `json_schema` and `contract` of an expectation.

use contractual_invariants::{SchemaSource, Violation};
use contractual_model::Direction;
use contractual_model::json::{Json, to_line};
use contractual_model::meaning::Checker;
use jsonschema::{Retrieve, Uri};

use crate::contracts::Contracts;

/// Nothing is fetched, no other file is read.
struct Refuse;

impl Retrieve for Refuse {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<serde_json::Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` lies outside the schema, and nothing is fetched").into())
    }
}

impl SchemaSource for Contracts {
    fn check_schema(&self, schema: &Json, value: &Json) -> Result<Vec<Violation>, String> {
        let read = |json: &Json| {
            serde_json::from_str::<serde_json::Value>(&to_line(json)).map_err(|e| e.to_string())
        };
        let (schema, value) = (read(schema)?, read(value)?);
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .with_retriever(Refuse)
            .build(&schema)
            .map_err(|e| format!("this is no usable JSON Schema: {e}"))?;
        let found = validator.iter_errors(&value).map(|error| Violation {
            pointer: error.instance_path().as_str().to_owned(),
            message: error.to_string(),
        });
        Ok(found.collect())
    }

    fn check_contract(&self, name: &str, value: &Json) -> Result<Vec<Violation>, String> {
        let (model, def) = self.contract(name).map_err(|missing| missing.to_string())?;
        // An answer is what the service writes.
        let found = Checker::new(model).check_id(&def.id, value, Direction::Write);
        Ok(found
            .into_iter()
            .map(|violation| Violation {
                pointer: violation.pointer.as_str().to_owned(),
                message: format!(
                    "{}: expected {}, found {}",
                    violation.keyword, violation.expected, violation.found
                ),
            })
            .collect())
    }
}
