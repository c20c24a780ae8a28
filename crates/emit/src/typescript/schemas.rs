//! The components as JSON Schema, for the checks: each says what the schema files and the OpenAPI document say of it.

use contractual_model::json::{Json, to_pretty};

use super::{NOTICE, rules};
use crate::json_schema::{Target, component};
use crate::set::Set;

/// The keyword under which a schema names its rules in `_rules.ts`.
pub(super) const RULES: &str = "contractRules";

/// The file with all schemas.
pub(super) fn file(set: &Set<'_>) -> String {
    let each = set.sorted.iter().map(|id| {
        let own = set.component(*id);
        let mut schema = component(set, own, Target::File);
        if rules::beyond_schema(set, *id).next().is_some() {
            schema.set(RULES, own.name.as_str());
        }
        (own.name.clone(), schema)
    });
    let all = to_pretty(&Json::Object(each.collect()));
    // In an object literal this name would set the prototype.
    let lines = all.trim_end().lines().map(|line| {
        let start = line.trim_start();
        match start.strip_prefix("\"__proto__\":") {
            Some(rest) => {
                let indent = &line[..line.len() - start.len()];
                format!("{indent}[\"__proto__\"]:{rest}")
            }
            None => line.to_owned(),
        }
    });
    format!(
        "{NOTICE}\n/* eslint-disable */\n\n/** Every component by its name; references lead to `#/$defs/<name>`. */\n\
         export const schemas: {{ readonly [name: string]: object }} = {};\n",
        lines.collect::<Vec<_>>().join("\n")
    )
}
