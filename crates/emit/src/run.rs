//! One emission: resolve, let every emitter write, collect what is to be said.

use contractual_diag::Diagnostic;
use contractual_model::Model;

use crate::fixtures::EntityFixtures;
use crate::set::Set;
use crate::{
    Emission, Existing, Project, fixtures, json_schema, justfile, openapi, pydantic, pytest,
    reference, set, typescript,
};

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
    let mut errors = Vec::new();
    let mut parts: Vec<(Set<'_>, Vec<EntityFixtures>)> = Vec::new();
    for major in majors {
        match set::resolve(model, major) {
            Ok(set) => {
                let mut made = Vec::new();
                if project.runs("fixtures") || project.runs("pytest") {
                    let (fixtures, warnings) = fixtures::make(&set);
                    out.warnings.extend(warnings);
                    made = fixtures;
                }
                parts.push((set, made));
            }
            Err(found) => errors.extend(found),
        }
    }
    let sets: Vec<&Set<'_>> = parts.iter().map(|(set, _)| set).collect();
    for (set, made) in &parts {
        let examples = if made.is_empty() && (project.runs("openapi") || project.runs("reference"))
        {
            fixtures::minimal_only(set)
        } else {
            fixtures::examples(set, made)
        };
        if project.runs("json_schema") {
            out.artifacts.extend(json_schema::emit(set, project));
        }
        if project.runs("openapi") {
            match openapi::emit(set, project, existing, &examples) {
                Ok((document, carried)) => {
                    out.artifacts.push(document);
                    out.carried_over.extend(carried);
                }
                Err(found) => errors.extend(found),
            }
        }
        if project.runs("pydantic") {
            out.artifacts.extend(pydantic::emit(set, project));
        }
        if project.runs("reference") {
            let pages = reference::emit(&sets, set, project, made, &examples);
            out.artifacts.extend(pages);
        }
        if project.runs("typescript") {
            out.artifacts.extend(typescript::emit(set, project));
        }
        if project.runs("fixtures") {
            out.artifacts.extend(fixtures::emit(set, project, made));
        }
        out.open.extend(set.open_places());
    }
    if !errors.is_empty() {
        contractual_diag::sort(&mut errors);
        return Err(errors);
    }
    if project.runs("pytest") && !parts.is_empty() {
        let parts: Vec<pytest::Part<'_, '_>> = parts
            .iter()
            .map(|(set, made)| (set, made.as_slice()))
            .collect();
        out.artifacts.extend(pytest::emit(&parts, project));
        out.warnings.extend(pytest::check(project, existing));
    }
    if project.runs("justfile") {
        out.artifacts
            .extend(justfile::emit(&sets, project, existing.justfile.as_deref()));
    }
    out.artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    out.open.sort();
    contractual_diag::sort(&mut out.warnings);
    Ok(out)
}
