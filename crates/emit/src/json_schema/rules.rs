//! Rules over several members: as schemas where JSON Schema can say them, and the record that names every rule.
//!
//! A rule refuses a value only if its expression is definitely false, so two translations are made: "not false" and "not true".
//! What is exact is put into the schema; a rule with a part that cannot be said is left to the models and the runtime.

use contractual_model::json::{Json, Number, to_line};
use contractual_model::rule::{Comparison, Expr, Path, Quantity, Term};

use super::keywords::one;
use crate::set::{Member, NodeKind, ObjectForm, RuleForm, Set};

/// The rules of an object that JSON Schema can say, as schemas.
pub(super) fn schemas(set: &Set<'_>, object: &ObjectForm) -> Vec<Json> {
    object
        .rules
        .iter()
        .filter_map(|rule| Speaker { set, object, rule }.whole())
        .flatten()
        .collect()
}

/// True if JSON Schema can say the rule of that index.
pub(crate) fn is_in_schema(set: &Set<'_>, object: &ObjectForm, index: usize) -> bool {
    object
        .rules
        .get(index)
        .is_some_and(|rule| Speaker { set, object, rule }.whole().is_some())
}

/// The rule record: every rule with its expression, the members it speaks of, and whether the schema says it.
pub(super) fn record(set: &Set<'_>, object: &ObjectForm) -> Option<Json> {
    if object.rules.is_empty() {
        return None;
    }
    let each = object.rules.iter().map(|form| {
        let speaker = Speaker {
            set,
            object,
            rule: form,
        };
        let mut fields: Vec<String> = Vec::new();
        form.rule.expr.visit(&mut |path: &Path| {
            let name = speaker.first(path).map(|member| member.name.clone());
            let name = name.or_else(|| path.first().cloned()).unwrap_or_default();
            if !fields.contains(&name) {
                fields.push(name);
            }
        });
        let fields: Vec<Json> = fields.into_iter().map(Json::from).collect();
        let mut entry = one("name", form.rule.name.as_str());
        entry.set("expression", form.rule.expr.to_string());
        entry.set("fields", fields);
        entry.set("in_schema", speaker.whole().is_some());
        entry
    });
    Some(each.collect::<Vec<_>>().into())
}

/// A value on one line without spaces.
pub(super) fn compact(value: &Json) -> String {
    match value {
        Json::Array(items) => format!(
            "[{}]",
            items.iter().map(compact).collect::<Vec<_>>().join(",")
        ),
        Json::Object(members) => {
            let name = |name: &str| to_line(&Json::from(name));
            let each = members
                .iter()
                .map(|(key, value)| format!("{}:{}", name(key), compact(value)));
            format!("{{{}}}", each.collect::<Vec<_>>().join(","))
        }
        scalar => to_line(scalar),
    }
}

struct Speaker<'a, 'm> {
    set: &'a Set<'m>,
    object: &'a ObjectForm,
    rule: &'a RuleForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    NotFalse,
    NotTrue,
}

impl Truth {
    fn other(self) -> Self {
        match self {
            Self::NotFalse => Self::NotTrue,
            Self::NotTrue => Self::NotFalse,
        }
    }
}

impl Speaker<'_, '_> {
    /// Schemas that together accept exactly what the rule does not refuse; `None` if that cannot be said.
    fn whole(&self) -> Option<Vec<Json>> {
        match &self.rule.rule.expr {
            Expr::And(parts) => parts
                .iter()
                .map(|part| self.says(part, Truth::NotFalse))
                .collect(),
            expr => Some(vec![self.says(expr, Truth::NotFalse)?]),
        }
    }

    /// The member of this object through which a path leads.
    fn first(&self, path: &Path) -> Option<&Member> {
        let path = [self.rule.prefix.as_slice(), path.as_slice()].concat();
        self.set.walk(self.object, &path)?.first().copied()
    }

    /// The member of this object that a path names; `None` for members of members and those with old names.
    fn member(&self, path: &Path) -> Option<&Member> {
        let path = [self.rule.prefix.as_slice(), path.as_slice()].concat();
        match self.set.walk(self.object, &path)?.as_slice() {
            [only] if only.aliases.is_empty() => Some(only),
            _ => None,
        }
    }

