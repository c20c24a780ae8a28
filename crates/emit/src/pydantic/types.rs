//! Values to annotations.

use contractual_model::json::{Json, Number};
use contractual_model::meaning::Checker;
use contractual_model::{Constraints, Direction, Format, Kind, Model, Type};

use super::Module;
use super::prelude::{self, Need};
use crate::json_schema::EMAIL_LENGTHS;
use crate::python::{Arg, Py, literal};
use crate::set::{Form, Node, NodeKind};

/// The largest finite `f32`.
const F32_MAX: &str = "3.4028234663852886e38";

/// An annotation in its parts.
pub(super) struct Parts {
    pub(super) base: Py,
    /// Arguments of `Field`.
    pub(super) field: Vec<Arg>,
    /// What else stands in `Annotated`.
    pub(super) extra: Vec<Py>,
}

impl Parts {
    fn plain(base: Py) -> Self {
        Self {
            base,
            field: Vec::new(),
            extra: Vec::new(),
        }
    }
}

impl Module<'_, '_> {
    /// The annotation of a value. `alone` outside of classes, where no configuration says `strict`.
    pub(super) fn annotated(&self, node: &Node, alone: bool) -> Py {
        let parts = self.parts(node, alone);
        let inner = self.join(parts);
        if node.nullable && !matches!(node.kind, NodeKind::Null | NodeKind::Any) {
            Py::Union(vec![inner, Py::raw("None")])
        } else {
            inner
        }
    }

    pub(super) fn join(&self, parts: Parts) -> Py {
        if parts.field.is_empty() && parts.extra.is_empty() {
            return parts.base;
        }
        self.need(Need::Annotated);
        let mut items = vec![parts.base];
        if !parts.field.is_empty() {
            self.need(Need::Field);
            items.push(Py::call("Field", parts.field));
        }
        items.extend(parts.extra);
        Py::index("Annotated", items)
    }

    /// The annotation without null.
    pub(super) fn parts(&self, node: &Node, alone: bool) -> Parts {
        let mut parts = self.unlisted(node, alone);
        let c = &node.constraints;
        // Scalars and words say themselves which values are allowed, and a named value is opened.
        let says = match &node.kind {
            NodeKind::Null
            | NodeKind::Bool
            | NodeKind::Integer(_)
            | NodeKind::Float { .. }
            | NodeKind::Text
            | NodeKind::Choice(_)
            | NodeKind::Tag(_) => true,
            NodeKind::Ref(id) => matches!(self.set.component(*id).form, Form::Value(_)),
            NodeKind::Any
            | NodeKind::OtherTag(_)
            | NodeKind::AnyObject
            | NodeKind::List(_)
            | NodeKind::Tuple(_)
            | NodeKind::Map { .. } => false,
        };
        if let Some(values) = listed(c).filter(|_| !says) {
            self.need(Need::Given);
            let args = values
                .iter()
                .map(|value| Arg::plain(literal(value)))
                .collect();
            parts.extra.push(Py::call("_given", args));
        }
        parts
    }

