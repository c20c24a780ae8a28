//! Values and components to schemas.

use contractual_model::json::{Json, Number};
use contractual_model::{Constraints, Deprecation, Format, Int, Pattern};

use super::keywords::{Keywords, Target, one};
use super::rules;
use crate::set::{
    Component, Form, Member, Node, NodeKind, ObjectForm, Rest, Set, Together, UnionForm,
};

/// The largest finite `f32`, as shortest text.
const F32_MAX: &str = "3.4028234663852886e38";
/// The largest finite `f64`.
const F64_MAX: &str = "1.7976931348623157e308";
/// The lengths of the two parts of a mailbox (RFC 5321 section 4.5.3.1).
pub(crate) const EMAIL_LENGTHS: &str = "^[^@]{1,64}@[^@]{1,253}$";

/// The schema of a component.
pub(crate) fn component(set: &Set<'_>, component: &Component, target: Target) -> Json {
    let writer = Writer { set, target };
    let mut out = match &component.form {
        Form::Value(node) => writer.node(node),
        Form::Object(object) => writer.object(object),
        Form::Union(union) => writer.union(union),
    };
    if !component.docs.is_empty() {
        out.put("description", component.docs.as_str());
    }
    deprecation(component.deprecated.as_ref(), &mut out);
    if !component.examples.is_empty() {
        out.put("examples", component.examples.clone());
    }
    out.into_json()
}

/// Says that something will go, and from which day on it may.
fn deprecation(deprecated: Option<&Deprecation>, out: &mut Keywords) {
    let Some(deprecated) = deprecated else { return };
    out.put("deprecated", true);
    out.put_some("x-sunset", deprecated.sunset.as_deref().map(Json::from));
}

/// The schema of a value at a place.
pub(crate) fn value(set: &Set<'_>, node: &Node, target: Target) -> Json {
    Writer { set, target }.schema(node)
}

struct Writer<'s, 'm> {
    set: &'s Set<'m>,
    target: Target,
}

impl Writer<'_, '_> {
    fn reference(&self, id: usize) -> String {
        format!("{}{}", self.target.prefix(), self.set.component(id).name)
    }

    fn schema(&self, node: &Node) -> Json {
        self.node(node).into_json()
    }

    fn node(&self, node: &Node) -> Keywords {
        if !node.nullable || matches!(node.kind, NodeKind::Any | NodeKind::Null) {
            return self.value(node);
        }
        if node.nullable_inline() {
            let mut out = self.value(node);
            let name = match node.kind {
                NodeKind::Bool => "boolean",
                NodeKind::Integer(_) => "integer",
                NodeKind::Float { .. } => "number",
                _ => "string",
            };
            out.put("type", vec![Json::from(name), Json::from("null")]);
            return out;
        }
        let mut out = Keywords::default();
        out.put(
            "anyOf",
            vec![self.value(node).into_json(), one("type", "null")],
        );
        out
    }

    /// A value that is not null.
    fn value(&self, node: &Node) -> Keywords {
        let mut out = Keywords::default();
        let c = &node.constraints;
        match &node.kind {
            NodeKind::Null => out.put("type", "null"),
            NodeKind::Bool => out.put("type", "boolean"),
            NodeKind::Integer(int) => {
                out.put("type", "integer");
                self.integer_bounds(*int, c, &mut out);
            }
            NodeKind::Float { double } => {
                out.put("type", "number");
                self.float_bounds(*double, c, &mut out);
            }
            NodeKind::Text => out.put("type", "string"),
            NodeKind::Choice(words) => {
                out.put("type", "string");
                out.put("enum", texts(words));
            }
            NodeKind::Tag(words) => {
                out.put("type", "string");
                match words.as_slice() {
                    [only] => out.put("const", only.as_str()),
                    several => out.put("enum", texts(several)),
                }
            }
            NodeKind::OtherTag(known) => {
                out.put("type", "string");
                if !known.is_empty() {
                    out.put("not", one("enum", texts(known)));
                }
            }
            NodeKind::Any => {}
            NodeKind::AnyObject => out.put("type", "object"),
            NodeKind::List(item) => {
                out.put("type", "array");
                out.put("items", self.schema(item));
            }
            NodeKind::Tuple(items) => {
                out.put("type", "array");
                let length = items.len() as u64;
                out.put("minItems", length);
                out.put("maxItems", length);
                // `items: false` says the same; Spectral and openapi-python-client refuse it.
                out.put("items", Json::object());
                if !items.is_empty() {
                    out.put(
                        "prefixItems",
                        items
                            .iter()
                            .map(|item| self.schema(item))
                            .collect::<Vec<_>>(),
                    );
                }
            }
            NodeKind::Map { key, value } => {
                out.put("type", "object");
                out.put("additionalProperties", self.schema(value));
                if !(matches!(key.kind, NodeKind::Text) && key.constraints.is_empty()) {
                    out.put("propertyNames", self.schema(key));
                }
            }
            NodeKind::Ref(id) => {
                out.put("$ref", self.reference(*id));
                // Readers that are strict about types want the type beside the keywords that speak of it.
                if !c.is_empty() {
                    let kind = self.type_of(node);
                    if kind == Some("array") {
                        // Spectral wants it beside `type: array`; what the items are is said by the reference.
                        out.put("items", Json::object());
                    }
                    out.put_some("type", kind);
                }
            }
        }
        constraints(node, &mut out);
        out
    }

