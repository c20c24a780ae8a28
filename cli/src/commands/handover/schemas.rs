//! Schemas of Rust contracts for pipelines: `schema: rust:Name`.

use contractual_handover::{RustSchema, SchemaSource, SchemaSourceError};
use contractual_model::json::to_pretty;

use crate::contracts::Contracts;

impl SchemaSource for Contracts {
    fn schema(&self, name: &str) -> Result<RustSchema, SchemaSourceError> {
        match Contracts::schema(self, name) {
            Ok((text, def)) => Ok(RustSchema {
                text,
                fixture: def
                    .examples
                    .first()
                    .map(|example| to_pretty(example).trim_end().to_owned()),
            }),
            Err(missing) => Err(SchemaSourceError {
                message: missing.message,
                hint: missing.hint,
            }),
        }
    }
}
