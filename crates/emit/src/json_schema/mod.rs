//! JSON Schema 2020-12: one file for each entity, self-contained, with the types it needs in `$defs`.

mod keywords;
mod node;
mod rules;

pub(crate) use keywords::Target;
pub(crate) use node::{EMAIL_LENGTHS, component, value};
pub(crate) use rules::is_in_schema;

use contractual_model::Artifact;
use contractual_model::json::{Json, to_pretty};

use crate::Project;
use crate::set::{Entity, Set};

const EMITTER: &str = "json_schema";
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema file of an entity.
pub(crate) fn artifact(set: &Set<'_>, project: &Project, entity: &Entity) -> Artifact {
    Artifact {
        path: project.schema_path(&entity.file),
        text: to_pretty(&document(set, project, entity)),
        emitter: EMITTER,
        claimed_by: set.claimed_by(entity),
        contract: Some((set.component(entity.component).name.clone(), set.major)),
    }
}

/// The schema of an entity, as its file says it. Where something in it contains itself, the root is a reference: nothing is ever
/// written twice.
pub(crate) fn document(set: &Set<'_>, project: &Project, entity: &Entity) -> Json {
    let mut definitions = set.closure(entity.component);
    let own = set.component(entity.component);
    let recursive = own.recursive || definitions.iter().any(|id| set.component(*id).recursive);
    let id = entity
        .schema_id
        .clone()
        .unwrap_or_else(|| project.schema_id(&entity.file));
    let mut members: Vec<(String, Json)> = vec![
        ("$schema".to_owned(), DIALECT.into()),
        ("$id".to_owned(), id.into()),
    ];
    let title = ("title".to_owned(), Json::from(entity.title.as_str()));
    if recursive {
        members.push((
            "$ref".to_owned(),
            format!("{}{}", Target::File.prefix(), own.name).into(),
        ));
        members.push(title);
        if !definitions.contains(&entity.component) {
            definitions.push(entity.component);
            definitions.sort_by(|a, b| set.component(*a).name.cmp(&set.component(*b).name));
        }
    } else {
        let inner = component(set, own, Target::File);
        let (references, others): (Vec<_>, Vec<_>) = inner
            .as_object()
            .unwrap_or_default()
            .iter()
            .cloned()
            .partition(|(name, _)| name == "$ref");
        members.extend(references);
        members.push(title);
        members.extend(others);
        definitions.retain(|id| *id != entity.component);
    }
    if !definitions.is_empty() {
        let each = definitions.into_iter().map(|id| {
            let each = set.component(id);
            (each.name.clone(), component(set, each, Target::File))
        });
        members.push(("$defs".to_owned(), Json::Object(each.collect())));
    }
    if let Some(release) = &entity.release {
        members.push(("x-version".to_owned(), release.as_str().into()));
    }
    Json::Object(members)
}
