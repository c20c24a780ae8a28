//! The door for JSON Schemas and contracts: the program plugs a validator in, this crate does not carry one.

use contractual_model::json::Json;

/// One way in which a value does not fit a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer of the value.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

/// Checks values against schemas.
pub trait SchemaSource: std::fmt::Debug + Send + Sync {
    /// Checks a value against a JSON Schema.
    ///
    /// # Errors
    /// Why the schema cannot be used.
    fn check_schema(&self, schema: &Json, value: &Json) -> Result<Vec<Violation>, String>;

    /// Checks a value against a contract of the workspace.
    ///
    /// # Errors
    /// Why the contract cannot be used: it is not known, or its schema cannot be read.
    fn check_contract(&self, name: &str, value: &Json) -> Result<Vec<Violation>, String>;
}
