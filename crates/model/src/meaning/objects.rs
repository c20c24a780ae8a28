//! Objects: members, closedness, flattening, rules.

use std::collections::HashSet;

use super::Run;
use super::fields::{Fields, Flat, flat, flat_definition};
use super::violation::Violation;
use crate::json::Json;
use crate::rule::{Verdict, evaluate};
use crate::{Additional, Enum, Field, Kind, Object, Tagging, Type, TypeDef, VariantBody};

/// How deep what is flattened may flatten again.
const MAX_DEPTH: usize = 32;

/// The members of an object that are already spoken for.
type Known = HashSet<String>;

impl Run<'_, '_> {
    pub(super) fn object(&mut self, object: &Object, value: &Json) {
        let Json::Object(members) = value else {
            return self.wrong_type("an object", value);
        };
        self.members(object, value, &[]);
        self.constraints(
            &Type {
                kind: Kind::AnyObject,
                constraints: object.constraints.clone(),
            },
            &Json::Object(members.clone()),
            true,
        );
    }

    /// Judges the members of an object; `tags` are members that the surrounding enum has already judged.
    pub(super) fn members(&mut self, object: &Object, value: &Json, tags: &[&str]) {
        let mut known: Known = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let mut additional = object.additional.clone();
        self.fields(object, value, &mut known, &mut additional);
        let Json::Object(members) = value else { return };
        for (name, each) in members.iter().filter(|(name, _)| !known.contains(name)) {
            match &additional {
                Additional::Closed => {
                    self.report(
                        "additionalProperties",
                        "no further members",
                        format!("the member `{name}`"),
                    );
                }
                Additional::Open => {}
                Additional::Typed(ty) => self.below(self.at.key(name), |run| run.ty(ty, each)),
            }
        }
    }

    fn fields(
        &mut self,
        object: &Object,
        value: &Json,
        known: &mut Known,
        additional: &mut Additional,
    ) {
        for field in &object.fields {
            if field.flatten {
                self.flattened(field, value, known, additional);
            } else {
                self.field(field, value, known);
            }
        }
    }

    fn field(&mut self, field: &Field, value: &Json, known: &mut Known) {
        let Some(side) = field.side(self.direction) else {
            return;
        };
        let reads = self.direction == crate::Direction::Read;
        let names = std::iter::once(&side.name).chain(field.aliases.iter().filter(|_| reads));
        let mut present: Option<&str> = None;
        for name in names {
            known.insert(name.clone());
            let Some(each) = value.get(name) else {
                continue;
            };
            if let Some(other) = present {
                self.report("oneOf", format!("either `{other}` or `{name}`"), "both");
                continue;
            }
            present = Some(name);
            self.below(self.at.key(name), |run| match each {
                Json::Null if side.nullable => {}
                each if side.nullable => run.nullable(&field.ty, each),
                each => run.ty(&field.ty, each),
            });
        }
        if present.is_none() && side.required {
            let keyword = if field.aliases.is_empty() || !reads {
                "required"
            } else {
                "oneOf"
            };
            self.report(
                keyword,
                format!("the member `{}`", side.name),
                "no such member",
            );
        }
    }

    /// A flattened field: a struct, an optional struct, a map, or a tagged enum.
    fn flattened(
        &mut self,
        field: &Field,
        value: &Json,
        known: &mut Known,
        additional: &mut Additional,
    ) {
        let optional = field
            .side(self.direction)
            .is_some_and(|side| side.nullable || !side.required);
        match flat(self.checker.model, &field.ty) {
            Flat::Object(object) => {
                if optional
                    && !self
                        .names(object, value, 0)
                        .iter()
                        .any(|name| value.get(name).is_some())
                {
                    known.extend(self.names(object, value, 0));
                    return;
                }
                self.fields(object, value, known, additional);
                // The rules of the flattened type speak of its members, which stand here.
                if let Some(def) = flat_definition(self.checker.model, &field.ty) {
                    self.rules(def, value);
                }
                match &object.additional {
                    Additional::Closed => {}
                    open => *additional = open.clone(),
                }
            }
            Flat::Map(ty) => *additional = Additional::Typed(Box::new(ty.clone())),
            Flat::Free => *additional = Additional::Open,
            Flat::Enum(all) => self.flattened_enum(all, optional, value, known),
            Flat::Other => {
                self.report("type", "a type that can be flattened", field.ident.clone());
            }
        }
    }