    /// The one type of all values, if there is one.
    fn type_of(&self, node: &Node) -> Option<&'static str> {
        match self.set.opened(node).kind {
            NodeKind::Text | NodeKind::Choice(_) | NodeKind::Tag(_) | NodeKind::OtherTag(_) => {
                Some("string")
            }
            NodeKind::Bool => Some("boolean"),
            NodeKind::Integer(_) => Some("integer"),
            NodeKind::Float { .. } => Some("number"),
            NodeKind::List(_) | NodeKind::Tuple(_) => Some("array"),
            NodeKind::AnyObject | NodeKind::Map { .. } => Some("object"),
            NodeKind::Null => Some("null"),
            NodeKind::Ref(id) => match self.set.component(id).form {
                Form::Object(_) => Some("object"),
                Form::Union(_) | Form::Value(_) => None,
            },
            NodeKind::Any => None,
        }
    }

    fn integer_bounds(&self, int: Int, c: &Constraints, out: &mut Keywords) {
        if self.target == Target::OpenApi {
            match int {
                Int::I32 => out.put("format", "int32"),
                Int::I64 | Int::Isize => out.put("format", "int64"),
                Int::U8 | Int::U16 | Int::U32 | Int::U64 | Int::Usize | Int::I8 | Int::I16 => {}
            }
        }
        bounds(c, out);
        if c.constant.is_some() || c.one_of.is_some() {
            return;
        }
        let (low, high) = int.range();
        if c.min
            .as_ref()
            .is_none_or(|bound| bound.value < Number::from(low))
        {
            out.put_number("minimum", &Number::from(low));
        }
        if c.max
            .as_ref()
            .is_none_or(|bound| bound.value > Number::from(high))
        {
            out.put_number("maximum", &Number::from(high));
        }
    }

    fn float_bounds(&self, double: bool, c: &Constraints, out: &mut Keywords) {
        if self.target == Target::OpenApi {
            out.put("format", if double { "double" } else { "float" });
        }
        bounds(c, out);
        if c.constant.is_some() || c.one_of.is_some() {
            return;
        }
        let limit =
            Number::parse(if double { F64_MAX } else { F32_MAX }).unwrap_or_else(Number::zero);
        if c.min.is_none() {
            out.put_number("minimum", &limit.negated());
        }
        if c.max.is_none() {
            out.put_number("maximum", &limit);
        }
    }

    fn object(&self, object: &ObjectForm) -> Keywords {
        let mut out = Keywords::default();
        out.put("type", "object");
        out.put_some("minProperties", object.min_properties.filter(|n| *n > 0));
        out.put_some("maxProperties", object.max_properties);
        let required: Vec<Json> = object
            .members
            .iter()
            .filter(|member| member.required && member.aliases.is_empty())
            .map(|member| Json::from(member.name.as_str()))
            .collect();
        if !required.is_empty() {
            out.put("required", required);
        }
        let mut properties: Vec<(String, Json)> = Vec::new();
        for member in &object.members {
            properties.push((member.name.clone(), self.member(member, false)));
            for alias in &member.aliases {
                properties.push((alias.clone(), self.member(member, true)));
            }
        }
        if !properties.is_empty() {
            out.put("properties", Json::Object(properties));
        }
        match &object.rest {
            Rest::Closed => out.put("additionalProperties", false),
            Rest::Open => out.put("additionalProperties", true),
            Rest::Typed(node) => out.put("additionalProperties", self.schema(node)),
        }
        object
            .members
            .iter()
            .for_each(|member| one_name(member, &mut out));
        if !matches!(object.rest, Rest::Closed) {
            for name in &object.absent {
                out.also(one("not", one("required", vec![Json::from(name.as_str())])));
            }
        }
        let together = together(object);
        if !together.is_empty() {
            out.put("dependentRequired", Json::Object(together));
        }
        together_by_any_name(object)
            .into_iter()
            .for_each(|schema| out.also(schema));
        for schema in rules::schemas(self.set, object) {
            out.also(schema);
        }
        if let Some(record) = rules::record(self.set, object) {
            match self.target {
                Target::File => out.put(
                    "$comment",
                    format!("contract-rules: {}", rules::compact(&record)),
                ),
                Target::OpenApi => out.put("x-contract-rules", record),
            }
        }
        out
    }

    fn member(&self, member: &Member, old_name: bool) -> Json {
        let mut out = if matches!(member.node.kind, NodeKind::Null) {
            // openapi-generator's output does not compile for `{"type": "null"}` as a whole property.
            let mut out = Keywords::default();
            out.put("const", Json::Null);
            out
        } else {
            self.node(&member.node)
        };
        if !member.docs.is_empty() {
            out.put("description", member.docs.as_str());
        }
        deprecation(member.deprecated.as_ref(), &mut out);
        if old_name {
            out.put("deprecated", true);
        }
        if self.target == Target::OpenApi {
            if member.read_only {
                out.put("readOnly", true);
            }
            if member.write_only {
                out.put("writeOnly", true);
            }
        }
        out.put_some("default", member.default.clone());
        if !member.examples.is_empty() {
            out.put("examples", member.examples.clone());
        }
        out.into_json()
    }

    fn union(&self, union: &UnionForm) -> Keywords {
        let mut out = Keywords::default();
        let branches: Vec<Json> = union
            .branches
            .iter()
            .map(|branch| self.schema(&branch.node))
            .collect();
        out.put(if union.exclusive { "oneOf" } else { "anyOf" }, branches);
        if let (Target::OpenApi, Some(tag)) = (self.target, &union.tag) {
            let mut mapping: Vec<(String, Json)> = Vec::new();
            for branch in &union.branches {
                let NodeKind::Ref(id) = branch.node.kind else {
                    continue;
                };
                mapping.extend(
                    branch
                        .tags
                        .iter()
                        .map(|value| (value.clone(), self.reference(id).into())),
                );
            }
            let mut discriminator = one("propertyName", tag.as_str());
            discriminator.set("mapping", Json::Object(mapping));
            out.put("discriminator", discriminator);
        }
        out
    }
}