    /// A schema that accepts exactly the objects for which `expr` is not false (or not true).
    fn says(&self, expr: &Expr, truth: Truth) -> Option<Json> {
        match expr {
            Expr::Not(inner) => self.says(inner, truth.other()),
            Expr::And(parts) | Expr::Or(parts) => {
                let each: Option<Vec<Json>> =
                    parts.iter().map(|part| self.says(part, truth)).collect();
                let all = matches!(expr, Expr::And(_)) == (truth == Truth::NotFalse);
                Some(one(if all { "allOf" } else { "anyOf" }, each?))
            }
            Expr::Implies(a, b) => {
                let parts = vec![self.says(a, truth.other())?, self.says(b, truth)?];
                Some(one(
                    if truth == Truth::NotFalse {
                        "anyOf"
                    } else {
                        "allOf"
                    },
                    parts,
                ))
            }
            Expr::Iff(a, b) => self.both_or_neither(a, b, truth),
            Expr::Present(path) => {
                let member = self.member(path)?;
                Some(if truth == Truth::NotFalse {
                    self.present(member)
                } else {
                    absent(member)
                })
            }
            Expr::Truth(path) => {
                let member = self.member(path)?;
                let seen = member.required || member.default.is_none();
                seen.then(|| limited(member, one("const", truth == Truth::NotFalse)))
            }
            Expr::Compare(a, op, b) => {
                let op = if truth == Truth::NotFalse {
                    *op
                } else {
                    op.negated()
                };
                self.comparison(a, op, b)
            }
            Expr::Count(quantity, paths) => {
                let members: Option<Vec<&Member>> =
                    paths.iter().map(|path| self.member(path)).collect();
                Some(self.count(*quantity, &members?, truth))
            }
            Expr::UniqueBy(..) => None,
        }
    }

    fn both_or_neither(&self, a: &Expr, b: &Expr, truth: Truth) -> Option<Json> {
        let (a_not_false, a_not_true) = (
            self.says(a, Truth::NotFalse)?,
            self.says(a, Truth::NotTrue)?,
        );
        let (b_not_false, b_not_true) = (
            self.says(b, Truth::NotFalse)?,
            self.says(b, Truth::NotTrue)?,
        );
        if self.is_total(a) && self.is_total(b) {
            let pairs = match truth {
                Truth::NotFalse => [(a_not_false, b_not_false), (a_not_true, b_not_true)],
                Truth::NotTrue => [(a_not_false, b_not_true), (a_not_true, b_not_false)],
            };
            return Some(one("anyOf", pairs.map(|(x, y)| joined(&x, &y)).to_vec()));
        }
        let (first, second) = match truth {
            Truth::NotFalse => ([a_not_true, b_not_false], [a_not_false, b_not_true]),
            Truth::NotTrue => ([a_not_true, b_not_true], [a_not_false, b_not_false]),
        };
        let any = |parts: [Json; 2]| one("anyOf", parts.to_vec());
        // "Not true" holds if either side is unknown, which both pairs say: `a` not true or `b` not true, and the other way round.
        Some(one("allOf", vec![any(first), any(second)]))
    }

    /// True if the expression is never unknown.
    fn is_total(&self, expr: &Expr) -> bool {
        let always = |path: &Path| {
            self.member(path)
                .is_some_and(|m| !m.node.nullable && (m.required || m.default.is_some()))
        };
        match expr {
            Expr::Present(_) | Expr::Count(..) => true,
            Expr::Truth(path) => always(path),
            Expr::Compare(a, _, b) => [a, b].into_iter().all(|term| match term {
                Term::Literal(_) => true,
                Term::Field(path) | Term::Len(path) => always(path),
                Term::Sum(..) | Term::Add(..) | Term::Subtract(..) => false,
            }),
            Expr::Not(inner) => self.is_total(inner),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().all(|part| self.is_total(part)),
            Expr::Implies(a, b) | Expr::Iff(a, b) => self.is_total(a) && self.is_total(b),
            Expr::UniqueBy(..) => false,
        }
    }

