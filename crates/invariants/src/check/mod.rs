//! From a tree to a [`Suite`](crate::document::Suite), with every problem of a file. No IO: the caller reads the file.

mod expect;
mod fields;
mod operators;
mod step;
mod suite;
mod tree;

use contractual_diag::Diagnostic;

use crate::document::Suite;
use crate::environment::Environment;
use crate::secrets::Secrets;
use crate::value::Value;

pub(crate) use tree::{parse_tree, to_value};

/// What one file holds.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The suite, if the file is valid.
    pub suite: Option<Suite>,
    /// The document with variables replaced, if the file could be read as YAML or JSON.
    pub document: Option<Value>,
    /// Errors and warnings, sorted by place.
    pub findings: Vec<Diagnostic>,
    /// Secrets that the file tells of: values in sensitive headers and database URLs.
    pub secrets: Secrets,
}

/// Reads the bytes of a suite file.
///
/// `file` is the name for messages; `strict_env` makes an unset variable an error.
pub fn check_suite(bytes: &[u8], file: &str, env: &Environment, strict_env: bool) -> Loaded {
    let mut loaded = Loaded::default();
    let (mut root, warnings) = match parse_tree(bytes, file) {
        Ok(read) => read,
        Err(findings) => {
            loaded.findings = findings;
            return loaded;
        }
    };
    let mut reader = fields::Reader::new(file, env, strict_env);
    reader.findings = warnings;
    reader.interpolate(&mut root, "");
    loaded.document = Some(to_value(&root));
    let suite = suite::read_suite(&mut reader, &root);
    loaded.findings = reader.findings;
    loaded.secrets = reader.secrets;
    contractual_diag::sort(&mut loaded.findings);
    loaded.findings.dedup();
    if !loaded.findings.iter().any(Diagnostic::is_error) {
        loaded.suite = suite;
    }
    loaded
}
