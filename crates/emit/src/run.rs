//! One emission: resolve, let every emitter write, collect what is to be said.

use contractual_diag::Diagnostic;
use contractual_model::Model;

use crate::{Emission, Existing, Project, fixtures, json_schema, openapi, pydantic, set};

/// All artifacts of a model.
///
/// # Errors
/// What cannot be emitted; then nothing is to be written.
pub fn emit(
    model: &Model,
    project: &Project,
    existing: &Existing,
) -> Result<Emission, Vec<Diagnostic>> {
    let mut majors: Vec<u32> = model.types.values().map(|def| def.major).collect();
    majors.extend(model.apis.iter().map(|api| api.major));
    majors.sort_unstable();
    majors.dedup();

    let mut out = Emission::default();
    for major in majors {
        let set = set::resolve(model, major)?;
        let (made, warnings) = fixtures::make(&set);
        out.warnings.extend(warnings);
        if project.runs("fixtures") {
            out.artifacts.extend(fixtures::emit(&set, project, &made));
        }
        if project.runs("json_schema") {
            out.artifacts.extend(json_schema::emit(&set, project));
        }
        if project.runs("openapi") {
            let examples = fixtures::examples(&set, &made);
            let (document, carried) = openapi::emit(&set, project, existing, &examples)?;
            out.artifacts.push(document);
            out.carried_over.extend(carried);
        }
        if project.runs("pydantic") {
            out.artifacts.extend(pydantic::emit(&set, project));
        }
    }
    out.artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}