    /// There, and not null. A member with a default is there in any case.
    fn present(&self, member: &Member) -> Json {
        let not_null = match self.set.opened(&member.node).kind {
            NodeKind::Text | NodeKind::Choice(_) | NodeKind::Tag(_) | NodeKind::OtherTag(_) => {
                one("type", "string")
            }
            NodeKind::Bool => one("type", "boolean"),
            NodeKind::Integer(_) => one("type", "integer"),
            NodeKind::Float { .. } => one("type", "number"),
            NodeKind::List(_) | NodeKind::Tuple(_) => typed("array", &[]),
            NodeKind::Map { .. } | NodeKind::AnyObject => one("type", "object"),
            NodeKind::Null | NodeKind::Any | NodeKind::Ref(_) => {
                one("not", one("const", Json::Null))
            }
        };
        let mut out = Json::object();
        if member.default.is_none() {
            out.set("required", vec![Json::from(member.name.as_str())]);
        }
        if can_be_null(member) {
            out.set("properties", one(&member.name, not_null));
        }
        out
    }

    /// `a op b`, or unknown.
    fn comparison(&self, a: &Term, op: Comparison, b: &Term) -> Option<Json> {
        let turned = match op {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            Comparison::Equal | Comparison::NotEqual => op,
        };
        let (term, op, literal) = match (a, b) {
            (Term::Literal(literal), term) => (term, turned, literal),
            (term, Term::Literal(literal)) => (term, op, literal),
            _ => return None,
        };
        let (member, schema) = match term {
            Term::Field(path) => {
                let member = self.member(path)?;
                (member, self.field_comparison(member, op, literal)?)
            }
            Term::Len(path) => {
                let member = self.member(path)?;
                (member, self.length_comparison(member, op, literal)?)
            }
            Term::Literal(_) | Term::Sum(..) | Term::Add(..) | Term::Subtract(..) => return None,
        };
        // An absent member with a default is compared by its default, which no schema sees.
        let seen = member.required || member.default.is_none();
        seen.then(|| limited(member, schema))
    }

    fn field_comparison(&self, member: &Member, op: Comparison, literal: &Json) -> Option<Json> {
        let node = self.set.opened(&member.node);
        let word = matches!(node.kind, NodeKind::Choice(_) | NodeKind::Tag(_));
        let text = matches!(node.kind, NodeKind::Text);
        let number = matches!(node.kind, NodeKind::Integer(_) | NodeKind::Float { .. });
        let fits = match literal {
            // Instants are equal by time, not by text.
            Json::String(literal) => {
                (word || text) && contractual_model::instant::parse(literal).is_none()
            }
            Json::Bool(_) => matches!(node.kind, NodeKind::Bool),
            Json::Number(_) => number,
            Json::Null | Json::Array(_) | Json::Object(_) => false,
        };
        if !fits {
            return None;
        }
        // ajv's strict mode wants a type beside each limit.
        let ty = match node.kind {
            NodeKind::Integer(_) => "integer",
            _ => "number",
        };
        let limit = |keyword: &str| number.then(|| typed(ty, &[(keyword, literal.clone())]));
        match op {
            Comparison::Equal => Some(one("const", literal.clone())),
            Comparison::NotEqual => Some(match &node.kind {
                NodeKind::Choice(words) => {
                    let other = words
                        .iter()
                        .filter(|word| Some(word.as_str()) != literal.as_str());
                    one(
                        "enum",
                        other
                            .map(|word| Json::from(word.as_str()))
                            .collect::<Vec<_>>(),
                    )
                }
                _ => one("not", one("const", literal.clone())),
            }),
            Comparison::Less => limit("exclusiveMaximum"),
            Comparison::LessOrEqual => limit("maximum"),
            Comparison::Greater => limit("exclusiveMinimum"),
            Comparison::GreaterOrEqual => limit("minimum"),
        }
    }

    fn length_comparison(&self, member: &Member, op: Comparison, literal: &Json) -> Option<Json> {
        let length = literal.as_number()?.as_u64()?;
        let (ty, least, most) = match self.set.opened(&member.node).kind {
            NodeKind::Text | NodeKind::Choice(_) => ("string", "minLength", "maxLength"),
            NodeKind::List(_) => ("array", "minItems", "maxItems"),
            NodeKind::Map { .. } | NodeKind::AnyObject => {
                ("object", "minProperties", "maxProperties")
            }
            _ => return None,
        };
        let number = |n: u64| Json::Number(Number::from(n));
        let limit = |keyword: &str, n: u64| typed(ty, &[(keyword, number(n))]);
        match op {
            Comparison::GreaterOrEqual => Some(limit(least, length)),
            Comparison::Greater => Some(limit(least, length.checked_add(1)?)),
            Comparison::LessOrEqual => Some(limit(most, length)),
            Comparison::Less => Some(limit(most, length.checked_sub(1)?)),
            Comparison::Equal => Some(typed(
                ty,
                &[(most, number(length)), (least, number(length))],
            )),
            Comparison::NotEqual => None,
        }
    }

