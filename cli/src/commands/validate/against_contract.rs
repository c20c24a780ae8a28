//! An instance against a contract of the package, by the same check that the runtime has.

use std::path::Path;

use contractual_build::session::Sources;
use contractual_diag::Diagnostic;
use contractual_model::Direction;
use contractual_model::meaning::Checker;

use super::instance::Instance;
use crate::contracts::find;

/// Every violation, or why the contract cannot be had.
pub(super) fn check(
    dir: &Path,
    name: &str,
    response: bool,
    instance: &Instance,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let sources = Sources::open(dir).map_err(|failure| failure.diagnostics())?;
    let model = sources.scanned.model();
    let def = find(model, name).map_err(|missing| {
        let found = Diagnostic::error("unknown_contract", missing.message);
        vec![match missing.hint {
            Some(hint) => found.fix(hint),
            None => found,
        }]
    })?;
    let direction = match response {
        true => Direction::Write,
        false => Direction::Read,
    };
    let violations = Checker::new(model).check_id(&def.id, &instance.value, direction);
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
