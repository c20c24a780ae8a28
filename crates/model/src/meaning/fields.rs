//! Finding fields by their Rust names, and what flattened types come down to.

use crate::json::Json;
use crate::{Direction, Enum, Field, Kind, Model, Object, Shape, Type, TypeDef, TypeId};

/// How many aliases and references are followed.
const MAX_STEPS: usize = 64;

/// What a type that is flattened into an object comes down to.
pub(super) enum Flat<'a> {
    /// Declared members.
    Object(&'a Object),
    /// Further members with values of one type.
    Map(&'a Type),
    /// Any further members.
    Free,
    /// The members of one of several variants.
    Enum(&'a Enum),
    /// Nothing that can be flattened.
    Other,
}

/// Follows references, aliases and options.
pub(super) fn flat<'a>(model: &'a Model, ty: &'a Type) -> Flat<'a> {
    let mut here = ty;
    for _ in 0..MAX_STEPS {
        match &here.kind {
            Kind::Nullable(inner) => here = inner,
            Kind::Map { value, .. } => return Flat::Map(value),
            Kind::Any | Kind::AnyObject => return Flat::Free,
            Kind::Ref(id) => match model.types.get(id).map(|def| &def.shape) {
                Some(Shape::Alias(inner)) => here = inner,
                Some(Shape::Object(object)) => return Flat::Object(object),
                Some(Shape::Enum(all)) => return Flat::Enum(all),
                None => return Flat::Other,
            },
            _ => return Flat::Other,
        }
    }
    Flat::Other
}

/// True if a type is null by whatever name.
pub(super) fn is_null(model: &Model, ty: &Type) -> bool {
    let mut here = ty;
    for _ in 0..MAX_STEPS {
        match &here.kind {
            Kind::Null => return true,
            Kind::Ref(id) => match model.types.get(id).map(|def| &def.shape) {
                Some(Shape::Alias(inner)) => here = inner,
                _ => return false,
            },
            _ => return false,
        }
    }
    false
}

/// The definition whose members [`flat`] finds.
pub(super) fn flat_definition<'a>(model: &'a Model, ty: &'a Type) -> Option<&'a TypeDef> {
    let mut here = ty;
    for _ in 0..MAX_STEPS {
        match &here.kind {
            Kind::Nullable(inner) => here = inner,
            Kind::Ref(id) => {
                let def = model.types.get(id)?;
                match &def.shape {
                    Shape::Alias(inner) => here = inner,
                    Shape::Object(_) => return Some(def),
                    Shape::Enum(_) => return None,
                }
            }
            _ => return None,
        }
    }
    None
}

/// Looks up values by Rust names, for rules.
pub(super) struct Fields<'m> {
    pub(super) model: &'m Model,
    pub(super) direction: Direction,
}

impl Fields<'_> {
    /// The value that a path of Rust names leads to from a value of type `id`; a default stands in for an absent member.
    pub(super) fn look(&self, id: &TypeId, value: &Json, path: &[String]) -> Option<Json> {
        self.follow(&Type::new(Kind::Ref(id.clone())), value, path)
            .map(|(_, value)| value)
    }

    /// The field of one item of the list that `list` names.
    pub(super) fn of_item(
        &self,
        id: &TypeId,
        list: &[String],
        item: &Json,
        field: &str,
    ) -> Option<Json> {
        let ty = self.type_at(&Type::new(Kind::Ref(id.clone())), list)?;
        let item_type = match &ty.kind {
            Kind::List(inner) | Kind::Set(inner) | Kind::Array(inner, _) => inner.as_ref().clone(),
            _ => return None,
        };
        self.follow(&item_type, item, &[field.to_owned()])
            .map(|(_, value)| value)
    }

    fn follow(&self, ty: &Type, value: &Json, path: &[String]) -> Option<(Type, Json)> {
        let Some((first, rest)) = path.split_first() else {
            return Some((ty.clone(), value.clone()));
        };
        let (field, holder) = self.field(ty, first)?;
        let side = field.side(self.direction)?;
        let names = std::iter::once(&side.name).chain(&field.aliases);
        let found = match holder {
            true => Some(value.clone()),
            false => names
                .filter_map(|name| value.get(name))
                .next()
                .cloned()
                .or_else(|| field.default.clone()),
        }?;
        self.follow(&field.ty, &found, rest)
    }

    fn type_at(&self, ty: &Type, path: &[String]) -> Option<Type> {
        let Some((first, rest)) = path.split_first() else {
            return Some(self.plain(ty).clone());
        };
        let (field, _) = self.field(ty, first)?;
        self.type_at(&field.ty, rest)
    }

    /// The field of that Rust name, and whether it is flattened (its value is then the object itself).
    fn field<'t>(&'t self, ty: &'t Type, ident: &str) -> Option<(&'t Field, bool)> {
        match flat(self.model, ty) {
            Flat::Object(object) => object
                .fields
                .iter()
                .find(|field| field.ident == ident)
                .map(|field| (field, field.flatten)),
            _ => None,
        }
    }

    /// Aliases and options taken away.
    fn plain<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut here = ty;
        for _ in 0..MAX_STEPS {
            match &here.kind {
                Kind::Nullable(inner) => here = inner,
                Kind::Ref(id) => match self.model.types.get(id).map(|def| &def.shape) {
                    Some(Shape::Alias(inner)) => here = inner,
                    _ => return here,
                },
                _ => return here,
            }
        }
        here
    }
}
