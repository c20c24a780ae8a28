//! The components as JSON Schema, for the checks: each says what the schema files and the OpenAPI document say of it.

use contractual_model::json::{Json, to_pretty};

use super::{NOTICE, rules};
use crate::json_schema::{Target, component};
use crate::pieces::Work;
use crate::set::{ComponentId, Set};

/// The keyword under which a schema names its rules in `_rules.ts`.
pub(super) const RULES: &str = "contractRules";

/// The file with all schemas.
pub(super) fn file(set: &Set<'_>, work: &mut Work<'_>) -> String {
    let mut all = String::from("{");
    for (at, id) in set.sorted.iter().enumerate() {
        all.push_str(if at == 0 { "\n" } else { ",\n" });
        all.push_str(work.piece(at, || piece(set, *id)));
    }
    all.push_str(if set.sorted.is_empty() { "}" } else { "\n}" });
    format!(
        "{NOTICE}\n/* eslint-disable */\n\n/** Every component by its name; references lead to `#/$defs/<name>`. */\n\
         export const schemas: {{ readonly [name: string]: object }} = {all};\n"
    )
}

/// The schema of a component, as a member of the whole.
fn piece(set: &Set<'_>, id: ComponentId) -> String {
    let own = set.component(id);
    let mut schema = component(set, own, Target::File);
    if rules::beyond_schema(set, id).next().is_some() {
        schema.set(RULES, own.name.as_str());
    }
    let whole = to_pretty(&Json::Object(vec![(own.name.clone(), schema)]));
    let inner = whole.trim_end();
    let inner = inner
        .strip_prefix("{\n")
        .and_then(|rest| rest.strip_suffix("\n}"));
    // In an object literal this name would set the prototype.
    let lines = inner.unwrap_or_default().lines().map(|line| {
        let start = line.trim_start();
        match start.strip_prefix("\"__proto__\":") {
            Some(rest) => {
                let indent = &line[..line.len() - start.len()];
                format!("{indent}[\"__proto__\"]:{rest}")
            }
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
