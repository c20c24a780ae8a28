//! The names that an object may have members by.

use contractual_model::{Direction, Kind, Model, Shape, TypeId};

use crate::Contract;

/// The names of the members that an object of type `T` may have when it is read, in the order of the fields; those of
/// flattened fields stand where the field does. Aliases are not among them. Empty for a type that is no object.
///
/// For a reader of its own that wants to name an unknown member, or to say which there are.
///
/// ```
/// use contractual::{Contract, member_names};
/// use serde::Deserialize;
///
/// /// How long to wait.
/// #[derive(Deserialize, Contract)]
/// #[serde(rename_all = "camelCase")]
/// struct Wait {
///     first_ms: u32,
///     #[serde(flatten)]
///     limit: Limit,
///     jitter: bool,
/// }
///
/// /// When to give up.
/// #[derive(Deserialize, Contract)]
/// struct Limit {
///     times: u8,
/// }
///
/// assert_eq!(member_names::<Wait>(), ["firstMs", "times", "jitter"]);
/// assert_eq!(member_names::<Limit>(), ["times"]);
/// ```
#[must_use]
pub fn member_names<T: Contract>() -> Vec<&'static str> {
    let entry = T::__entry();
    let mut found = Vec::new();
    if let Some(id) = entry.id() {
        collect(entry.model(), id, &mut found);
    }
    found
}

fn collect(model: &'static Model, id: &TypeId, found: &mut Vec<&'static str>) {
    let Some(Shape::Object(object)) = model.types.get(id).map(|def| &def.shape) else {
        return;
    };
    for field in &object.fields {
        match (&field.ty.kind, field.side(Direction::Read)) {
            (Kind::Ref(inner), _) if field.flatten => collect(model, inner, found),
            (_, Some(side)) => found.push(side.name.as_str()),
            (_, None) => {}
        }
    }
}
