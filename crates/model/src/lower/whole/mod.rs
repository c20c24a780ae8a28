//! What only a whole model shows: clashing names, endless types, constraints through references, values against their types.

mod constraints;
mod endless;
mod flatten;

use std::collections::{BTreeMap, BTreeSet};

use crate::quick::HashMap;
use contractual_diag::Diagnostic;

use super::enums::holds_members;
use super::limits::{Subject, describe};
use super::typing;
use crate::contract::{
    Api, Direction, Enum, Field, Kind, Model, Object, Operation, ParameterPlace, Shape, Tagging,
    Type, TypeDef, TypeId, VariantBody,
};
use crate::meaning::Checker;
use crate::refusals::{self, Refusal};

/// A fault that a whole model shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeProblem {
    /// The type or API.
    pub id: TypeId,
    /// The part, as [`crate::item::Item::part_name`] calls it; empty for the whole.
    pub part: String,
    /// What, why and what to do; without a location.
    pub diagnostic: Diagnostic,
}

/// Judges a whole model. Every reference must lead to a type of the model, or it is reported.
pub fn check(model: &Model) -> Vec<WholeProblem> {
    check_some(model, &model.types.keys().collect())
}

/// As [`check`], where nothing was wrong with all types but these, and they reach none of these: what is wrong with a type follows from what
/// it reaches. Names are compared with all others.
pub fn check_some<'m>(model: &'m Model, open: &BTreeSet<&'m TypeId>) -> Vec<WholeProblem> {
    let mut run = Run {
        model,
        checker: Checker::new(model),
        found: Vec::new(),
        id: TypeId(String::new()),
    };
    run.names();
    let endless = run.endless(open);
    for def in open.iter().filter_map(|id| model.types.get(id)) {
        run.id = def.id.clone();
        if endless.contains(&def.id) {
            let headline = format!("`{}` holds itself in every value", def.name);
            run.refuse("", &refusals::RECURSIVE_ALIAS, headline);
            continue;
        }
        run.definition(def);
    }
    if endless.is_empty() && run.found.is_empty() {
        for def in open.iter().filter_map(|id| model.types.get(id)) {
            run.id = def.id.clone();
            run.values(def);
        }
    }
    for api in &model.apis {
        run.id = api.id.clone();
        run.api(api);
    }
    run.found
}