    fn count(&self, quantity: Quantity, members: &[&Member], truth: Truth) -> Json {
        let present: Vec<Json> = members.iter().map(|member| self.present(member)).collect();
        let absent: Vec<Json> = members.iter().map(|member| absent(member)).collect();
        let at_most_one = || {
            let mut branches = present.clone();
            branches.push(one("allOf", absent.clone()));
            one("oneOf", branches)
        };
        match (quantity, truth) {
            (Quantity::ExactlyOne, Truth::NotFalse) => one("oneOf", present),
            (Quantity::ExactlyOne, Truth::NotTrue) => one("not", one("oneOf", present)),
            (Quantity::AtLeastOne, Truth::NotFalse) => one("anyOf", present),
            (Quantity::AtLeastOne, Truth::NotTrue) => one("allOf", absent),
            (Quantity::AtMostOne, Truth::NotFalse) => at_most_one(),
            (Quantity::AtMostOne, Truth::NotTrue) => one("not", at_most_one()),
            (Quantity::AllOrNone, Truth::NotFalse) => {
                one("anyOf", vec![one("allOf", present), one("allOf", absent)])
            }
            (Quantity::AllOrNone, Truth::NotTrue) => {
                one("allOf", vec![one("anyOf", present), one("anyOf", absent)])
            }
        }
    }
}

/// Limits with the type they speak of; Spectral wants `items` beside `array`.
fn typed(ty: &str, limits: &[(&str, Json)]) -> Json {
    let mut out = one("type", ty);
    for (keyword, value) in limits {
        out.set(keyword, value.clone());
    }
    if ty == "array" {
        out.set("items", Json::object());
    }
    out
}

fn can_be_null(member: &Member) -> bool {
    member.node.nullable
        || matches!(
            member.node.kind,
            NodeKind::Any | NodeKind::Null | NodeKind::Ref(_)
        )
}

/// `schema` for the member if it is there and not null.
fn limited(member: &Member, schema: Json) -> Json {
    let schema = if member.node.nullable {
        one("anyOf", vec![schema, one("const", Json::Null)])
    } else {
        schema
    };
    one("properties", one(&member.name, schema))
}

/// Absent or null.
fn absent(member: &Member) -> Json {
    let is_null = one("properties", one(&member.name, one("const", Json::Null)));
    match (&member.default, can_be_null(member)) {
        // The default counts as a value: the member has to be there, and null.
        (Some(_), true) => {
            let mut out = one("required", vec![Json::from(member.name.as_str())]);
            out.set("properties", one(&member.name, one("const", Json::Null)));
            out
        }
        (Some(_), false) => one("not", Json::object()),
        (None, true) => is_null,
        (None, false) => one(
            "not",
            one("required", vec![Json::from(member.name.as_str())]),
        ),
    }
}

/// Both schemas as one, where they have no keyword in common but `required`, and `properties` of different members.
fn joined(a: &Json, b: &Json) -> Json {
    let both = || one("allOf", vec![a.clone(), b.clone()]);
    let (Json::Object(left), Json::Object(right)) = (a, b) else {
        return both();
    };
    let mut out = left.clone();
    for (name, value) in right {
        match out.iter_mut().find(|(known, _)| known == name) {
            None => out.push((name.clone(), value.clone())),
            Some((_, Json::Object(known))) if name == "properties" => {
                let more = value.as_object().unwrap_or_default();
                if more
                    .iter()
                    .any(|(member, _)| known.iter().any(|(other, _)| other == member))
                {
                    return both();
                }
                known.extend(more.iter().cloned());
            }
            Some((_, Json::Array(known))) if name == "required" => {
                known.extend(value.as_array().unwrap_or_default().iter().cloned());
            }
            Some(_) => return both(),
        }
    }
    out.sort_by_key(|(name, _)| {
        ["required", "properties"]
            .iter()
            .position(|known| known == name)
            .unwrap_or(9)
    });
    Json::Object(out)
}
