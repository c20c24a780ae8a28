//! Components as interfaces and type aliases.

use std::collections::{BTreeMap, BTreeSet};

use contractual_model::Deprecation;
use contractual_model::json::{Json, to_line};

use super::names::is_identifier;
use super::text::{WIDTH, braced, docs, quoted};
use super::{Module, NOTICE};
use crate::set::{
    Component, ComponentId, Form, Member, Node, NodeKind, ObjectForm, Rest, UnionForm,
};

/// An array of exactly so many items is written as a tuple.
const LONGEST_TUPLE: u64 = 16;

/// The types of one file; `texts` are those of all components.
pub(super) fn file(
    module: &Module<'_, '_>,
    home: &str,
    components: &[ComponentId],
    texts: &[String],
) -> String {
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for id in components {
        named(&module.set.component(*id).form, &mut |to| {
            let other = module.homes[to].as_str();
            if other != home {
                imports.entry(other).or_default().insert(module.name(to));
            }
        });
    }
    let mut text = NOTICE.to_owned();
    for (place, (from, names)) in imports.iter().enumerate() {
        if place == 0 {
            text.push('\n');
        }
        let names: Vec<&str> = names.iter().copied().collect();
        text.push_str(&braced(
            "import type",
            &names,
            &format!(" from \"./{from}.js\";"),
        ));
    }
    for id in components {
        text.push('\n');
        text.push_str(&texts[*id]);
    }
    text
}

/// Calls `seen` with every component that the printed type names: what literals or `unknown` stand for is not printed.
fn named(form: &Form, seen: &mut dyn FnMut(ComponentId)) {
    match form {
        Form::Value(node) => named_by(node, seen),
        Form::Object(object) => {
            for member in &object.members {
                named_by(&member.node, seen);
            }
            if let Rest::Typed(node) = &object.rest {
                named_by(node, seen);
            }
        }
        Form::Union(union) => {
            let is_unknown = |node: &Node| matches!(node.kind, NodeKind::Any);
            if !union.branches.iter().any(|branch| is_unknown(&branch.node)) {
                for branch in &union.branches {
                    named_by(&branch.node, seen);
                }
            }
        }
    }
}

fn named_by(node: &Node, seen: &mut dyn FnMut(ComponentId)) {
    let c = &node.constraints;
    if literals(c.constant.as_ref(), c.one_of.as_deref()).is_some() {
        return;
    }
    match &node.kind {
        NodeKind::Ref(id) => seen(*id),
        NodeKind::List(item) => named_by(item, seen),
        NodeKind::Tuple(items) => items.iter().for_each(|item| named_by(item, seen)),
        NodeKind::Map { key, value } => {
            named_by(key, seen);
            named_by(value, seen);
        }
        _ => {}
    }
}

/// A type expression, with what is needed to put it into another one.
#[derive(Debug, Clone)]
struct Ty {
    text: String,
    /// The parts of a union, in order.
    parts: Vec<String>,
    /// True for `readonly T[]`, which needs parentheses inside a list.
    list: bool,
}

