//! JSON Schemas and contracts for suites: `json_schema` and `contract` of an expectation.

use std::path::PathBuf;
use std::sync::OnceLock;

use contractual_build::session::Sources;
use contractual_diag::{Diagnostic, nearest};
use contractual_invariants::{SchemaSource, Violation};
use contractual_model::json::{Json, to_line};
use contractual_model::meaning::Checker;
use contractual_model::naming::{entity, kebab};
use contractual_model::{Direction, Model};
use jsonschema::{Retrieve, Uri};

/// Contracts of the Rust package in a folder; its sources are read when the first contract is asked for.
pub(super) struct Schemas {
    folder: PathBuf,
    model: OnceLock<Result<Model, String>>,
}

impl Schemas {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            model: OnceLock::new(),
        }
    }

    fn open(&self) -> Result<Model, String> {
        let sources = Sources::open(&self.folder).map_err(|failure| {
            let reasons: Vec<String> = failure
                .diagnostics()
                .iter()
                .map(|d: &Diagnostic| d.headline.clone())
                .collect();
            format!(
                "the contracts of {} cannot be read: {}",
                self.folder.display(),
                reasons.join("; ")
            )
        })?;
        Ok(sources.scanned.model().clone())
    }
}

impl std::fmt::Debug for Schemas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schemas")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

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

impl SchemaSource for Schemas {
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
        let model = self
            .model
            .get_or_init(|| self.open())
            .as_ref()
            .map_err(Clone::clone)?;
        let mut fits = model.types.values().filter(|def| {
            let labels = [
                def.name.clone(),
                def.id.to_string(),
                kebab(&def.name),
                entity(&def.name, def.major),
            ];
            labels.iter().any(|label| label == name)
        });
        let Some(def) = fits.next() else {
            let names = model.types.values().map(|def| def.name.as_str());
            return Err(match nearest(name, names) {
                Some(near) => format!("no contract is called `{name}`; did you mean `{near}`?"),
                None => format!(
                    "no contract is called `{name}` in {}",
                    self.folder.display()
                ),
            });
        };
        if fits.next().is_some() {
            return Err(format!(
                "several contracts are called `{name}`; name one by its path, such as {}",
                def.id
            ));
        }
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
