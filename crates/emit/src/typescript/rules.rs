//! Rules that JSON Schema cannot say, as functions over the three truths of `model::rule`.

use contractual_model::json::{Json, Number, to_line};
use contractual_model::rule::{Expr, Path, Quantity, Term};

use super::NOTICE;
use super::text::quoted;
use crate::json_schema::is_in_schema;
use crate::set::{ComponentId, Form, Member, NodeKind, ObjectForm, RuleForm, Set};

/// What every rule uses.
const HELPERS: &str = include_str!("rules.ts");

/// The file with the rules of all components; `None` if JSON Schema says them all.
pub(super) fn file(set: &Set<'_>) -> Option<String> {
    let mut groups = String::new();
    for id in &set.sorted {
        let each: Vec<String> = beyond_schema(set, *id)
            .map(|(object, form)| entry(set, object, form))
            .collect();
        if !each.is_empty() {
            let name = quoted(&set.component(*id).name);
            groups.push_str(&format!("  {name}: [\n{}  ],\n", each.concat()));
        }
    }
    (!groups.is_empty()).then(|| {
        format!(
            "{NOTICE}\n{HELPERS}\n/** The rules of each component that JSON Schema cannot say. */\n\
             export const rules: {{ readonly [component: string]: readonly Rule[] }} = {{\n{groups}}};\n"
        )
    })
}

/// The rules of a component that its schema does not say.
pub(super) fn beyond_schema<'s>(
    set: &'s Set<'_>,
    id: ComponentId,
) -> impl Iterator<Item = (&'s ObjectForm, &'s RuleForm)> {
    let object = match &set.component(id).form {
        Form::Object(object) => Some(object),
        Form::Value(_) | Form::Union(_) => None,
    };
    object.into_iter().flat_map(move |object| {
        let each = object.rules.iter().enumerate();
        each.filter(move |(index, _)| !is_in_schema(set, object, *index))
            .map(move |(_, form)| (object, form))
    })
}

fn entry(set: &Set<'_>, object: &ObjectForm, form: &RuleForm) -> String {
    let rule = &form.rule;
    let expected = rule
        .message
        .clone()
        .unwrap_or_else(|| rule.expr.to_string());
    let holds = Speaker { set, object, form }.expr(&rule.expr);
    format!(
        "    {{\n      name: {},\n      expected: {},\n      holds: (it) => {holds},\n    }},\n",
        quoted(&rule.name),
        quoted(&expected)
    )
}

struct Speaker<'a, 'm> {
    set: &'a Set<'m>,
    object: &'a ObjectForm,
    form: &'a RuleForm,
}

impl Speaker<'_, '_> {
    fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Compare(a, op, b) => format!(
                "compare({}, \"{}\", {})",
                self.term(a),
                op.symbol(),
                self.term(b)
            ),
            Expr::Present(path) => format!("present({})", self.field(path)),
            Expr::Truth(path) => format!("truth({})", self.field(path)),
            Expr::Not(inner) => format!("not({})", self.expr(inner)),
            Expr::And(parts) => format!("and({})", self.each(parts)),
            Expr::Or(parts) => format!("or({})", self.each(parts)),
            Expr::Implies(a, b) => format!("or(not({}), {})", self.expr(a), self.expr(b)),
            Expr::Iff(a, b) => format!("iff({}, {})", self.expr(a), self.expr(b)),
            Expr::Count(quantity, paths) => {
                let each: Vec<String> = paths.iter().map(|path| self.field(path)).collect();
                let count = format!("count({})", each.join(", "));
                match quantity {
                    Quantity::ExactlyOne => format!("{count} === 1"),
                    Quantity::AtLeastOne => format!("{count} >= 1"),
                    Quantity::AtMostOne => format!("{count} <= 1"),
                    Quantity::AllOrNone => format!("{count} % {} === 0", paths.len().max(1)),
                }
            }
            Expr::UniqueBy(list, field) => {
                format!("uniqueBy({}, {})", self.field(list), self.item(list, field))
            }
        }
    }

    fn each(&self, parts: &[Expr]) -> String {
        let each: Vec<String> = parts.iter().map(|part| self.expr(part)).collect();
        each.join(", ")
    }

    fn term(&self, term: &Term) -> String {
        match term {
            Term::Field(path) => self.field(path),
            Term::Literal(Json::Number(number)) if is_large(number) => {
                format!("exact({})", quoted(&number.to_string()))
            }
            Term::Literal(value) => to_line(value),
            Term::Len(path) => format!("len({})", self.field(path)),
            Term::Sum(list, field) => {
                format!("sum({}, {})", self.field(list), self.item(list, field))
            }
            Term::Add(a, b) => format!("add({}, {})", self.term(a), self.term(b)),
            Term::Subtract(a, b) => format!("subtract({}, {})", self.term(a), self.term(b)),
        }
    }

    /// The value that a path of Rust names leads to. What leads nowhere is unknown, as the runtime has it.
    fn field(&self, path: &Path) -> String {
        let path = [self.form.prefix.as_slice(), path.as_slice()].concat();
        match self.set.walk(self.object, &path) {
            Some(steps) => steps
                .iter()
                .fold("it".to_owned(), |holder, member| read(&holder, member)),
            None => "undefined".to_owned(),
        }
    }

    /// How the field of an item is read, as a function.
    fn item(&self, list: &Path, field: &str) -> String {
        let found = self.item_member(list, field);
        let value = found.map_or_else(|| "undefined".to_owned(), |member| read("item", member));
        if value == "undefined" {
            "() => undefined".to_owned()
        } else {
            format!("(item) => {value}")
        }
    }

    fn item_member(&self, list: &Path, field: &str) -> Option<&Member> {
        let path = [self.form.prefix.as_slice(), list.as_slice()].concat();
        let steps = self.set.walk(self.object, &path)?;
        let NodeKind::List(item) = self.set.opened(&steps.last()?.node).kind else {
            return None;
        };
        let NodeKind::Ref(id) = self.set.opened(&item).kind else {
            return None;
        };
        let Form::Object(object) = &self.set.component(id).form else {
            return None;
        };
        let path = [field.to_owned()];
        object.members.iter().find(|member| member.path == path)
    }
}

/// A member of a value: by its name or an old one, with its default if it is absent.
fn read(holder: &str, member: &Member) -> String {
    let names: Vec<String> = std::iter::once(&member.name)
        .chain(&member.aliases)
        .map(|name| quoted(name))
        .collect();
    let found = format!("at({holder}, {})", names.join(", "));
    match &member.default {
        Some(default) => format!("orDefault({found}, {})", to_line(default)),
        None => found,
    }
}

/// True for a number that a literal would round.
fn is_large(number: &Number) -> bool {
    Number::from_f64(number.as_f64()).as_ref() != Some(number)
}
