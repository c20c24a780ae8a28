//! The JSON Schema of one type by itself: what a compiled type says of itself at run time, with no project around it.

use contractual_diag::Diagnostic;
use contractual_model::json::Json;
use contractual_model::{Model, TypeId};

use crate::{Project, fixtures, json_schema, set};

/// The smallest valid value of `id`: what its fixtures begin with. `None` if the model does not have the type, or none was found.
pub fn minimal(model: &Model, id: &TypeId) -> Option<Json> {
    let model = alone(model, id);
    let set = set::resolve(&model, model.types.get(id)?.major).ok()?;
    let mut values = fixtures::minimal_only(&set, &[]);
    let entity = set
        .entities
        .iter()
        .find(|entity| set.component(entity.component).id == *id)?;
    values.remove(&entity.component)
}

/// The model with one entity.
fn alone(model: &Model, id: &TypeId) -> Model {
    let mut model = Model {
        types: model.types.clone(),
        apis: Vec::new(),
    };
    for def in model.types.values_mut() {
        def.entity = def.id == *id;
    }
    model
}

/// The schema of `id` with everything it refers to in `$defs`: the schema file of an entity, without an `$id` unless the type sets
/// its own. `None` if the model does not have the type.
///
/// # Errors
/// What keeps the types from having a schema, such as two with one name.
pub fn schema(model: &Model, id: &TypeId) -> Option<Result<Json, Vec<Diagnostic>>> {
    let model = alone(model, id);
    let own = model.types.get(id)?;
    let set = match set::resolve(&model, own.major) {
        Ok(set) => set,
        Err(found) => return Some(Err(found)),
    };
    let entity = set
        .entities
        .iter()
        .find(|entity| set.component(entity.component).id == *id)?;
    let mut document = json_schema::document(&set, &Project::new(""), entity);
    if own.schema_id.is_none() {
        document.remove("$id");
    }
    Some(Ok(document))
}
