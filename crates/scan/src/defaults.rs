//! Default values, read from the source where it says them plainly: literals, constants, enum paths, `vec![..]`, conversions of text,
//! constructors, `Default`. What is more than that is asked for with `#[contract(default = ...)]`.

use std::collections::HashMap;

use contractual_model::item::{DefaultExpr, TypeExpr};
use contractual_model::json::Json;
use contractual_model::lower::DefaultSource;
use contractual_model::{
    Enum, Field, Int, Kind, Model, Object, Shape, Tagging, Type, TypeId, Variant, VariantBody,
};
use contractual_syntax::tree::{Delim, Group, Tree, to_text};
use contractual_syntax::{lex, literal};

use crate::consts;
use crate::names::{Names, Space, Target};
use crate::walk::DeclKind;

const MAX_DEPTH: usize = 32;

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

/// Reads default values.
pub(crate) struct Defaults<'a> {
    pub(crate) names: &'a Names<'a>,
    pub(crate) model: &'a Model,
    /// The candidate that each type comes from.
    pub(crate) origin: &'a HashMap<TypeId, usize>,
}

type Value = Result<Json, String>;

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
    fn member(&self, module: usize, body: &[Tree], ident: &str, ty: &Type) -> Value {
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

    fn call(&self, module: usize, path: &str, ty: &Type, depth: usize) -> Value {
        let trees = lex(path, 0).unwrap_or_default();
        if let Some(found) = self.known_path(&trees, ty, depth) {
            return found;
        }
        let (home, body) = self.function(module, path)?;
        self.value(home, &body, ty, depth + 1)
    }

    /// `Vec::new`, `String::new`, `Default::default`, `bool::default` and their like, by path.
    fn known_path(&self, trees: &[Tree], ty: &Type, depth: usize) -> Option<Value> {
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

    fn is_named(&self, ty: &Type, name: &str) -> bool {
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

    /// Module and body of a function without arguments.
    fn function(&self, module: usize, path: &str) -> Result<(usize, Vec<Tree>), String> {
        let steps: Vec<String> = match TypeExpr::parse(path) {
            Ok(TypeExpr::Path(found)) => found.segments.into_iter().map(|s| s.ident).collect(),
            _ => return Err(format!("`{path}` is no path")),
        };
        if let Ok(Target::Decl(home, index)) = self.names.find(module, &steps, false, Space::Values)
        {
            let decl = &self.names.walk.modules[home].decls[index];
            if decl.kind == DeclKind::Fn {
                let text = &self.names.walk.files[decl.file].text[decl.range.clone()];
                let trees = lex(text, 0).map_err(|e| e.message.to_owned())?;
                if let Some(Tree::Group(body)) = trees.last() {
                    return Ok((home, body.trees.clone()));
                }
            }
        }
        // `Type::function`, in an `impl` of a type of this crate.
        if let [.., name, function] = steps.as_slice()
            && let Some(found) = self.associated(module, name, function)
        {
            return Ok(found);
        }
        Err(format!("the function `{path}` is not found in the sources"))
    }

    fn associated(&self, module: usize, name: &str, function: &str) -> Option<(usize, Vec<Tree>)> {
        self.names
            .walk
            .impls
            .iter()
            .find_map(|(home, file, range)| {
                let text = &self.names.walk.files[*file].text[range.clone()];
                if !text.contains(function) {
                    return None;
                }
                let trees = lex(text, 0).ok()?;
                let Some(Tree::Group(body)) = trees.last() else {
                    return None;
                };
                let header = &trees[..trees.len() - 1];
                let own = (name == "Self" && *home == self.names.enclosing(module))
                    || header.iter().any(|tree| tree.ident() == Some(name));
                own.then(|| method(&body.trees, function))
                    .flatten()
                    .map(|body| (*home, body))
            })
    }

    /// Module and body of `impl Default for` a candidate.
    fn impl_default(&self, candidate: usize) -> Option<(usize, Vec<Tree>)> {
        let wanted = &self.names.walk.candidates[candidate];
        self.names
            .walk
            .impls
            .iter()
            .find_map(|(module, file, range)| {
                let text = &self.names.walk.files[*file].text[range.clone()];
                let trees = lex(text, 0).ok()?;
                let at = trees.iter().position(|tree| tree.ident() == Some("for"))?;
                let is_default = trees[..at].last().and_then(Tree::ident) == Some("Default");
                let Some(Tree::Group(body)) = trees.last() else {
                    return None;
                };
                let subject: Vec<String> = trees[at + 1..trees.len() - 1]
                    .iter()
                    .map_while(|tree| match tree {
                        Tree::Ident(..) => Some(tree.ident().map(str::to_owned)),
                        tree if tree.is_punct(':') => Some(None),
                        _ => None,
                    })
                    .flatten()
                    .collect();
                let found = self
                    .names
                    .find(*module, &subject, false, Space::Types)
                    .ok()?;
                let Target::Decl(home, index) = found else {
                    return None;
                };
                let is_ours = home == wanted.module
                    && self.names.walk.modules[home].decls[index].kind
                        == DeclKind::Contract(candidate);
                (is_default && is_ours)
                    .then(|| method(&body.trees, "default").map(|body| (*module, body)))
                    .flatten()
            })
    }

    /// The value of `Default::default()`.
    fn of_type(&self, ty: &Type, depth: usize) -> Value {
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

    fn of_contract(&self, id: &TypeId, depth: usize) -> Value {
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

    fn of_member(&self, field: &Field, depth: usize) -> Value {
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
    fn object(&self, object: &Object, value: &dyn Fn(&Field) -> Value) -> Value {
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

    /// The value of an expression of type `ty`.
    fn value(&self, module: usize, trees: &[Tree], ty: &Type, depth: usize) -> Value {
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

    fn list(&self, module: usize, trees: &[Tree], ty: &Type, depth: usize) -> Value {
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
    fn map(&self, module: usize, trees: &[Tree], key: &Type, value: &Type, depth: usize) -> Value {
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

    fn tuple(&self, module: usize, trees: &[Tree], items: &[Type], depth: usize) -> Value {
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
    fn call_expr(
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
    fn literal_struct(
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
    fn path_expr(&self, module: usize, trees: &[Tree], ty: &Type, depth: usize) -> Value {
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

    fn associated_const(
        &self,
        module: usize,
        owner: &str,
        name: &str,
    ) -> Option<(usize, Vec<Tree>)> {
        self.names
            .walk
            .impls
            .iter()
            .find_map(|(home, file, range)| {
                let text = &self.names.walk.files[*file].text[range.clone()];
                if !text.contains(name) {
                    return None;
                }
                let trees = lex(text, 0).ok()?;
                let Some(Tree::Group(body)) = trees.last() else {
                    return None;
                };
                let own = (owner == "Self" && *home == self.names.enclosing(module))
                    || trees[..trees.len() - 1]
                        .iter()
                        .any(|tree| tree.ident() == Some(owner));
                if !own {
                    return None;
                }
                let at = body.trees.windows(2).position(|pair| {
                    pair[0].ident() == Some("const") && pair[1].ident() == Some(name)
                })?;
                let rest = &body.trees[at..];
                let equals = rest.iter().position(|tree| tree.is_punct('='))?;
                let end = rest.iter().position(|tree| tree.is_punct(';'))?;
                Some((*home, rest.get(equals + 1..end)?.to_vec()))
            })
    }
}

/// The body of a method of an `impl`.
fn method(trees: &[Tree], name: &str) -> Option<Vec<Tree>> {
    let at = trees
        .windows(2)
        .position(|pair| pair[0].ident() == Some("fn") && pair[1].ident() == Some(name))?;
    trees[at..].iter().find_map(|tree| match tree {
        Tree::Group(group) if group.delim == Delim::Brace => Some(group.trees.clone()),
        _ => None,
    })
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

/// A variant on the wire, with the value it holds.
fn of_variant(all: &Enum, variant: &Variant, body: Option<Json>) -> Option<Json> {
    if body.is_none() && variant.body != VariantBody::Unit {
        return None;
    }
    let name = variant.write.as_deref().or(variant.read.as_deref())?;
    let single = |key: &str, value: Json| -> Json { [(key, value)].into_iter().collect() };
    if variant.untagged {
        return Some(body.unwrap_or_default());
    }
    Some(match (&all.tagging, body) {
        (Tagging::External, None) => name.into(),
        (Tagging::External, Some(body)) => single(name, body),
        (Tagging::Internal { tag }, None) => single(tag, name.into()),
        (Tagging::Internal { tag }, Some(body)) => {
            let mut found = single(tag, name.into());
            for (key, value) in body.as_object()? {
                found.set(key, value.clone());
            }
            found
        }
        (Tagging::Adjacent { tag, .. }, None) => single(tag, name.into()),
        (Tagging::Adjacent { tag, content }, Some(body)) => {
            let mut found = single(tag, name.into());
            found.set(content, body);
            found
        }
        (Tagging::Untagged, body) => body.unwrap_or_default(),
    })
}

/// The parts between separators, without empty ones at the end.
fn split(trees: &[Tree], separator: char) -> Vec<&[Tree]> {
    let mut parts: Vec<&[Tree]> = trees.split(|tree| tree.is_punct(separator)).collect();
    if parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    parts
}

/// The inside of brackets that change nothing.
fn strip(mut trees: &[Tree]) -> &[Tree] {
    while let [Tree::Group(group)] = trees {
        let plain = matches!(group.delim, Delim::None | Delim::Brace)
            || (group.delim == Delim::Paren
                && !group.trees.is_empty()
                && !group.trees.iter().any(|t| t.is_punct(',')));
        if !plain {
            break;
        }
        trees = &group.trees;
    }
    trees
}

fn short(trees: &[Tree]) -> String {
    let text = to_text(trees);
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