/// A member with old names is there under one name only.
fn one_name(member: &Member, out: &mut Keywords) {
    if member.aliases.is_empty() {
        return;
    }
    let names: Vec<&str> = std::iter::once(&member.name)
        .chain(&member.aliases)
        .map(String::as_str)
        .collect();
    if member.required {
        let each = names
            .iter()
            .map(|name| one("required", vec![Json::from(*name)]));
        return out.also(one("oneOf", each.collect::<Vec<_>>()));
    }
    for (at, first) in names.iter().enumerate() {
        for second in &names[at + 1..] {
            out.also(one(
                "not",
                one("required", vec![Json::from(*first), Json::from(*second)]),
            ));
        }
    }
}

/// `dependentRequired`: the members of a flattened option come together.
fn together(object: &ObjectForm) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    for group in &object.together {
        for member in members_of(object, group) {
            let needed: Vec<Json> = group
                .required
                .iter()
                .filter(|other| **other != member.name)
                .filter(|other| old_names(object, other).is_empty())
                .map(|other| Json::from(other.as_str()))
                .collect();
            if !needed.is_empty() {
                for name in std::iter::once(&member.name).chain(&member.aliases) {
                    found.push((name.clone(), needed.clone().into()));
                }
            }
        }
    }
    found
}

/// The same for a member with several names: one of them is there, or none of the group.
fn together_by_any_name(object: &ObjectForm) -> Vec<Json> {
    let required = |name: &String| one("required", vec![Json::from(name.as_str())]);
    let mut found = Vec::new();
    for group in &object.together {
        for name in &group.required {
            let old = old_names(object, name);
            if old.is_empty() {
                continue;
            }
            let all = members_of(object, group)
                .flat_map(|member| std::iter::once(&member.name).chain(&member.aliases))
                .map(required);
            let none = one("not", one("anyOf", all.collect::<Vec<_>>()));
            let any = std::iter::once(name).chain(old).map(required);
            let any: Vec<Json> = any.chain([none]).collect();
            found.push(one("anyOf", any));
        }
    }
    found
}

