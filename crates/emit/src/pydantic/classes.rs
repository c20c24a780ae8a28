//! Objects to classes.

use contractual_model::json::Json;

use super::Module;
use super::prelude::Need;
use crate::python::{Arg, Py, WIDTH, assignment, docstring, literal, quoted, width};
use crate::set::{ComponentId, Member, Node, NodeKind, ObjectForm, Rest, Together};

impl Module<'_, '_> {
    /// The class of an object, after the aliases of annotations that do not fit into it.
    pub(super) fn class(&self, id: ComponentId, object: &ObjectForm) -> String {
        let component = self.set.component(id);
        let name = self.name(id);
        let mut aliases = String::new();
        let mut body = docstring(&component.docs, 4);
        let mut fields = String::new();
        match &object.rest {
            Rest::Closed => {}
            Rest::Open => {
                fields.push_str("    model_config = ConfigDict(extra=\"allow\")\n\n");
            }
            Rest::Typed(node) => {
                fields.push_str("    model_config = ConfigDict(extra=\"allow\")\n\n");
                let ty = Py::index("dict", vec![Py::raw("str"), self.annotated(node, false)]);
                let head = "    __pydantic_extra__: ";
                fields.push_str(&format!("{head}{}\n", ty.laid_out(4, head.len(), 0)));
            }
        }
        for (at, member) in object.members.iter().enumerate() {
            let field = self.field(member, &self.names.members[id][at], name, &mut aliases);
            fields.push_str(&field);
        }
        let methods = self.methods(id, object);
        let holds_more = !fields.is_empty() || !methods.is_empty();
        if !body.is_empty() && holds_more {
            body.push('\n');
        }
        body.push_str(&fields);
        for (at, method) in methods.iter().enumerate() {
            if at > 0 || !fields.is_empty() {
                body.push('\n');
            }
            body.push_str(method);
        }
        if body.is_empty() {
            body.push_str("    pass\n");
        }
        let gap = if aliases.is_empty() { "" } else { "\n\n" };
        format!(
            "{aliases}{gap}class {name}(StrictContract):\n{}",
            body.trim_end_matches('\n').to_owned() + "\n"
        )
    }

    fn field(&self, member: &Member, name: &str, class: &str, aliases: &mut String) -> String {
        let node = &member.node;
        let nullable = node.nullable && !matches!(node.kind, NodeKind::Null | NodeKind::Any);
        let parts = self.parts(
            &Node {
                nullable: false,
                ..node.clone()
            },
            false,
        );
        let mut args: Vec<Arg> = Vec::new();
        let merged = !nullable
            && parts.extra.is_empty()
            && !parts.field.is_empty()
            && self.can_merge(member);
        let (inner, bounds) = if merged {
            (parts.base, parts.field)
        } else {
            (self.join(parts), Vec::new())
        };
        let default = self.default(member);
        if let Some(default) = &default {
            args.push(default.clone());
        }
        args.extend(bounds);
        if name != member.name {
            args.push(Arg::named("alias", Py::Str(member.name.clone())));
        }
        if !member.docs.is_empty() {
            args.push(Arg::named("description", Py::Str(member.docs.clone())));
        }
        if member.deprecated.is_some() {
            args.push(Arg::named("deprecated", Py::raw("True")));
        }
        if default
            .as_ref()
            .is_some_and(|arg| arg.name == Some("default"))
            && self.needs_validation(member)
        {
            args.push(Arg::named("validate_default", Py::raw("True")));
        }
        let annotation = if nullable {
            Py::Union(vec![inner.clone(), Py::raw("None")])
        } else {
            inner.clone()
        };
        let mutable = matches!(member.default, Some(Json::Array(_) | Json::Object(_)));
        let value = match (args.as_slice(), &default) {
            ([], _) => None,
            // A mutable default stands in `Field`, where linters know that it is copied for each instance.
            ([only], Some(_)) if only.name == Some("default") && !mutable => {
                Some(only.value.clone())
            }
            _ => {
                self.need(Need::Field);
                Some(Py::call("Field", args))
            }
        };
        let head = format!("    {name}: ");
        let flat_value = value
            .as_ref()
            .map(|value| format!(" = {}", value.flat()))
            .unwrap_or_default();
        let line = format!("{head}{}{flat_value}", annotation.flat());
        if width(&line) <= WIDTH {
            return line + "\n";
        }
        let Some(value) = value else {
            if !nullable {
                return format!("{head}{}\n", inner.laid_out(4, head.len(), 0));
            }
            let alias = self.hoist(class, name, &inner, aliases);
            return format!("{head}{alias} | None\n");
        };
        // A long annotation gets a name, so that only the value is broken.
        let fits = |annotation: &str| width(&format!("{head}{annotation} = Field(")) <= WIDTH;
        let mut named = annotation.flat();
        if matches!(inner, Py::Index(..)) || !fits(&named) {
            let alias = self.hoist(class, name, &inner, aliases);
            named = if nullable {
                format!("{alias} | None")
            } else {
                alias
            };
        }
        let start = format!("{head}{named} = ");
        format!("{start}{}\n", value.laid_out(4, width(&start), 0))
    }

