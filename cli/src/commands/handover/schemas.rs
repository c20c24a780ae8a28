//! Rust contracts for pipelines: `schema: rust:Name`, their rules, and schema files that follow from types.

use std::path::Path;

use contractual_handover::{BrokenRule, RustSchema, SchemaSource, SchemaSourceError};
use contractual_model::Direction;
use contractual_model::json::{parse, to_pretty};
use contractual_model::meaning::Checker;

use crate::contracts::Contracts;

impl SchemaSource for Contracts {
    fn schema(&self, name: &str) -> Result<RustSchema, SchemaSourceError> {
        let (text, def) = Contracts::schema(self, name).map_err(|missing| SchemaSourceError {
            drifted: false,
            message: missing.message,
            hint: missing.hint,
        })?;
        let stale = self.stale().iter().find(|one| one.types.contains(&def.id));
        if let Some(stale) = stale {
            return Err(drifted(&stale.file, &format!("of `{}`", def.name)));
        }
        let fixture = def.examples.first().cloned().or_else(|| {
            let model = self.model().ok()?;
            contractual_emit::minimal(model, &def.id)
        });
        Ok(RustSchema {
            text,
            fixture: fixture.map(|example| to_pretty(&example).trim_end().to_owned()),
        })
    }

    fn broken_rules(&self, name: &str, json: &str) -> Vec<BrokenRule> {
        let (Ok((model, def)), Ok(value)) = (self.contract(name), parse(json)) else {
            return Vec::new();
        };
        // A persona writes what the Rust side reads.
        let found = Checker::new(model).check_id(&def.id, &value, Direction::Read);
        found
            .into_iter()
            .filter_map(|violation| {
                Some(BrokenRule {
                    rule: violation.rule?,
                    pointer: violation.pointer.as_str().to_owned(),
                    expected: violation.expected,
                    found: violation.found,
                })
            })
            .collect()
    }

    fn drift(&self, file: &Path) -> Option<SchemaSourceError> {
        let file = file.canonicalize().ok()?;
        let stale = self.stale().iter().find(|one| one.path == file)?;
        let types: Vec<String> = stale.types.iter().map(|id| format!("`{id}`")).collect();
        Some(drifted(&stale.file, &format!("of {}", types.join(", "))))
    }
}

fn drifted(file: &str, of: &str) -> SchemaSourceError {
    SchemaSourceError {
        drifted: true,
        message: format!("the committed schema `{file}` is not the one {of} any more"),
        hint: Some(
            "run `cargo build` (or `contractual emit`) in the package, and commit what changed"
                .to_owned(),
        ),
    }
}