    /// The annotation without null and, but for scalars and words, without the list of values.
    fn unlisted(&self, node: &Node, alone: bool) -> Parts {
        let c = &node.constraints;
        match &node.kind {
            NodeKind::Null => Parts::plain(Py::raw("None")),
            NodeKind::Any => {
                self.need(Need::Any);
                Parts::plain(Py::raw("Any"))
            }
            NodeKind::Bool => self.scalar("bool", c, alone, Vec::new()),
            NodeKind::Integer(int) => {
                let (low, high) = int.range();
                let listed = c.constant.is_some() || c.one_of.is_some();
                let range = (!listed).then(|| (Number::from(low), Number::from(high)));
                self.scalar("int", c, alone, numbers(c, range))
            }
            NodeKind::Float { double } => {
                let limit = Number::parse(F32_MAX)
                    .filter(|_| !double && c.constant.is_none() && c.one_of.is_none());
                let mut field = numbers(c, limit.map(|limit| (limit.negated(), limit)));
                if alone {
                    field.insert(0, Arg::named("allow_inf_nan", Py::raw("False")));
                }
                self.scalar("float", c, alone, field)
            }
            NodeKind::Text => self.text(c),
            NodeKind::Choice(words) | NodeKind::Tag(words) => {
                let listed = listed(c);
                let allowed = |word: &&String| {
                    listed.as_ref().is_none_or(|values| {
                        values
                            .iter()
                            .any(|value| value.as_str() == Some(word.as_str()))
                    })
                };
                Parts::plain(self.words(words.iter().filter(allowed).map(String::as_str)))
            }
            NodeKind::OtherTag(known) => {
                let mut parts = Parts::plain(Py::raw("str"));
                if !known.is_empty() {
                    self.need(Need::NoneOf);
                    let args = known
                        .iter()
                        .map(|word| Arg::plain(Py::Str(word.clone())))
                        .collect();
                    parts.extra.push(Py::call("_none_of", args));
                }
                parts
            }
            NodeKind::AnyObject => {
                self.need(Need::Any);
                let base = Py::index("dict", vec![Py::raw("str"), Py::raw("Any")]);
                Parts {
                    base,
                    field: lengths(c.min_properties, c.max_properties),
                    extra: Vec::new(),
                }
            }
            NodeKind::List(item) => {
                let base = Py::index("list", vec![self.annotated(item, alone)]);
                let mut parts = Parts {
                    base,
                    field: lengths(c.min_items, c.max_items),
                    extra: Vec::new(),
                };
                if c.unique {
                    self.need(Need::Unique);
                    parts.extra.push(Py::raw("Unique"));
                }
                parts
            }
            NodeKind::Tuple(items) => {
                self.need(Need::ToTuple);
                let items: Vec<Py> = items
                    .iter()
                    .map(|item| self.annotated(item, alone))
                    .collect();
                let items = if items.is_empty() {
                    vec![Py::raw("()")]
                } else {
                    items
                };
                let mut parts = Parts::plain(Py::index("tuple", items));
                if alone {
                    parts.field.push(strict());
                }
                parts.extra.push(Py::raw("JsonArray"));
                parts
            }
            NodeKind::Map { key, value } => {
                let base = Py::index(
                    "dict",
                    vec![self.annotated(key, alone), self.annotated(value, alone)],
                );
                Parts {
                    base,
                    field: lengths(c.min_properties, c.max_properties),
                    extra: Vec::new(),
                }
            }
            NodeKind::Ref(id) => {
                let is_value = matches!(self.set.component(*id).form, Form::Value(_));
                if is_value && !c.is_empty() {
                    // Constraints of the place and of the newtype hold together.
                    let opened = Node {
                        nullable: false,
                        ..self.set.opened(node)
                    };
                    let mut parts = self.parts(&opened, alone);
                    if opened.constraints.one_of.is_none() && opened.constraints.constant.is_none()
                    {
                        let further = self.set.further_patterns(node, &opened);
                        parts
                            .extra
                            .extend(further.into_iter().map(|p| self.matches(Py::Pattern(p))));
                    }
                    return parts;
                }
                let mut parts = Parts::plain(Py::raw(self.name(*id)));
                if c.min_properties.is_some() || c.max_properties.is_some() {
                    self.need(Need::Members);
                    let count = |n: u64| Arg::plain(Py::raw(n.to_string()));
                    let mut args = vec![count(c.min_properties.unwrap_or(0))];
                    args.extend(c.max_properties.map(count));
                    parts.extra.push(Py::call("_members", args));
                }
                parts
            }
        }
    }

    fn scalar(&self, base: &str, c: &Constraints, alone: bool, mut field: Vec<Arg>) -> Parts {
        if alone {
            field.insert(0, strict());
        }
        let mut parts = Parts {
            base: Py::raw(base),
            field,
            extra: Vec::new(),
        };
        if let Some(values) = listed(c) {
            self.need(Need::OneOf);
            let args = values
                .iter()
                .map(|value| Arg::plain(literal(value)))
                .collect();
            parts.extra.push(Py::call("_one_of", args));
        }
        parts
    }

