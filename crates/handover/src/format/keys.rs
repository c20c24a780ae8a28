//! The keys of a contract type, from its description of itself.

use contractual::Contract;
use contractual_model::{Direction, Kind, Model, Shape, TypeId};

/// The keys that an object of type `$ty` may have, in order. Asked once.
macro_rules! keys {
    ($ty:ty) => {{
        static KEYS: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
        KEYS.get_or_init($crate::format::names::<$ty>).as_slice()
    }};
}
pub(crate) use keys;

/// The members that `T` declares, those of flattened fields included.
pub(crate) fn names<T: Contract>() -> Vec<&'static str> {
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