impl Ty {
    fn one(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            parts: vec![text.clone()],
            text,
            list: false,
        }
    }

    fn list(text: String) -> Self {
        Self {
            list: true,
            ..Self::one(text)
        }
    }

    /// Every part once.
    fn union(each: impl IntoIterator<Item = Ty>) -> Self {
        let mut parts: Vec<String> = Vec::new();
        let mut list = false;
        for ty in each {
            list |= ty.list;
            for part in ty.parts {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        match parts.as_slice() {
            [] => Self::one("never"),
            _ if parts.iter().any(|part| part == "unknown") => Self::one("unknown"),
            [_] => Self {
                text: parts.concat(),
                parts,
                list,
            },
            _ => Self {
                text: parts.join(" | "),
                parts,
                list: false,
            },
        }
    }

    /// As the item of a list.
    fn item(&self) -> String {
        if self.list || self.parts.len() > 1 {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

impl Module<'_, '_> {
    pub(super) fn component(&self, id: ComponentId) -> String {
        let component = self.set.component(id);
        let name = self.name(id);
        let head = head(component);
        let body = match &component.form {
            Form::Value(node) => alias(name, &self.ty(node)),
            Form::Union(union) => alias(name, &self.union(union)),
            Form::Object(object) => self.object(name, object),
        };
        format!("{head}{body}")
    }

    fn union(&self, union: &UnionForm) -> Ty {
        Ty::union(union.branches.iter().map(|branch| self.ty(&branch.node)))
    }

    fn object(&self, name: &str, object: &ObjectForm) -> String {
        let rest = self.rest(object);
        if object.members.is_empty() {
            let value = rest.map_or_else(|| "never".to_owned(), |ty| ty.text);
            return format!("export type {name} = {{ readonly [member: string]: {value} }};\n");
        }
        let mut lines = String::new();
        for member in &object.members {
            lines.push_str(&self.member(member));
        }
        if let Some(rest) = rest {
            lines.push_str(&docs("Further members.", None, 2));
            lines.push_str(&format!("  readonly [member: string]: {};\n", rest.text));
        }
        format!("export interface {name} {{\n{lines}}}\n")
    }

    /// The type of members that are not declared. TypeScript wants it to hold for the declared ones as well.
    fn rest(&self, object: &ObjectForm) -> Option<Ty> {
        match &object.rest {
            Rest::Closed => None,
            Rest::Open => Some(Ty::one("unknown")),
            Rest::Typed(node) => {
                let declared = object.members.iter().map(|member| self.ty(&member.node));
                let optional = object
                    .members
                    .iter()
                    .any(|member| !member.required || !member.aliases.is_empty());
                let absent = optional.then(|| Ty::one("undefined"));
                let each = std::iter::once(self.ty(node)).chain(declared).chain(absent);
                Some(Ty::union(each))
            }
        }
    }

    /// A member, and its old names: one of them is there.
    fn member(&self, member: &Member) -> String {
        let ty = self.ty(&member.node).text;
        let line = |name: &str, required: bool| {
            let name = if is_identifier(name) {
                name.to_owned()
            } else {
                quoted(name)
            };
            let mark = if required { "" } else { "?" };
            format!("  readonly {name}{mark}: {ty};\n")
        };
        let mut notes = member.docs.clone();
        let mut note = |text: String| {
            if !notes.is_empty() {
                notes.push_str("\n\n");
            }
            notes.push_str(&text);
        };
        if let Some(default) = &member.default {
            note(format!("Default: `{}`", to_line(default)));
        }
        if member.required && !member.aliases.is_empty() {
            let names: Vec<String> = std::iter::once(&member.name)
                .chain(&member.aliases)
                .map(|name| format!("`{name}`"))
                .collect();
            note(format!("Exactly one of {} is there.", names.join(", ")));
        }
        let deprecated = member.deprecated.as_ref().map(deprecation);
        let mut text = docs(&notes, deprecated.as_deref(), 2);
        let required = member.required && member.aliases.is_empty();
        text.push_str(&line(&member.name, required));
        for alias in &member.aliases {
            let other = format!("the old name of `{}`", member.name);
            text.push_str(&docs("", Some(&other), 2));
            text.push_str(&line(alias, false));
        }
        text
    }

    fn ty(&self, node: &Node) -> Ty {
        let value = self.value(node);
        if node.nullable {
            Ty::union([value, Ty::one("null")])
        } else {
            value
        }
    }

    /// A value that is not null.
    fn value(&self, node: &Node) -> Ty {
        let c = &node.constraints;
        if let Some(literals) = literals(c.constant.as_ref(), c.one_of.as_deref()) {
            return literals;
        }
        match &node.kind {
            NodeKind::Null => Ty::one("null"),
            NodeKind::Bool => Ty::one("boolean"),
            NodeKind::Integer(_) | NodeKind::Float { .. } => Ty::one("number"),
            NodeKind::Text | NodeKind::OtherTag(_) => Ty::one("string"),
            NodeKind::Choice(words) | NodeKind::Tag(words) => {
                Ty::union(words.iter().map(|word| Ty::one(quoted(word))))
            }
            NodeKind::Any => Ty::one("unknown"),
            NodeKind::AnyObject => Ty::one("{ readonly [member: string]: unknown }"),
            NodeKind::List(item) => {
                let item = self.ty(item);
                match (c.min_items, c.max_items) {
                    (Some(least), Some(most)) if least == most && most <= LONGEST_TUPLE => {
                        let count = usize::try_from(most).unwrap_or_default();
                        Ty::list(format!("readonly [{}]", vec![item.text; count].join(", ")))
                    }
                    _ => Ty::list(format!("readonly {}[]", item.item())),
                }
            }
            NodeKind::Tuple(items) => {
                let each: Vec<String> = items.iter().map(|item| self.ty(item).text).collect();
                Ty::list(format!("readonly [{}]", each.join(", ")))
            }
            NodeKind::Map { key, value } => {
                let value = self.ty(value).text;
                match self.set.opened(key).kind {
                    NodeKind::Choice(_) | NodeKind::Tag(_) => Ty::one(format!(
                        "{{ readonly [key in {}]?: {value} }}",
                        self.ty(key).text
                    )),
                    _ => Ty::one(format!("{{ readonly [key: string]: {value} }}")),
                }
            }
            NodeKind::Ref(id) => Ty::one(self.name(*id)),
        }
    }
}

fn head(component: &Component) -> String {
    let deprecated = component.deprecated.as_ref().map(deprecation);
    docs(&component.docs, deprecated.as_deref(), 0)
}

fn deprecation(found: &Deprecation) -> String {
    let mut text = found.note.clone().unwrap_or_default();
    if let Some(day) = &found.sunset {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&format!("(ends {day})"));
    }
    text
}

/// The literal types of a constant or of a list of values, as far as all of them have one.
fn literals(constant: Option<&Json>, one_of: Option<&[Json]>) -> Option<Ty> {
    let values = match (constant, one_of) {
        (Some(only), _) => std::slice::from_ref(only),
        (None, Some(several)) => several,
        (None, None) => return None,
    };
    let each = values.iter().map(|value| match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => Some(Ty::one(to_line(value))),
        Json::String(text) => Some(Ty::one(quoted(text))),
        Json::Array(_) | Json::Object(_) => None,
    });
    each.collect::<Option<Vec<_>>>().map(Ty::union)
}

fn alias(name: &str, ty: &Ty) -> String {
    let line = format!("export type {name} = {};\n", ty.text);
    if ty.parts.len() < 2 || line.trim_end().chars().count() <= WIDTH {
        return line;
    }
    let each: String = ty
        .parts
        .iter()
        .map(|part| format!("\n  | {part}"))
        .collect();
    format!("export type {name} ={each};\n")
}