    fn text(&self, c: &Constraints) -> Parts {
        if let Some(values) = listed(c) {
            let values = fitting(values, c);
            return Parts::plain(self.words(values.iter().filter_map(Json::as_str)));
        }
        let mut parts = Parts::plain(Py::raw("str"));
        let mut args: Vec<Arg> = Vec::new();
        let count = |n: u64| Py::raw(n.to_string());
        let most = match c.format {
            Some(Format::Hostname) => Some(c.max_length.unwrap_or(253).min(253)),
            _ => c.max_length,
        };
        args.extend(
            c.min_length
                .filter(|n| *n > 0)
                .map(|n| Arg::named("min_length", count(n))),
        );
        args.extend(most.map(|n| Arg::named("max_length", count(n))));
        let mut patterns: Vec<Py> = Vec::new();
        if let Some(format) = c.format {
            self.need(Need::Lexical(format));
            patterns.push(Py::raw(prelude::constant(format)));
            if format == Format::Email {
                patterns.push(Py::Pattern(EMAIL_LENGTHS.to_owned()));
            }
        }
        patterns.extend(
            c.pattern
                .as_ref()
                .map(|pattern| Py::Pattern(pattern.common.clone())),
        );
        let mut patterns = patterns.into_iter();
        args.extend(
            patterns
                .next()
                .map(|pattern| Arg::named("pattern", pattern)),
        );
        if !args.is_empty() {
            self.need(Need::StringConstraints);
            parts.extra.push(Py::call("StringConstraints", args));
        }
        parts
            .extra
            .extend(patterns.map(|pattern| self.matches(pattern)));
        let real = match c.format {
            Some(Format::Timestamp) => Some((Need::RealDay, "_real_day")),
            Some(Format::Date) => Some((Need::RealDate, "_real_date")),
            _ => None,
        };
        if let Some((need, function)) = real {
            self.need(need);
            parts.extra.push(Py::call(
                "AfterValidator",
                vec![Arg::plain(Py::raw(function))],
            ));
        }
        parts
    }

    /// A further pattern: the class keeps one only.
    fn matches(&self, pattern: Py) -> Py {
        self.need(Need::Matches);
        let pattern = match pattern {
            Py::Pattern(text) => Py::Pattern(ends_written_out(&text)),
            other => other,
        };
        Py::call("_matches", vec![Arg::plain(pattern)])
    }

    fn words<'w>(&self, words: impl Iterator<Item = &'w str>) -> Py {
        self.need(Need::Literal);
        Py::index(
            "Literal",
            words.map(|word| Py::Str(word.to_owned())).collect(),
        )
    }
}

/// A pattern for Python's `re`, whose `$` also matches before a final line feed.
fn ends_written_out(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 4);
    let (mut escaped, mut in_class) = (false, false);
    for c in pattern.chars() {
        match c {
            '$' if !escaped && !in_class => out.push_str("\\Z"),
            _ => out.push(c),
        }
        match c {
            '[' if !escaped => in_class = true,
            ']' if !escaped => in_class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

/// The only values that are allowed, if they are listed.
fn listed(c: &Constraints) -> Option<Vec<Json>> {
    c.one_of
        .clone()
        .or_else(|| c.constant.clone().map(|only| vec![only]))
}

/// The values of a list that meet the constraints beside it.
fn fitting(values: Vec<Json>, c: &Constraints) -> Vec<Json> {
    let ty = Type {
        kind: Kind::Text,
        constraints: Constraints {
            one_of: None,
            constant: None,
            ..c.clone()
        },
    };
    let model = Model::default();
    let checker = Checker::new(&model);
    let fits = |value: &Json| checker.check(&ty, value, Direction::Read).is_empty();
    values.into_iter().filter(fits).collect()
}

fn strict() -> Arg {
    Arg::named("strict", Py::raw("True"))
}

/// The bounds of a number: those of its type where none is narrower.
fn numbers(c: &Constraints, range: Option<(Number, Number)>) -> Vec<Arg> {
    let number = |n: &Number| Py::raw(n.to_string());
    let mut found = Vec::new();
    let (low, high) = range.unzip();
    if let Some(min) = &c.min {
        found.push(Arg::named(
            if min.exclusive { "gt" } else { "ge" },
            number(&min.value),
        ));
    }
    if let Some(low) = low.filter(|low| c.min.as_ref().is_none_or(|min| min.value < *low)) {
        found.retain(|arg| arg.name != Some("ge"));
        found.push(Arg::named("ge", number(&low)));
    }
    if let Some(max) = &c.max {
        found.push(Arg::named(
            if max.exclusive { "lt" } else { "le" },
            number(&max.value),
        ));
    }
    if let Some(high) = high.filter(|high| c.max.as_ref().is_none_or(|max| max.value > *high)) {
        found.retain(|arg| arg.name != Some("le"));
        found.push(Arg::named("le", number(&high)));
    }
    found.extend(
        c.multiple_of
            .as_ref()
            .map(|step| Arg::named("multiple_of", number(step))),
    );
    found
}

fn lengths(least: Option<u64>, most: Option<u64>) -> Vec<Arg> {
    let count = |n: u64| Py::raw(n.to_string());
    let mut found = Vec::new();
    found.extend(
        least
            .filter(|n| *n > 0)
            .map(|n| Arg::named("min_length", count(n))),
    );
    found.extend(most.map(|n| Arg::named("max_length", count(n))));
    found
}