fn members_of<'o>(object: &'o ObjectForm, group: &'o Together) -> impl Iterator<Item = &'o Member> {
    let names = object.members.iter();
    names.filter(|member| group.all.contains(&member.name))
}

fn old_names<'o>(object: &'o ObjectForm, name: &str) -> &'o [String] {
    let member = object.members.iter().find(|member| member.name == name);
    member.map_or(&[], |member| &member.aliases)
}

fn constraints(node: &Node, out: &mut Keywords) {
    let c = &node.constraints;
    if !matches!(node.kind, NodeKind::Integer(_) | NodeKind::Float { .. }) {
        bounds(c, out);
    }
    if let Some(step) = &c.multiple_of {
        out.put_number("multipleOf", step);
    }
    if !matches!(node.kind, NodeKind::Tuple(_)) {
        out.put_some("minItems", c.min_items.filter(|n| *n > 0));
        out.put_some("maxItems", c.max_items);
    }
    out.put_some("minLength", c.min_length.filter(|n| *n > 0));
    out.put_some("maxLength", c.max_length);
    out.put_some("minProperties", c.min_properties.filter(|n| *n > 0));
    out.put_some("maxProperties", c.max_properties);
    if c.unique {
        out.put("uniqueItems", true);
    }
    out.put_some("const", c.constant.clone());
    out.put_some("enum", c.one_of.clone());
    if let Some(format) = c.format {
        written_form(format, c, out);
    }
    if let Some(pattern) = &c.pattern {
        if out.has("pattern") {
            let mut second = Keywords::default();
            second.put("pattern", pattern.common.as_str());
            second.put_some("not", guard(pattern));
            out.also(second.into_json());
        } else {
            out.put("pattern", pattern.common.as_str());
            out.put_some("not", guard(pattern));
        }
    }
}

fn bounds(c: &Constraints, out: &mut Keywords) {
    if let Some(min) = &c.min {
        out.put_number(
            if min.exclusive {
                "exclusiveMinimum"
            } else {
                "minimum"
            },
            &min.value,
        );
    }
    if let Some(max) = &c.max {
        out.put_number(
            if max.exclusive {
                "exclusiveMaximum"
            } else {
                "maximum"
            },
            &max.value,
        );
    }
}

/// A named form of text: the keyword is a note to many readers, so the pattern says it again.
fn written_form(format: Format, c: &Constraints, out: &mut Keywords) {
    let pattern = format.pattern();
    if let Some(keyword) = format.keyword() {
        out.put("format", keyword);
    }
    if format == Format::Base64 {
        out.put("contentEncoding", "base64");
    }
    out.put("pattern", pattern.common.as_str());
    out.put_some("not", guard(&pattern));
    if format == Format::Hostname {
        out.put("maxLength", c.max_length.unwrap_or(253).min(253));
    }
    if format == Format::Email {
        out.also(one("pattern", EMAIL_LENGTHS));
    }
}

/// What Python's `$` needs beside it, because it also matches before a final line feed.
fn guard(pattern: &Pattern) -> Option<Json> {
    pattern.guard().map(|refused| one("pattern", refused))
}

fn texts(words: &[String]) -> Vec<Json> {
    words.iter().map(|word| Json::from(word.as_str())).collect()
}
