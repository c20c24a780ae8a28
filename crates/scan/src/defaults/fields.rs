//! The default of a field: of its type, of a function, or of the container around it.

use contractual_model::item::DefaultExpr;
use contractual_model::json::Json;
use contractual_model::lower::DefaultSource;
use contractual_model::quick::HashMap;
use contractual_model::{Field, Kind, Model, Object, Shape, Type, TypeId};
use contractual_syntax::lex;
use contractual_syntax::tree::{Delim, Tree, to_text};

use super::trees::{of_variant, split};
use crate::names::Names;

/// How deep a default may be nested.
pub(super) const MAX_DEPTH: usize = 32;

/// Reads default values.
pub(crate) struct Defaults<'a> {
    pub(crate) names: &'a Names<'a>,
    pub(crate) model: &'a Model,
    /// The candidate that each type comes from.
    pub(crate) origin: &'a HashMap<TypeId, usize>,
}

/// A value, or why it is not read.
pub(super) type Value = Result<Json, String>;

impl Defaults<'_> {
    /// The default of a field of type `ty`; `owner` is the candidate, `ident` the field, `option` true if the field is an option.
    pub(crate) fn of_field(
        &self,
        owner: usize,
        ident: &str,
        ty: &Type,
        option: bool,
        how: &DefaultSource,
    ) -> Value {
        let module = self.names.walk.candidates[owner].module;
        let wrapped;
        let ty = if option {
            wrapped = Type::new(Kind::Nullable(Box::new(ty.clone())));
            &wrapped
        } else {
            ty
        };
        match how {
            DefaultSource::Field(DefaultExpr::Standard) => self.of_type(ty, 0),
            DefaultSource::Field(DefaultExpr::Path(path)) => self.call(module, path, ty, 0),
            DefaultSource::Container(DefaultExpr::Standard) => {
                let candidate = &self.names.walk.candidates[owner];
                if candidate
                    .derives
                    .iter()
                    .any(|d| d == "Default" || d.ends_with("::Default"))
                {
                    return self.of_type(ty, 0);
                }
                let (module, body) = self.impl_default(owner).ok_or_else(|| {
                    format!(
                        "`{}` implements Default in a way that is not found in the sources",
                        candidate.name
                    )
                })?;
                self.member(module, &body, ident, ty)
            }
            DefaultSource::Container(DefaultExpr::Path(path)) => {
                let (module, body) = self.function(module, path)?;
                self.member(module, &body, ident, ty)
            }
        }
    }

    /// The member `ident` of a struct literal.
    pub(super) fn member(&self, module: usize, body: &[Tree], ident: &str, ty: &Type) -> Value {
        let Some(Tree::Group(group)) = body.last() else {
            return Err("the default is no struct literal".into());
        };
        if group.delim != Delim::Brace {
            return Err("the default is no struct literal".into());
        }
        for part in split(&group.trees, ',') {
            match part {
                [name, colon, value @ ..] if colon.is_punct(':') && name.ident() == Some(ident) => {
                    return self.value(module, value, ty, 0);
                }
                [name] if name.ident() == Some(ident) => return self.value(module, part, ty, 0),
                _ => {}
            }
        }
        Err(format!("the default does not show `{ident}`"))
    }

    pub(super) fn call(&self, module: usize, path: &str, ty: &Type, depth: usize) -> Value {
        let trees = lex(path, 0).unwrap_or_default();
        if let Some(found) = self.known_path(&trees, ty, depth) {
            return found;
        }
        let (home, body) = self.function(module, path)?;
        self.value(home, &body, ty, depth + 1)
    }

    /// `Vec::new`, `String::new`, `Default::default`, `bool::default` and their like, by path.
    pub(super) fn known_path(&self, trees: &[Tree], ty: &Type, depth: usize) -> Option<Value> {
        let text = to_text(trees);
        let last = text.rsplit("::").next()?;
        if last == "default" && text.contains("::") {
            let whose = text.rsplit("::").nth(1)?.trim_end_matches('>');
            // `X::default` of a contract type may be of another type than the field's: only its own is read.
            let plain = whose == "Default"
                || !whose.starts_with(char::is_uppercase)
                || self.is_named(ty, whose);
            return plain.then(|| self.of_type(ty, depth + 1));
        }
        let empty = matches!(
            ty.kind,
            Kind::List(_) | Kind::Set(_) | Kind::Map { .. } | Kind::AnyObject | Kind::Text
        );
        (last == "new" && empty && text.contains("::")).then(|| self.of_type(ty, depth + 1))
    }

    pub(super) fn is_named(&self, ty: &Type, name: &str) -> bool {
        match &ty.kind {
            Kind::Ref(id) => self
                .origin
                .get(id)
                .is_some_and(|at| self.names.walk.candidates[*at].name == name),
            Kind::Text => name == "String",
            Kind::List(_) => name == "Vec",
            Kind::Map { .. } => name.ends_with("Map"),
            Kind::Set(_) => name.ends_with("Set"),
            Kind::Nullable(_) => name == "Option",
            _ => false,
        }
    }

    /// The value of `Default::default()`.
    pub(super) fn of_type(&self, ty: &Type, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Err("the default is nested too deep".into());
        }
        if let Kind::Ref(id) = &ty.kind
            && let Some(def) = self.model.types.get(id)
            && def.written.is_some()
        {
            return Err(format!(
                "what is written of `{}` is not what is read",
                def.name
            ));
        }
        let unclear = |what: &str| Err(format!("the default of {what} is not read"));
        if !matches!(ty.kind, Kind::Ref(_))
            && (ty.constraints.format.is_some() || ty.constraints.pattern.is_some())
        {
            // The plain value of a constrained text is still its type's own: the empty text.
            if ty.kind != Kind::Text {
                return unclear("a type with a written form");
            }
        }
        Ok(match &ty.kind {
            Kind::Null | Kind::Any | Kind::Nullable(_) => Json::Null,
            Kind::Bool => false.into(),
            Kind::Integer(_) | Kind::Float { .. } => 0_i64.into(),
            Kind::Char => "\0".into(),
            Kind::Text => "".into(),
            Kind::AnyObject | Kind::Map { .. } => Json::object(),
            Kind::List(_) | Kind::Set(_) => Json::Array(Vec::new()),
            Kind::Array(item, length) => {
                let length = usize::try_from(*length).ok().filter(|n| *n <= 1024);
                let length = length.ok_or("the array is too long to be a default")?;
                Json::Array(vec![self.of_type(item, depth + 1)?; length])
            }
            Kind::Tuple(items) => {
                let items: Result<Vec<Json>, String> = items
                    .iter()
                    .map(|item| self.of_type(item, depth + 1))
                    .collect();
                Json::Array(items?)
            }
            Kind::Ref(id) => return self.of_contract(id, depth),
            _ => return unclear("this type"),
        })
    }

    pub(super) fn of_contract(&self, id: &TypeId, depth: usize) -> Value {
        let (Some(def), Some(origin)) = (self.model.types.get(id), self.origin.get(id)) else {
            return Err(format!(
                "the default of `{id}` is not shown by these sources"
            ));
        };
        let candidate = &self.names.walk.candidates[*origin];
        let derived = candidate
            .derives
            .iter()
            .any(|d| d == "Default" || d.ends_with("::Default"));
        if !derived {
            let (module, body) = self.impl_default(*origin).ok_or_else(|| {
                format!(
                    "`{}` has no Default that is found in the sources",
                    candidate.name
                )
            })?;
            return self.value(module, &body, &Type::new(Kind::Ref(id.clone())), depth + 1);
        }
        match &def.shape {
            Shape::Alias(ty) => self.of_type(ty, depth + 1),
            Shape::Object(object) => self.object(object, &|field| self.of_member(field, depth + 1)),
            Shape::Enum(all) => {
                let text = &self.names.walk.files[candidate.file].text[candidate.range.clone()];
                let marked =
                    default_variant(&lex(text, 0).unwrap_or_default()).ok_or_else(|| {
                        format!("`{}` marks no variant as #[default]", candidate.name)
                    })?;
                let variant = all.variants.iter().find(|v| v.ident == marked);
                variant
                    .and_then(|variant| of_variant(all, variant, None))
                    .ok_or_else(|| {
                        format!("the default variant of `{}` is not read", candidate.name)
                    })
            }
        }
    }

    pub(super) fn of_member(&self, field: &Field, depth: usize) -> Value {
        let option = field
            .read
            .as_ref()
            .or(field.write.as_ref())
            .is_some_and(|side| side.nullable);
        if option || field.tri_state {
            return Ok(Json::Null);
        }
        self.of_type(&field.ty, depth)
    }

    /// An object as it is written: members that are left out when null are left out.
    pub(super) fn object(&self, object: &Object, value: &dyn Fn(&Field) -> Value) -> Value {
        let mut found = Json::object();
        for field in &object.fields {
            let Some(side) = field.write.as_ref().or(field.read.as_ref()) else {
                continue;
            };
            let value = value(field)?;
            if field.flatten {
                for (name, member) in value.as_object().into_iter().flatten() {
                    found.set(name, member.clone());
                }
            } else if value != Json::Null
                || side.nullable
                || matches!(field.ty.kind, Kind::Null | Kind::Any)
            {
                found.set(&side.name, value);
            }
        }
        Ok(found)
    }
}

/// The variant marked `#[default]`.
fn default_variant(trees: &[Tree]) -> Option<String> {
    let Some(Tree::Group(body)) = trees.last() else {
        return None;
    };
    let at = body.trees.windows(2).position(|pair| {
        pair[0].is_punct('#')
            && matches!(&pair[1], Tree::Group(g) if g.trees.len() == 1 && g.trees[0].ident() == Some("default"))
    })?;
    body.trees[at + 2..]
        .iter()
        .find_map(|tree| tree.ident().map(str::to_owned))
}
