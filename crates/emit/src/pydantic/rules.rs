//! Rules over several members to conditions that refuse a value.
//!
//! A rule refuses only what makes its expression definitely false: each comparison is guarded by the presence of its operands.

use contractual_model::rule::{Comparison, Expr, Path, Quantity, Term};
use contractual_model::{Format, json::Json};

use super::Module;
use super::prelude::Need;
use crate::python::{WIDTH, literal, width};
use crate::set::{ComponentId, Form, Member, NodeKind, ObjectForm, RuleForm};

/// A condition in Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Never,
    Always,
    Atom(String),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    fn all(parts: Vec<Condition>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Never => return Self::Never,
                Self::Always => {}
                Self::All(inner) => inner.into_iter().for_each(|part| push_new(&mut kept, part)),
                other => push_new(&mut kept, other),
            }
        }
        match kept.len() {
            0 => Self::Always,
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    fn any(parts: Vec<Condition>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Always => return Self::Always,
                Self::Never => {}
                Self::Any(inner) => inner.into_iter().for_each(|part| push_new(&mut kept, part)),
                other => push_new(&mut kept, other),
            }
        }
        match kept.len() {
            0 => Self::Never,
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Never => "False".to_owned(),
            Self::Always => "True".to_owned(),
            Self::Atom(text) => text.clone(),
            Self::All(parts) => parts
                .iter()
                .map(Self::operand)
                .collect::<Vec<_>>()
                .join(" and "),
            Self::Any(parts) => parts
                .iter()
                .map(Self::operand)
                .collect::<Vec<_>>()
                .join(" or "),
        }
    }

    fn operand(&self) -> String {
        match self {
            Self::All(_) | Self::Any(_) => format!("({})", self.flat()),
            _ => self.flat(),
        }
    }

    /// The `if` line of a method; what does not fit into it gets a line of its own in `lines` first.
    pub(super) fn test(&self, lines: &mut Vec<String>) -> String {
        let line = format!("        if {}:\n", self.flat());
        if width(line.trim_end()) <= WIDTH {
            return line;
        }
        // With two operands ruff may break inside the last one instead of before it: guards leave early.
        if let Self::All(parts) = self
            && let [Self::Atom(guard), rest] = parts.as_slice()
            && let Some(name) = guard.strip_suffix(" is not None")
        {
            lines.push(format!(
                "        if {name} is None:\n            return self\n"
            ));
            return rest.test(lines);
        }
        let Some((each, word)) = self.operands(lines) else {
            return line;
        };
        let line = format!("        if {}:\n", each.join(&format!(" {word} ")));
        if width(line.trim_end()) <= WIDTH {
            return line;
        }
        let rest: String = each[1..]
            .iter()
            .map(|part| format!("            {word} {part}\n"))
            .collect();
        format!("        if (\n            {}\n{rest}        ):\n", each[0])
    }

    /// The condition as the value of a local name.
    fn value(&self, lines: &mut Vec<String>) -> String {
        let flat = self.flat();
        if 24 + width(&flat) <= WIDTH {
            return flat;
        }
        let Some((each, word)) = self.operands(lines) else {
            return flat;
        };
        let line = each.join(&format!(" {word} "));
        if 24 + width(&line) <= WIDTH {
            return line;
        }
        let rest: String = each[1..]
            .iter()
            .map(|part| format!("            {word} {part}\n"))
            .collect();
        format!("(\n            {}\n{rest}        )", each[0])
    }

    /// The operands of a condition that does not fit on a line: those that are long, and all composed ones of a pair, by name.
    fn operands(&self, lines: &mut Vec<String>) -> Option<(Vec<String>, &'static str)> {
        let (parts, word) = match self {
            Self::All(parts) => (parts, "and"),
            Self::Any(parts) => (parts, "or"),
            Self::Never | Self::Always | Self::Atom(_) => return None,
        };
        let each = parts.iter().map(|part| {
            let flat = part.operand();
            let composed = matches!(part, Self::All(_) | Self::Any(_));
            if !composed || (parts.len() > 2 && 16 + width(&flat) <= WIDTH) {
                return flat;
            }
            let value = part.value(lines);
            let name = format!("part_{}", lines.len() + 1);
            lines.push(format!("        {name} = {value}\n"));
            name
        });
        Some((each.collect(), word))
    }
}

fn push_new(kept: &mut Vec<Condition>, part: Condition) {
    if !kept.contains(&part) {
        kept.push(part);
    }
}

/// A value in Python, with what must hold for it to be there.
struct Value {
    text: String,
    guards: Vec<Condition>,
    /// True for text in the written form of a timestamp.
    instant: bool,
    /// True for a number that may have a fraction.
    fraction: bool,
    /// True for a sum or difference.
    computed: bool,
}

impl Module<'_, '_> {
    /// The condition under which a rule refuses; `None` if the expression leads through something without attributes.
    pub(super) fn refuses(
        &self,
        id: ComponentId,
        object: &ObjectForm,
        rule: &RuleForm,
    ) -> Option<Condition> {
        Conditions {
            module: self,
            id,
            object,
            prefix: &rule.prefix,
        }
        .of(&rule.rule.expr, false)
    }
}

