//! An instance against a contract of the package, by the same check that the runtime has.

use std::path::Path;

use contractual_build::session::Sources;
use contractual_diag::{Diagnostic, nearest};
use contractual_model::meaning::Checker;
use contractual_model::naming::{entity, kebab};
use contractual_model::{Direction, TypeDef};

use super::instance::Instance;

/// Every violation, or why the contract cannot be had.
pub(super) fn check(
    dir: &Path,
    name: &str,
    response: bool,
    instance: &Instance,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let sources = Sources::open(dir).map_err(|failure| failure.diagnostics())?;
    let labels = |def: &TypeDef| {
        [
            def.name.clone(),
            def.id.to_string(),
            kebab(&def.name),
            entity(&def.name, def.major),
        ]
    };
    let types = &sources.scanned.model().types;
    let fits: Vec<&TypeDef> = types
        .values()
        .filter(|def| labels(def).iter().any(|label| label == name))
        .collect();
    let def = match fits.as_slice() {
        [one] => *one,
        [] => {
            let names: Vec<&str> = types.values().map(|def| def.name.as_str()).collect();
            let found = Diagnostic::error(
                "unknown_contract",
                format!("no contract is called `{name}`"),
            );
            return Err(vec![match nearest(name, names.iter().copied()) {
                Some(near) => found.fix(format!("write `{near}`")),
                None => found.fix(format!("one of: {}", names.join(", "))),
            }]);
        }
        many => {
            let ids: Vec<String> = many.iter().map(|def| def.id.to_string()).collect();
            return Err(vec![
                Diagnostic::error(
                    "unknown_contract",
                    format!("`{name}` is the name of {} contracts", ids.len()),
                )
                .fix(format!("name one by its path: {}", ids.join(", "))),
            ]);
        }
    };
    let direction = match response {
        true => Direction::Write,
        false => Direction::Read,
    };
    let violations =
        Checker::new(sources.scanned.model()).check_id(&def.id, &instance.value, direction);
    Ok(violations
        .into_iter()
        .map(|violation| {
            let place = instance.place(&violation.pointer);
            Diagnostic::error(
                violation.keyword,
                format!("not what `{}` allows here", def.name),
            )
            .at(place)
            .pointer(violation.pointer)
            .expected(violation.expected)
            .found(violation.found)
        })
        .collect())
}