    fn flattened_enum(&mut self, all: &Enum, optional: bool, value: &Json, known: &mut Known) {
        let names = self.enum_names(all, value, 0);
        let part: Vec<(String, Json)> = match value {
            Json::Object(members) => members
                .iter()
                .filter(|(name, _)| names.contains(name))
                .cloned()
                .collect(),
            _ => Vec::new(),
        };
        known.extend(names);
        if optional && part.is_empty() {
            return;
        }
        self.among_members = all.tagging == Tagging::External && !all.is_text();
        self.choice(all, &Json::Object(part));
    }

    /// The names of the members that are an enum's among those of an object that it is flattened into.
    fn enum_names(&self, all: &Enum, value: &Json, depth: usize) -> Vec<String> {
        let of_body = |body: &VariantBody| match body {
            VariantBody::Struct(object) => self.names(object, value, depth + 1),
            VariantBody::Newtype(ty) => match flat(self.checker.model, ty) {
                Flat::Object(object) => self.names(object, value, depth + 1),
                Flat::Enum(inner) if depth < MAX_DEPTH => self.enum_names(inner, value, depth + 1),
                _ => Vec::new(),
            },
            VariantBody::Unit | VariantBody::Tuple(_) => Vec::new(),
        };
        match &all.tagging {
            Tagging::Internal { tag } => {
                let mut names = vec![tag.clone()];
                if let Some(variant) = self.tagged(all, tag, value) {
                    names.extend(of_body(&variant.body));
                }
                names
            }
            Tagging::Adjacent { tag, content } => vec![tag.clone(), content.clone()],
            Tagging::External => {
                let reads = self.direction == crate::Direction::Read;
                let live = all.variants.iter().filter(|v| !v.untagged);
                live.filter_map(|v| v.name(self.direction).map(|name| (v, name)))
                    .flat_map(|(v, name)| {
                        let aliases = v.aliases.iter().filter(move |_| reads);
                        std::iter::once(name).chain(aliases.map(String::as_str))
                    })
                    .map(str::to_owned)
                    .collect()
            }
            Tagging::Untagged => all.variants.iter().flat_map(|v| of_body(&v.body)).collect(),
        }
    }

    /// All member names an object declares in this direction, flattened ones included.
    fn names(&self, object: &Object, value: &Json, depth: usize) -> Vec<String> {
        let mut names = Vec::new();
        for field in &object.fields {
            match field.side(self.direction) {
                Some(_) if field.flatten => match flat(self.checker.model, &field.ty) {
                    Flat::Object(inner) if depth < MAX_DEPTH => {
                        names.extend(self.names(inner, value, depth + 1));
                    }
                    Flat::Enum(inner) if depth < MAX_DEPTH => {
                        names.extend(self.enum_names(inner, value, depth + 1));
                    }
                    _ => {}
                },
                Some(side) => {
                    names.push(side.name.clone());
                    names.extend(field.aliases.iter().cloned());
                }
                None => {}
            }
        }
        names
    }

    pub(super) fn rules(&mut self, def: &TypeDef, value: &Json) {
        if def.rules.is_empty()
            || !self.found.is_empty() && self.found.iter().any(|v| self.is_below(v))
        {
            // A rule speaks of values that are right by themselves.
            return;
        }
        for rule in &def.rules {
            let fields = Fields {
                model: self.checker.model,
                direction: self.direction,
            };
            let look = |path: &Vec<String>| fields.look(&def.id, value, path);
            let item = |list: &Vec<String>, item: &Json, field: &str| {
                fields.of_item(&def.id, list, item, field)
            };
            if evaluate(&rule.expr, &look, &item) == Verdict::Fails {
                let fields: Vec<String> = rule
                    .expr
                    .fields()
                    .into_iter()
                    .map(|f| format!("`{f}`"))
                    .collect();
                let expected = rule
                    .message
                    .clone()
                    .unwrap_or_else(|| rule.expr.to_string());
                self.found.push(Violation {
                    pointer: self.at.clone(),
                    keyword: "rule",
                    expected,
                    found: format!("{} that break it", fields.join(", ")),
                    rule: Some(rule.name.clone()),
                    outer: self.outer.clone(),
                });
            }
        }
    }

    fn is_below(&self, violation: &Violation) -> bool {
        violation.pointer.as_str().starts_with(self.at.as_str())
    }
}
