//! One more file with a type's schema, where a pipeline looks for it: `#[contract(handover = "path")]`.
//!
//! The text is that of the schema file, so the two cannot differ; it is written, compared and refused as every derived file is.

use contractual_diag::Diagnostic;
use contractual_model::Artifact;
use contractual_model::json::to_pretty;

use crate::Project;
use crate::json_schema;
use crate::set::Set;

const EMITTER: &str = "handover";

/// The files of a set.
pub(crate) fn emit(set: &Set<'_>, project: &Project) -> Vec<Artifact> {
    let named = set
        .entities
        .iter()
        .filter_map(|entity| Some((entity, entity.handover.clone()?)));
    named
        .map(|(entity, path)| Artifact {
            path,
            text: to_pretty(&json_schema::document(set, project, entity)),
            emitter: EMITTER,
            claimed_by: set.claimed_by(entity),
            contract: Some((set.component(entity.component).name.clone(), set.major)),
        })
        .collect()
}

/// A path that two artifacts would be written to.
pub(crate) fn clashes<'a>(all: impl Iterator<Item = &'a Artifact>) -> Vec<Diagnostic> {
    let mut sorted: Vec<&Artifact> = all.collect();
    if sorted.iter().all(|artifact| artifact.emitter != EMITTER) {
        return Vec::new();
    }
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let pairs = sorted.windows(2).filter_map(|pair| match pair {
        [one, other] if one.path == other.path => Some((*one, *other)),
        _ => None,
    });
    pairs
        .filter(|(one, other)| one.emitter == EMITTER || other.emitter == EMITTER)
        .map(|(one, other)| {
            let named = if one.emitter == EMITTER { one } else { other };
            let rival = if one.emitter == EMITTER { other } else { one };
            let owner = |artifact: &Artifact| {
                let first = artifact.claimed_by.first();
                first.map_or_else(|| artifact.emitter.to_owned(), ToString::to_string)
            };
            Diagnostic::error(
                "handover_path",
                format!("`{}` is the path of two artifacts", named.path),
            )
            .found(format!(
                "`{}` names it, and {} of `{}` is written there",
                owner(named),
                rival.emitter,
                owner(rival)
            ))
            .why("a file can say one thing only")
            .fix("give `handover` another path")
        })
        .collect()
}
