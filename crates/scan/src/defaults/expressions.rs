//! The value of an expression, where it is plain.

use contractual_model::json::Json;
use contractual_model::{Field, Int, Kind, Shape, Type, VariantBody};
use contractual_syntax::literal;
use contractual_syntax::tree::{Delim, Group, Tree, to_text};

use super::fields::{Defaults, MAX_DEPTH, Value};
use super::trees::{of_variant, short, split, strip};
use crate::consts;

/// Methods that do not change the JSON form of what they are called on.
const PLAIN_METHODS: [&str; 8] = [
    "to_string",
    "to_owned",
    "into",
    "to_vec",
    "clone",
    "into_boxed_str",
    "as_str",
    "into_boxed_slice",
];

/// Constructors that do not change the JSON form of their argument.
const PLAIN_CALLS: [&str; 7] = [
    "Some", "new", "from", "Borrowed", "Owned", "Wrapping", "Reverse",
];

impl Defaults<'_> {
    /// The value of an expression of type `ty`.
    pub(super) fn value(&self, module: usize, trees: &[Tree], ty: &Type, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Err("the default is nested too deep".into());
        }
        let unclear = || Err(format!("`{}` is more than the scan reads", short(trees)));
        let trees = strip(trees);
        if let Some((last, front)) = trees.split_last()
            && last.is_punct(';')
            && front.first().and_then(Tree::ident) == Some("return")
        {
            return self.value(module, &front[1..], ty, depth + 1);
        }
        if trees.iter().any(|tree| tree.is_punct(';')) {
            return unclear();
        }
        match trees {
            [Tree::Literal(text, _)] => {
                return match (&ty.kind, literal::json(text)) {
                    (Kind::Nullable(inner), Some(_)) => self.value(module, trees, inner, depth + 1),
                    (_, Some(value)) => Ok(value),
                    (_, None) => unclear(),
                };
            }
            [Tree::Punct('-', ..), Tree::Literal(text, _)] => {
                return literal::number(text)
                    .map(|n| n.negated().into())
                    .ok_or_else(|| short(trees));
            }
            [Tree::Punct('&', ..), rest @ ..] => return self.value(module, rest, ty, depth + 1),
            [word] if word.ident() == Some("true") => return Ok(true.into()),
            [word] if word.ident() == Some("false") => return Ok(false.into()),
            [word] if word.ident() == Some("None") => return Ok(Json::Null),
            [front @ .., dot, method, Tree::Group(group)]
                if dot.is_punct('.')
                    && group.delim == Delim::Paren
                    && group.trees.is_empty()
                    && method.ident().is_some_and(|m| PLAIN_METHODS.contains(&m)) =>
            {
                return self.value(module, front, ty, depth + 1);
            }
            [name, bang, Tree::Group(group)]
                if bang.is_punct('!') && name.ident() == Some("vec") =>
            {
                return self.list(module, &group.trees, ty, depth);
            }
            [Tree::Group(group)] if group.delim == Delim::Bracket => {
                return self.list(module, &group.trees, ty, depth);
            }
            [Tree::Group(group)] if group.delim == Delim::Paren => {
                return match &ty.kind {
                    Kind::Tuple(items) => self.tuple(module, &group.trees, items, depth),
                    Kind::Null if group.trees.is_empty() => Ok(Json::Null),
                    _ => unclear(),
                };
            }
            _ => {}
        }
        if let Kind::Nullable(inner) = &ty.kind {
            if let [some, Tree::Group(group)] = trees
                && some.ident() == Some("Some")
            {
                return self.value(module, &group.trees, inner, depth + 1);
            }
            return self.value(module, trees, inner, depth + 1);
        }
        if matches!(ty.kind, Kind::Integer(_))
            && let Some(value) = consts::integer(self.names, module, trees, 0)
        {
            return Ok(contractual_model::json::Number::from(value).into());
        }
        match trees.split_last() {
            Some((Tree::Group(group), callee)) if group.delim == Delim::Paren => {
                self.call_expr(module, callee, group, ty, depth)
            }
            Some((Tree::Group(group), name)) if group.delim == Delim::Brace => {
                self.literal_struct(module, name, group, ty, depth)
            }
            _ => self.path_expr(module, trees, ty, depth),
        }
    }

    pub(super) fn list(&self, module: usize, trees: &[Tree], ty: &Type, depth: usize) -> Value {
        let item = match &ty.kind {
            Kind::List(item) | Kind::Set(item) | Kind::Array(item, _) => item,
            Kind::Ref(id) => match self.model.types.get(id).map(|def| &def.shape) {
                Some(Shape::Alias(inner)) => return self.list(module, trees, inner, depth + 1),
                _ => return Err("a list where none is wanted".into()),
            },
            Kind::Map { key, value } => return self.map(module, trees, key, value, depth),
            _ => return Err("a list where none is wanted".into()),
        };
        if let [value, count] = split(trees, ';').as_slice() {
            let count =
                consts::integer(self.names, module, count, 0).and_then(|n| usize::try_from(n).ok());
            let count = count
                .filter(|n| *n <= 1024)
                .ok_or("the length of a default list is not read")?;
            return Ok(Json::Array(vec![
                self.value(module, value, item, depth + 1)?;
                count
            ]));
        }
        let parts = split(trees, ',');
        let values: Result<Vec<Json>, String> = parts
            .iter()
            .map(|part| self.value(module, part, item, depth + 1))
            .collect();
        values.map(Json::Array)
    }

    /// `[("a", 1), ("b", 2)]` of a map.
    pub(super) fn map(
        &self,
        module: usize,
        trees: &[Tree],
        key: &Type,
        value: &Type,
        depth: usize,
    ) -> Value {
        let mut found = Json::object();
        for part in split(trees, ',') {
            let [Tree::Group(pair)] = part else {
                return Err("a map that is not shown as pairs".into());
            };
            let [name, member] = split(&pair.trees, ',')[..] else {
                return Err("a map that is not shown as pairs".into());
            };
            let name = match self.value(module, name, key, depth + 1)? {
                Json::String(text) => text,
                Json::Number(number) => number.to_string(),
                Json::Bool(value) => value.to_string(),
                _ => return Err("a map key that is no text".into()),
            };
            found.set(&name, self.value(module, member, value, depth + 1)?);
        }
        Ok(found)
    }

    pub(super) fn tuple(
        &self,
        module: usize,
        trees: &[Tree],
        items: &[Type],
        depth: usize,
    ) -> Value {
        let parts = split(trees, ',');
        if parts.len() != items.len() {
            return Err("a tuple of another length".into());
        }
        let values: Result<Vec<Json>, String> = parts
            .iter()
            .zip(items)
            .map(|(part, item)| self.value(module, part, item, depth + 1))
            .collect();
        values.map(Json::Array)
    }

    /// `Path(args)`.
    pub(super) fn call_expr(
        &self,
        module: usize,
        callee: &[Tree],
        group: &Group,
        ty: &Type,
        depth: usize,
    ) -> Value {
        let text = to_text(callee);
        let last = text.rsplit("::").next().unwrap_or_default();
        if group.trees.is_empty() {
            if let Some(found) = self.known_path(callee, ty, depth) {
                return found;
            }
            return self.call(module, &text, ty, depth + 1);
        }
        if let Kind::Ref(id) = &ty.kind
            && let Some(def) = self.model.types.get(id)
        {
            match &def.shape {
                Shape::Alias(inner) => {
                    if self.is_named(ty, last) || last == "Self" || PLAIN_CALLS.contains(&last) {
                        let tuple = match &inner.kind {
                            Kind::Tuple(items) => Some(items),
                            _ => None,
                        };
                        return match tuple {
                            Some(items) => self.tuple(module, &group.trees, items, depth + 1),
                            None => self.value(module, &group.trees, inner, depth + 1),
                        };
                    }
                }
                Shape::Enum(all) => {
                    if let Some(variant) = all.variants.iter().find(|v| v.ident == last) {
                        let body = match &variant.body {
                            VariantBody::Newtype(inner) => {
                                self.value(module, &group.trees, inner, depth + 1)?
                            }
                            VariantBody::Tuple(items) => {
                                self.tuple(module, &group.trees, items, depth + 1)?
                            }
                            _ => return Err(format!("`{text}` is no call of a variant")),
                        };
                        return of_variant(all, variant, Some(body))
                            .ok_or_else(|| format!("the variant `{last}` is not read"));
                    }
                }
                Shape::Object(_) => {}
            }
        }
        if PLAIN_CALLS.contains(&last)
            && (text.contains("::") || last == "Some" || last.starts_with(char::is_uppercase))
        {
            return self.value(module, &group.trees, ty, depth + 1);
        }
        Err(format!("`{text}(..)` is more than the scan reads"))
    }

    /// `Name { a: 1, ..Default::default() }`.
    pub(super) fn literal_struct(
        &self,
        module: usize,
        name: &[Tree],
        group: &Group,
        ty: &Type,
        depth: usize,
    ) -> Value {
        let Kind::Ref(id) = &ty.kind else {
            return Err("a struct literal where none is wanted".into());
        };
        let last = name.iter().rev().find_map(Tree::ident).unwrap_or_default();
        let Some(def) = self.model.types.get(id) else {
            return Err(format!("`{id}` is not known"));
        };
        let parts = split(&group.trees, ',');
        let of_field = |field: &Field| -> Value {
            for part in &parts {
                match part {
                    [name, colon, value @ ..]
                        if colon.is_punct(':') && name.ident() == Some(&field.ident) =>
                    {
                        let option = field
                            .write
                            .as_ref()
                            .or(field.read.as_ref())
                            .is_some_and(|s| s.nullable);
                        let none = value.len() == 1 && value[0].ident() == Some("None");
                        if option && none {
                            return Ok(Json::Null);
                        }
                        let wrapped = Type::new(Kind::Nullable(Box::new(field.ty.clone())));
                        let ty = if option { &wrapped } else { &field.ty };
                        return self.value(module, value, ty, depth + 1);
                    }
                    _ => {}
                }
            }
            let rest = parts
                .iter()
                .any(|part| part.first().is_some_and(|t| t.is_punct('.')));
            if rest {
                return self.of_member(field, depth + 1);
            }
            Err(format!("`{}` is not shown", field.ident))
        };
        match &def.shape {
            Shape::Object(object) => self.object(object, &of_field),
            Shape::Enum(all) => {
                let variant = all.variants.iter().find(|v| v.ident == last);
                match variant.map(|v| (v, &v.body)) {
                    Some((variant, VariantBody::Struct(object))) => {
                        let body = self.object(object, &of_field)?;
                        of_variant(all, variant, Some(body))
                            .ok_or_else(|| format!("the variant `{last}` is not read"))
                    }
                    _ => Err(format!("`{last}` is no variant with members")),
                }
            }
            Shape::Alias(_) => Err("a struct literal where none is wanted".into()),
        }
    }

    /// A constant or a unit variant.
    pub(super) fn path_expr(
        &self,
        module: usize,
        trees: &[Tree],
        ty: &Type,
        depth: usize,
    ) -> Value {
        let steps = consts::path(trees)
            .ok_or_else(|| format!("`{}` is more than the scan reads", short(trees)))?;
        if let Kind::Ref(id) = &ty.kind
            && let Some(last) = steps.last()
        {
            match self.model.types.get(id).map(|def| &def.shape) {
                Some(Shape::Enum(all)) => {
                    if let Some(variant) = all.variants.iter().find(|v| v.ident == *last) {
                        return of_variant(all, variant, None).ok_or_else(|| {
                            format!("the variant `{last}` holds values that are not shown")
                        });
                    }
                }
                Some(Shape::Alias(inner)) if inner.kind == Kind::Null => return Ok(Json::Null),
                _ => {}
            }
        }
        if let (Kind::Float { .. }, [.., kind, which]) = (&ty.kind, steps.as_slice())
            && Int::from_name(kind).is_none()
            && which == "MAX"
        {
            return Err(format!(
                "`{}` is more than the scan reads",
                steps.join("::")
            ));
        }
        if let Some((home, value)) = consts::value_of(self.names, module, &steps) {
            return self.value(home, &value, ty, depth + 1);
        }
        if let [.., owner, name] = steps.as_slice()
            && let Some((home, value)) = self.associated_const(module, owner, name)
        {
            return self.value(home, &value, ty, depth + 1);
        }
        Err(format!(
            "`{}` is not found in the sources",
            steps.join("::")
        ))
    }
}
