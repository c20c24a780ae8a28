//! The checks of unknown values, and the entry file.

use super::text::{braced, docs};
use super::{Module, NOTICE};

/// What every check uses.
const ENGINE: &str = include_str!("checks.ts");
/// The keyword for rules beyond JSON Schema.
const BY_RULES: &str = include_str!("byrules.ts");
/// Where the engine's text takes in that keyword.
const RULES_MARK: &str = "//RULES ";

const GAPS: &str = "\
//
// The checks give the verdict of the Rust types, the JSON Schema files, the OpenAPI document and the Pydantic models. They need the
// package `ajv` (8.17 or later) and see values, not text. So what `JSON.parse` loses is not seen:
// * an integer beyond 2^53 - 1 is rounded before it is checked;
// * of a member that stands twice the last one is kept;
// * `1.0` is 1 and `-0` is 0, which the Rust types refuse as integers.
// ajv skips a member called `__proto__`.
";

/// The file with the checks of all entities.
pub(super) fn file(module: &Module<'_, '_>, has_rules: bool) -> String {
    let mut text = format!("{NOTICE}{GAPS}\n");
    let from_ajv = ["Ajv2020", "type ErrorObject", "type ValidateFunction"];
    text.push_str(&braced("import", &from_ajv, " from \"ajv/dist/2020.js\";"));
    text.push('\n');
    if has_rules {
        text.push_str("import { rules } from \"./_rules.js\";\n");
    }
    text.push_str("import { schemas } from \"./_schemas.js\";\n");
    text.push_str(&imports(module));
    text.push('\n');
    for line in ENGINE.lines() {
        match line.strip_prefix(RULES_MARK) {
            Some(rest) if has_rules => text.push_str(&format!("  {rest}\n")),
            Some(_) => {}
            None => text.push_str(&format!("{line}\n")),
        }
    }
    if has_rules {
        text.push_str(BY_RULES);
    }
    for entity in &module.set.entities {
        let wire = &module.set.component(entity.component).name;
        let name = module.name(entity.component);
        text.push('\n');
        text.push_str(&docs(
            &format!("True for a value of the contract `{wire}`."),
            None,
            0,
        ));
        text.push_str(&format!(
            "export function is{name}(value: unknown): value is {name} {{\n  return accepts(\"{wire}\", value);\n}}\n\n"
        ));
        let about = format!("The value as `{wire}`, or every reason why it is none.");
        text.push_str(&docs(&about, None, 0));
        text.push_str(&format!(
            "export function check{name}(value: unknown): Checked<{name}> {{\n  return checked(\"{wire}\", value);\n}}\n"
        ));
    }
    text
}

/// The entry: every type and every check.
pub(super) fn index(module: &Module<'_, '_>) -> String {
    let mut functions: Vec<String> = Vec::new();
    for word in ["check", "is"] {
        let each = module.set.entities.iter();
        functions.extend(each.map(|entity| format!("{word}{}", module.name(entity.component))));
    }
    functions.sort();
    let functions: Vec<&str> = functions.iter().map(String::as_str).collect();
    let mut text = format!("{NOTICE}\n");
    text.push_str(&braced("export", &functions, " from \"./_checks.js\";"));
    text.push_str(&braced(
        "export type",
        &["Checked", "ContractViolation"],
        " from \"./_checks.js\";",
    ));
    for (home, ids) in module.by_home() {
        let mut names: Vec<&str> = ids.iter().map(|id| module.name(*id)).collect();
        names.sort_unstable();
        text.push_str(&braced(
            "export type",
            &names,
            &format!(" from \"./{home}.js\";"),
        ));
    }
    text
}

/// The types of all entities.
fn imports(module: &Module<'_, '_>) -> String {
    let mut text = String::new();
    for (home, ids) in module.by_home() {
        let mut names: Vec<&str> = ids
            .iter()
            .filter(|id| {
                let mut entities = module.set.entities.iter();
                entities.any(|entity| entity.component == **id)
            })
            .map(|id| module.name(*id))
            .collect();
        names.sort_unstable();
        if !names.is_empty() {
            text.push_str(&braced(
                "import type",
                &names,
                &format!(" from \"./{home}.js\";"),
            ));
        }
    }
    text
}