    /// Gives an annotation a name of its own before the class.
    fn hoist(&self, class: &str, field: &str, inner: &Py, aliases: &mut String) -> String {
        let words = field.split('_').filter(|word| !word.is_empty());
        let capital = |word: &str| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        };
        let mut name = format!("_{class}{}", words.map(capital).collect::<String>());
        if field.len() + name.len() > 60 {
            name = format!(
                "_{class}{}",
                aliases.matches("\n_").count() + usize::from(!aliases.is_empty()) + 1
            );
        }
        let text = inner.flat();
        let pending = self.pending.borrow();
        let ahead = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| pending.contains(word));
        aliases.push_str(&match ahead {
            true => {
                self.need(Need::TypeAliasType);
                self.lazy_alias(&name, inner)
            }
            false => assignment(&name, inner),
        });
        name
    }

    /// Bounds can stand in the field's own `Field` unless an old name has to be read as well.
    fn can_merge(&self, member: &Member) -> bool {
        member.required || !matches!(self.absent(member), Absent::Missing)
    }

    fn absent(&self, member: &Member) -> Absent {
        match &member.default {
            Some(default) => Absent::Default(default.clone()),
            None if member.node.nullable
                || matches!(member.node.kind, NodeKind::Null | NodeKind::Any) =>
            {
                Absent::Null
            }
            None => Absent::Missing,
        }
    }

    /// The argument of `Field` that says what an absent member means.
    fn default(&self, member: &Member) -> Option<Arg> {
        if member.required {
            return None;
        }
        let factory = |name: &str| Arg::named("default_factory", Py::raw(name));
        Some(match self.absent(member) {
            Absent::Default(Json::Array(items)) if items.is_empty() && self.is_list(member) => {
                factory("list")
            }
            Absent::Default(Json::Object(items)) if items.is_empty() && self.is_map(member) => {
                factory("dict")
            }
            Absent::Default(value) if self.needs_validation(member) => {
                self.need(Need::InJson);
                Arg::named(
                    "default",
                    Py::call("_in_json", vec![Arg::plain(literal(&value))]),
                )
            }
            Absent::Default(value) => Arg::named("default", literal(&value)),
            Absent::Null => Arg::named("default", Py::raw("None")),
            Absent::Missing => {
                self.need(Need::Absent);
                Arg::named("default", Py::raw("ABSENT"))
            }
        })
    }

    fn is_list(&self, member: &Member) -> bool {
        matches!(self.set.opened(&member.node).kind, NodeKind::List(_))
    }

    fn is_map(&self, member: &Member) -> bool {
        matches!(
            self.set.opened(&member.node).kind,
            NodeKind::Map { .. } | NodeKind::AnyObject
        )
    }

    /// True if the default has to go through the annotation to become a value: models and tuples.
    fn needs_validation(&self, member: &Member) -> bool {
        member.default.is_some() && !self.is_plain(&member.node)
    }

    fn is_plain(&self, node: &Node) -> bool {
        match self.set.opened(node).kind {
            NodeKind::Bool
            | NodeKind::Integer(_)
            | NodeKind::Float { .. }
            | NodeKind::Text
            | NodeKind::Choice(_)
            | NodeKind::Tag(_)
            | NodeKind::OtherTag(_)
            | NodeKind::Null
            | NodeKind::Any
            | NodeKind::AnyObject => true,
            NodeKind::List(item) => self.is_plain(&item),
            NodeKind::Map { value, .. } => self.is_plain(&value),
            NodeKind::Tuple(_) | NodeKind::Ref(_) => false,
        }
    }

    fn methods(&self, id: ComponentId, object: &ObjectForm) -> Vec<String> {
        let mut found = Vec::new();
        let mut used: Vec<String> = self.names.members[id].clone();
        for (at, member) in object.members.iter().enumerate() {
            for alias in &member.aliases {
                let own = &self.names.members[id][at];
                let name = unused(
                    &format!("{}_is_{own}", contractual_model::naming::snake(alias)),
                    &mut used,
                );
                found.push(self.old_name(member, alias, &name));
            }
        }
        for group in &object.together {
            let name = unused(&format!("{}_all_or_none", group.ident), &mut used);
            found.push(self.together(id, object, group, &name));
        }
        let class = self.name(id);
        if !matches!(object.rest, Rest::Closed) && !object.absent.is_empty() {
            let name = unused("one_variant", &mut used);
            found.push(self.one_variant(&object.absent, class, &name));
        }
        for (what, limit, refuses) in [
            ("at least", object.min_properties, "<"),
            ("at most", object.max_properties, ">"),
        ] {
            let Some(limit) = limit.filter(|limit| *limit > 0 || refuses == ">") else {
                continue;
            };
            let name = unused(
                if refuses == "<" {
                    "min_properties"
                } else {
                    "max_properties"
                },
                &mut used,
            );
            let noun = if limit == 1 {
                "property is"
            } else {
                "properties are"
            };
            let word = if refuses == "<" {
                "required"
            } else {
                "allowed"
            };
            let condition = format!("len(self.model_fields_set) {refuses} {limit}");
            let message = format!("{what} {limit} {noun} {word}");
            found.push(self.after(&name, class, &condition, &message));
        }
        for rule in &object.rules {
            let name = unused(
                &contractual_model::naming::snake(&rule.rule.name),
                &mut used,
            );
            if let Some(condition) = self.refuses(id, object, rule) {
                let message = rule
                    .rule
                    .message
                    .clone()
                    .unwrap_or_else(|| format!("must hold: {}", rule.rule.expr));
                found.push(self.after_lines(&name, class, &condition, &message));
            }
        }
        found
    }

    /// A method that refuses a value if `condition` holds.
    fn after(&self, name: &str, class: &str, condition: &str, message: &str) -> String {
        self.after_lines(
            name,
            class,
            &super::rules::Condition::Atom(condition.to_owned()),
            message,
        )
    }

    fn after_lines(
        &self,
        name: &str,
        class: &str,
        condition: &super::rules::Condition,
        message: &str,
    ) -> String {
        self.need(Need::ModelValidator);
        let mut lines = Vec::new();
        let test = condition.test(&mut lines);
        let raise = format!("raise ValueError({})", quoted(message));
        let raise = if 12 + width(&raise) <= WIDTH {
            format!("            {raise}\n")
        } else {
            let message = crate::python::assignment("message", &Py::Str(message.to_owned()));
            let indented: String = crate::python::indented(&message, 12);
            format!("{indented}            raise ValueError(message)\n")
        };
        format!(
            "    @model_validator(mode=\"after\")\n    def {name}(self) -> {class}:\n{}{test}{raise}        return self\n",
            lines.concat()
        )
    }

    fn old_name(&self, member: &Member, alias: &str, name: &str) -> String {
        self.need(Need::ModelValidator);
        self.need(Need::Any);
        let (old, new) = (quoted(alias), quoted(&member.name));
        let message = quoted(&format!("{} and {alias} are the same field", member.name));
        format!(
            "    @model_validator(mode=\"before\")\n    @classmethod\n    def {name}(cls, data: Any) -> Any:\n        \
             if isinstance(data, dict) and {old} in data:\n            if {new} in data:\n                \
             raise ValueError({message})\n            data = dict(data)\n            \
             data[{new}] = data.pop({old})\n        return data\n"
        )
    }

    /// The members of the other variants of a flattened enum are not there.
    fn one_variant(&self, names: &[String], class: &str, name: &str) -> String {
        self.need(Need::ModelValidator);
        let list = Py::List(names.iter().cloned().map(Py::Str).collect());
        let list = list.laid_out(8, 18, 0);
        format!(
            "    @model_validator(mode=\"after\")\n    def {name}(self) -> {class}:\n        others = {list}\n        \
             if any(name in others for name in self.model_extra or {{}}):\n            \
             raise ValueError(\"a member of another variant\")\n        return self\n"
        )
    }

    /// The members of a flattened option come together.
    fn together(
        &self,
        id: ComponentId,
        object: &ObjectForm,
        group: &Together,
        name: &str,
    ) -> String {
        let class = self.name(id);
        self.need(Need::ModelValidator);
        let python = |wire: &String| {
            let at = object
                .members
                .iter()
                .position(|member| member.name == *wire);
            Py::Str(at.map_or_else(|| wire.clone(), |at| self.names.members[id][at].clone()))
        };
        let set = |names: &[String]| {
            let list = Py::List(names.iter().map(python).collect());
            let line = format!("        names = {}", list.laid_out(8, 16, 0));
            (line, list)
        };
        let (_, all) = set(&group.all);
        let (_, required) = set(&group.required);
        let message = quoted(&format!("{} go together", group.required.join(", ")));
        let all = all.laid_out(8, 20, 0);
        let needed = required.laid_out(8, 17, 0);
        format!(
            "    @model_validator(mode=\"after\")\n    def {name}(self) -> {class}:\n        members = {all}\n        \
             needed = {needed}\n        present = self.model_fields_set.intersection(members)\n        \
             if present and not self.model_fields_set.issuperset(needed):\n            \
             raise ValueError({message})\n        return self\n"
        )
    }
}

/// What an absent member means.
enum Absent {
    Default(Json),
    Null,
    Missing,
}

fn unused(name: &str, used: &mut Vec<String>) -> String {
    let mut name = if crate::python::is_identifier(name) {
        name.to_owned()
    } else {
        format!("rule_{name}")
    };
    while crate::python::is_keyword(&name)
        || crate::python::is_taken_by_model(&name)
        || name.starts_with("model_")
        || used.contains(&name)
    {
        name = format!("check_{name}");
    }
    used.push(name.clone());
    name
}