struct Conditions<'a, 's, 'm> {
    module: &'a Module<'s, 'm>,
    id: ComponentId,
    object: &'a ObjectForm,
    prefix: &'a [String],
}

impl Conditions<'_, '_, '_> {
    /// The condition under which `expr` is definitely `truth`.
    fn of(&self, expr: &Expr, truth: bool) -> Option<Condition> {
        Some(match expr {
            Expr::Not(inner) => self.of(inner, !truth)?,
            Expr::And(parts) | Expr::Or(parts) => {
                let each: Option<Vec<Condition>> =
                    parts.iter().map(|part| self.of(part, truth)).collect();
                if matches!(expr, Expr::And(_)) == truth {
                    Condition::all(each?)
                } else {
                    Condition::any(each?)
                }
            }
            Expr::Implies(a, b) => {
                let parts = vec![self.of(a, !truth)?, self.of(b, truth)?];
                if truth {
                    Condition::any(parts)
                } else {
                    Condition::all(parts)
                }
            }
            Expr::Iff(a, b) => Condition::any(vec![
                Condition::all(vec![self.of(a, true)?, self.of(b, truth)?]),
                Condition::all(vec![self.of(a, false)?, self.of(b, !truth)?]),
            ]),
            Expr::Present(path) => self.present(path, truth)?,
            Expr::Truth(path) => {
                let value = self.field(path)?;
                let mut parts = value.guards;
                parts.push(Condition::Atom(if truth {
                    value.text
                } else {
                    format!("not {}", value.text)
                }));
                Condition::all(parts)
            }
            Expr::Compare(a, op, b) => {
                self.compare(a, if truth { *op } else { op.negated() }, b)?
            }
            Expr::Count(quantity, paths) => self.count(*quantity, paths, truth)?,
            Expr::UniqueBy(list, field) => {
                let value = self.field(list)?;
                let (item, text) = self.items(list, field, &value.text)?;
                let list = match item {
                    Some(guard) => format!("[{text} for item in {} if {guard}]", value.text),
                    None => format!("[{text} for item in {}]", value.text),
                };
                self.module.need(Need::Repeats);
                let mut parts = value.guards;
                parts.push(Condition::Atom(format!(
                    "{}_repeats({list})",
                    if truth { "not " } else { "" }
                )));
                Condition::all(parts)
            }
        })
    }

    fn walk(&self, path: &[String]) -> Option<Vec<&Member>> {
        self.module
            .set
            .walk(self.object, &[self.prefix, path].concat())
    }

    /// The attribute that a path leads to, and the members on the way that may be missing.
    fn field(&self, path: &Path) -> Option<Value> {
        let steps = self.walk(path)?;
        let mut text = "self".to_owned();
        let mut guards = Vec::new();
        let mut here = (self.id, self.object);
        for (at, member) in steps.iter().enumerate() {
            let place = here
                .1
                .members
                .iter()
                .position(|other| std::ptr::eq(other, *member))?;
            text = format!("{text}.{}", self.module.names.members[here.0][place]);
            if may_be_none(member) {
                guards.push(Condition::Atom(format!("{text} is not None")));
            }
            if at + 1 < steps.len() {
                let NodeKind::Ref(next) = self.module.set.opened(&member.node).kind else {
                    return None;
                };
                let Form::Object(object) = &self.module.set.component(next).form else {
                    return None;
                };
                here = (next, object);
            }
        }
        let last = self.module.set.opened(&steps.last()?.node);
        let instant = last.constraints.format == Some(Format::Timestamp);
        let fraction = matches!(last.kind, NodeKind::Float { .. });
        Some(Value {
            text,
            guards,
            instant,
            fraction,
            computed: false,
        })
    }

    fn present(&self, path: &Path, truth: bool) -> Option<Condition> {
        let value = self.field(path)?;
        if truth {
            return Some(Condition::all(value.guards));
        }
        let absent = value.guards.into_iter().map(|guard| match guard {
            Condition::Atom(text) => Condition::Atom(text.replace(" is not None", " is None")),
            other => other,
        });
        Some(Condition::any(absent.collect()))
    }

    fn count(&self, quantity: Quantity, paths: &[Path], truth: bool) -> Option<Condition> {
        let each: Option<Vec<String>> = paths
            .iter()
            .map(|path| self.present(path, true).map(|condition| condition.flat()))
            .collect();
        let each = each?;
        let list = format!("[{}].count(True)", each.join(", "));
        let holds = match quantity {
            Quantity::ExactlyOne if paths.len() == 2 => {
                let op = if truth { "!=" } else { "==" };
                return Some(Condition::Atom(format!("({}) {op} ({})", each[0], each[1])));
            }
            Quantity::ExactlyOne => ("== 1", "!= 1"),
            Quantity::AtLeastOne => (">= 1", "== 0"),
            Quantity::AtMostOne => ("<= 1", "> 1"),
            Quantity::AllOrNone if truth => {
                return Some(Condition::Atom(format!("{list} in (0, {})", paths.len())));
            }
            Quantity::AllOrNone => {
                return Some(Condition::Atom(format!(
                    "{list} not in (0, {})",
                    paths.len()
                )));
            }
        };
        Some(Condition::Atom(format!(
            "{list} {}",
            if truth { holds.0 } else { holds.1 }
        )))
    }

    fn compare(&self, a: &Term, op: Comparison, b: &Term) -> Option<Condition> {
        let (a, b) = (self.term(a)?, self.term(b)?);
        let mut parts = a.guards.clone();
        parts.extend(b.guards.clone());
        let exact = (a.computed || b.computed) && (a.fraction || b.fraction);
        let wrap = |value: &Value| {
            if a.instant && b.instant {
                self.module.need(Need::Instant);
                format!("_instant({})", value.text)
            } else if exact && !value.computed {
                self.module.need(Need::Exact);
                format!("_exact({})", value.text)
            } else {
                value.text.clone()
            }
        };
        parts.push(Condition::Atom(format!(
            "{} {} {}",
            wrap(&a),
            op.symbol(),
            wrap(&b)
        )));
        Some(Condition::all(parts))
    }

    fn term(&self, term: &Term) -> Option<Value> {
        match term {
            Term::Field(path) => self.field(path),
            Term::Literal(value) => Some(Value {
                text: literal(value).flat(),
                guards: Vec::new(),
                instant: matches!(value, Json::String(text) if contractual_model::instant::parse(text).is_some()),
                fraction: matches!(value, Json::Number(number) if !number.is_integer()),
                computed: false,
            }),
            Term::Len(path) => {
                let value = self.field(path)?;
                let text = format!("len({})", value.text);
                Some(Value {
                    text,
                    instant: false,
                    fraction: false,
                    computed: false,
                    ..value
                })
            }
            Term::Sum(list, field) => {
                let value = self.field(list)?;
                let (guard, text) = self.items(list, field, &value.text)?;
                let fraction = self.item_is_fraction(list, field);
                let text = if fraction {
                    self.module.need(Need::Exact);
                    format!("_exact({text})")
                } else {
                    text
                };
                let guard = guard
                    .map(|guard| format!(" if {guard}"))
                    .unwrap_or_default();
                let text = format!("sum({text} for item in {}{guard})", value.text);
                Some(Value {
                    text,
                    guards: value.guards,
                    instant: false,
                    fraction,
                    computed: true,
                })
            }
            Term::Add(a, b) | Term::Subtract(a, b) => {
                let right_is_sum = matches!(**b, Term::Add(..) | Term::Subtract(..));
                let (a, b) = (self.term(a)?, self.term(b)?);
                let fraction = a.fraction || b.fraction;
                let wrap = |value: &Value| {
                    if fraction && !value.computed {
                        self.module.need(Need::Exact);
                        format!("_exact({})", value.text)
                    } else {
                        value.text.clone()
                    }
                };
                let right = if right_is_sum {
                    format!("({})", wrap(&b))
                } else {
                    wrap(&b)
                };
                let sign = if matches!(term, Term::Add(..)) {
                    "+"
                } else {
                    "-"
                };
                let text = format!("{} {sign} {right}", wrap(&a));
                let guards = a.guards.into_iter().chain(b.guards).collect();
                Some(Value {
                    text,
                    guards,
                    instant: false,
                    fraction,
                    computed: true,
                })
            }
        }
    }

    /// The member `field` of the items of a list: what must hold for it to be there, and how it is read.
    fn items(&self, list: &Path, field: &str, _text: &str) -> Option<(Option<String>, String)> {
        let (id, object, place) = self.item(list, field)?;
        let name = &self.module.names.members[id][place];
        let guard = may_be_none(&object.members[place]).then(|| format!("item.{name} is not None"));
        Some((guard, format!("item.{name}")))
    }

    fn item_is_fraction(&self, list: &Path, field: &str) -> bool {
        self.item(list, field).is_some_and(|(_, object, place)| {
            matches!(
                self.module.set.opened(&object.members[place].node).kind,
                NodeKind::Float { .. }
            )
        })
    }

    fn item(&self, list: &Path, field: &str) -> Option<(ComponentId, &ObjectForm, usize)> {
        let steps = self.walk(list)?;
        let NodeKind::List(item) = self.module.set.opened(&steps.last()?.node).kind else {
            return None;
        };
        let NodeKind::Ref(id) = self.module.set.opened(&item).kind else {
            return None;
        };
        let Form::Object(object) = &self.module.set.component(id).form else {
            return None;
        };
        let place = object
            .members
            .iter()
            .position(|member| member.path == [field])?;
        Some((id, object, place))
    }
}

/// True if the attribute can be `None`: absent, or null.
fn may_be_none(member: &Member) -> bool {
    member.node.nullable
        || matches!(member.node.kind, NodeKind::Any | NodeKind::Null)
        || (!member.required && member.default.is_none())
}