/// Gives parameters without a description that of their type.
pub fn fill_docs(model: &mut Model) {
    let docs: HashMap<TypeId, String> = model
        .types
        .values()
        .map(|def| {
            (
                def.id.clone(),
                def.docs.split("\n\n").next().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    for parameter in model
        .apis
        .iter_mut()
        .flat_map(|api| &mut api.operations)
        .flat_map(|operation| &mut operation.parameters)
    {
        if let (true, Kind::Ref(id)) = (parameter.docs.is_empty(), &parameter.ty.kind) {
            parameter.docs = docs.get(id).cloned().unwrap_or_default();
        }
    }
}

struct Run<'m> {
    model: &'m Model,
    checker: Checker<'m>,
    found: Vec<WholeProblem>,
    id: TypeId,
}

/// What a type comes down to.
pub(super) enum Base<'m> {
    Kind(&'m Kind),
    Object(&'m Object),
    Enum(&'m Enum),
    Unknown,
}

/// Follows references and aliases; options are not looked through.
pub(super) fn base<'m>(model: &'m Model, ty: &'m Type) -> Base<'m> {
    let mut here = ty;
    for _ in 0..64 {
        let Kind::Ref(id) = &here.kind else {
            return Base::Kind(&here.kind);
        };
        match model.types.get(id).map(|def| &def.shape) {
            Some(Shape::Alias(inner)) => here = inner,
            Some(Shape::Object(object)) => return Base::Object(object),
            Some(Shape::Enum(all)) => return Base::Enum(all),
            None => return Base::Unknown,
        }
    }
    Base::Unknown
}

/// True if the form of a type is one thing when it is read and another when it is written, as a whole.
pub(super) fn is_split(model: &Model, ty: &Type) -> bool {
    let mut here = ty;
    for _ in 0..64 {
        match &here.kind {
            Kind::Nullable(inner) => here = inner,
            Kind::Ref(id) => match model.types.get(id) {
                Some(def) if def.written.is_some() => return true,
                Some(def) => match &def.shape {
                    Shape::Alias(inner) => here = inner,
                    Shape::Object(_) | Shape::Enum(_) => return false,
                },
                None => return false,
            },
            _ => return false,
        }
    }
    false
}

impl<'m> Run<'m> {
    fn refuse(&mut self, part: &str, refusal: &'static Refusal, headline: impl Into<String>) {
        self.refuse_with(part, refusal, headline, refusal.advice);
    }

    fn refuse_with(
        &mut self,
        part: &str,
        refusal: &'static Refusal,
        headline: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.found.push(WholeProblem {
            id: self.id.clone(),
            part: part.to_owned(),
            diagnostic: Diagnostic::error(refusal.name, headline).fix(advice),
        });
    }

    fn names(&mut self) {
        let mut known: BTreeMap<(String, u32), &TypeId> = BTreeMap::new();
        for def in self.model.types.values() {
            // File names and Python modules do not tell case apart everywhere.
            let key = (def.name.to_lowercase(), def.major);
            match known.get(&key) {
                Some(other) => {
                    self.id = def.id.clone();
                    let headline = format!(
                        "`{}` and `{other}` have one contract name, `{}`",
                        def.id, def.name
                    );
                    self.refuse("", &refusals::NAME_CLASH, headline);
                }
                None => {
                    known.insert(key, &def.id);
                }
            }
        }
    }

    fn definition(&mut self, def: &'m TypeDef) {
        self.shape(&def.shape);
        if let Some(written) = &def.written {
            self.shape(written);
        }
        for rule in &def.rules {
            if let Err(why) = typing::check(self.model, def, &rule.expr) {
                let headline = format!("rule `{}`: {why}", rule.name);
                self.refuse("", &refusals::BAD_RULE, headline);
            }
        }
    }

    fn shape(&mut self, shape: &'m Shape) {
        match shape {
            Shape::Alias(ty) => self.ty(ty, ""),
            Shape::Object(object) => self.object(object, ""),
            Shape::Enum(all) => {
                for variant in &all.variants {
                    let part = variant.ident.as_str();
                    match &variant.body {
                        VariantBody::Unit => {}
                        VariantBody::Newtype(ty) => {
                            self.ty(ty, part);
                            if let (Tagging::Internal { tag }, false) =
                                (&all.tagging, variant.untagged)
                            {
                                self.tagged_newtype(ty, tag, part);
                            }
                        }
                        VariantBody::Tuple(items) => items.iter().for_each(|ty| self.ty(ty, part)),
                        VariantBody::Struct(object) => self.object(object, part),
                    }
                }
            }
        }
    }

    /// Where the members or the text of a value are taken apart, it has one form.
    fn one_form(&mut self, ty: &'m Type, part: &str) {
        if is_split(self.model, ty) {
            let headline = "what is read and what is written of this type differ as a whole, and here its parts are needed";
            self.refuse_with(
                part,
                &refusals::WIRE_MISMATCH,
                headline,
                "give the type `from` (or `try_from`) and `into` with one type",
            );
        }
    }

    fn tagged_newtype(&mut self, ty: &'m Type, tag: &str, part: &str) {
        self.one_form(ty, part);
        let fits = match base(self.model, ty) {
            Base::Kind(kind) => holds_members(&Type::new(kind.clone())).unwrap_or(false),
            Base::Object(object) => {
                let clash = object.fields.iter().any(|field| {
                    field
                        .read
                        .iter()
                        .chain(&field.write)
                        .any(|side| side.name == tag)
                });
                if clash {
                    let headline =
                        format!("the value of `{part}` has a member named `{tag}`, like the tag");
                    self.refuse(part, &refusals::WIRE_CLASH, headline);
                }
                true
            }
            Base::Enum(inner) => !inner.is_text() && inner.tagging != Tagging::Untagged,
            Base::Unknown => true,
        };
        if !fits {
            let headline = format!(
                "`{part}` holds {}, which has no members to put the tag beside",
                describe(&ty.kind)
            );
            self.refuse(part, &refusals::TAGGED_NEWTYPE, headline);
        }
    }

    fn object(&mut self, object: &'m Object, variant: &str) {
        let part_of = |ident: &str| match variant {
            "" => ident.to_owned(),
            variant => format!("{variant}.{ident}"),
        };
        if let crate::Additional::Typed(ty) = &object.additional {
            self.ty(ty, variant);
        }
        for field in &object.fields {
            let part = part_of(&field.ident);
            self.ty(&field.ty, &part);
            if field.flatten {
                self.flattened(field, &part);
            }
            if matches!(object.additional, crate::Additional::Typed(_)) {
                self.beside_a_map(field, &part);
            }
        }
        for direction in [Direction::Read, Direction::Write] {
            let mut names: HashMap<String, &str> = HashMap::default();
            for field in &object.fields {
                for name in self.member_names(field, direction, 0) {
                    if let Some(other) = names.insert(name.clone(), &field.ident)
                        && other != field.ident
                    {
                        let headline = format!(
                            "`{}` and `{other}` both have the member `{name}`",
                            field.ident
                        );
                        self.refuse(&part_of(&field.ident), &refusals::WIRE_CLASH, headline);
                        return;
                    }
                }
            }
        }
    }

    /// The names that a field puts into its object.
    fn member_names(&self, field: &'m Field, direction: Direction, depth: usize) -> Vec<String> {
        let Some(side) = field.side(direction) else {
            return Vec::new();
        };
        if !field.flatten {
            let mut names = vec![side.name.clone()];
            if direction == Direction::Read {
                names.extend(field.aliases.iter().cloned());
            }
            return names;
        }
        match base(self.model, &field.ty) {
            Base::Object(object) if depth < 32 => object
                .fields
                .iter()
                .flat_map(|inner| self.member_names(inner, direction, depth + 1))
                .collect(),
            Base::Enum(all) => match &all.tagging {
                Tagging::Internal { tag } => vec![tag.clone()],
                Tagging::Adjacent { tag, content } => vec![tag.clone(), content.clone()],
                Tagging::External | Tagging::Untagged => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn words(&self, ty: &Type) -> String {
        match base(self.model, ty) {
            Base::Kind(kind) => describe(kind),
            Base::Object(_) => "an object".into(),
            Base::Enum(all) if all.is_text() => "a text enum".into(),
            Base::Enum(_) => "an enum".into(),
            Base::Unknown => "unknown".into(),
        }
    }

    fn ty(&mut self, ty: &'m Type, part: &str) {
        match &ty.kind {
            Kind::Nullable(inner)
            | Kind::List(inner)
            | Kind::Set(inner)
            | Kind::Array(inner, _) => {
                self.ty(inner, part);
            }
            Kind::Tuple(items) => items.iter().for_each(|item| self.ty(item, part)),
            Kind::Map { key, value } => {
                self.key(key, part);
                self.ty(key, part);
                self.ty(value, part);
            }
            Kind::Ref(id) => {
                if !self.model.types.contains_key(id) {
                    let headline = format!("`{id}` is no contract of this model");
                    self.refuse(part, &refusals::NOT_A_CONTRACT, headline);
                    return;
                }
                self.constraints_through(ty, part);
            }
            _ => {}
        }
        self.allowed(ty, part);
    }

    fn api(&mut self, api: &'m Api) {
        for operation in &api.operations {
            // each major version has a document of its own
            let same = |other: &&Api| other.major == api.major && other.id < api.id;
            for other in self.model.apis.iter().filter(same) {
                if let Some(clash) = other.operations.iter().find(|o| clashes(o, operation)) {
                    let headline = format!(
                        "`{}` of `{}` and `{}` of `{}` are the same operation",
                        operation.ident, api.id, clash.ident, other.id
                    );
                    self.refuse("", &refusals::API_CLASH, headline);
                }
            }
            for parameter in &operation.parameters {
                let part = format!("{}.{}", operation.ident, parameter.ident);
                self.ty(&parameter.ty, &part);
                if !self.textual(&parameter.ty, parameter.place != ParameterPlace::Path) {
                    let headline = format!(
                        "`{}` is {}, which has no one form in a {}",
                        parameter.ident,
                        self.words(&parameter.ty),
                        match parameter.place {
                            ParameterPlace::Path => "path",
                            ParameterPlace::Query => "query",
                            ParameterPlace::Header => "header",
                        }
                    );
                    self.refuse(&part, &refusals::API_PARAMETER, headline);
                }
            }
            if let Some(body) = &operation.body {
                self.ty(body, &format!("{}.body", operation.ident));
            }
            for response in &operation.responses {
                let part = format!("{}.{}", operation.ident, response.status);
                if let Some(body) = &response.body {
                    self.ty(body, &part);
                }
                for header in &response.headers {
                    self.ty(&header.ty, &part);
                    if !self.textual(&header.ty, true) {
                        let headline =
                            format!("the header `{}` is {}", header.name, self.words(&header.ty));
                        self.refuse(&part, &refusals::API_RESPONSE, headline);
                    }
                }
            }
        }
    }

    /// True if a value is text in a path, query or header.
    fn textual(&self, ty: &Type, lists: bool) -> bool {
        match base(self.model, ty) {
            Base::Kind(Kind::List(item) | Kind::Set(item)) => lists && self.textual(item, false),
            Base::Kind(kind) => matches!(
                kind,
                Kind::Bool | Kind::Integer(_) | Kind::Float { .. } | Kind::Char | Kind::Text
            ),
            Base::Enum(all) => all.is_text(),
            Base::Object(_) => false,
            Base::Unknown => true,
        }
    }
}

fn clashes(a: &Operation, b: &Operation) -> bool {
    a.ident == b.ident || (a.method == b.method && a.path == b.path)
}

/// The constraints that are given.
fn named(constraints: &crate::Constraints) -> Vec<(&'static str, Subject)> {
    let mut found = Vec::new();
    let mut add = |given: bool, name, subject| {
        if given {
            found.push((name, subject));
        }
    };
    add(constraints.min.is_some(), "min", Subject::Number);
    add(constraints.max.is_some(), "max", Subject::Number);
    add(
        constraints.multiple_of.is_some(),
        "multiple_of",
        Subject::Number,
    );
    add(
        constraints.min_length.is_some(),
        "min_length",
        Subject::Text,
    );
    add(
        constraints.max_length.is_some(),
        "max_length",
        Subject::Text,
    );
    add(constraints.pattern.is_some(), "pattern", Subject::Text);
    add(constraints.format.is_some(), "format", Subject::Text);
    add(constraints.min_items.is_some(), "min_items", Subject::List);
    add(constraints.max_items.is_some(), "max_items", Subject::List);
    add(constraints.unique, "unique", Subject::List);
    add(
        constraints.min_properties.is_some(),
        "min_properties",
        Subject::Members,
    );
    add(
        constraints.max_properties.is_some(),
        "max_properties",
        Subject::Members,
    );
    add(constraints.constant.is_some(), "const", Subject::Value);
    add(constraints.one_of.is_some(), "one_of", Subject::Value);
    found
}
