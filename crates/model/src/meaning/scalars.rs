//! Scalars, lists, maps, and the constraints of one place.

use std::collections::HashSet;

use super::{Run, violation::describe};
use crate::json::{Json, Number, to_line};
use crate::{Bound, Constraints, Format, Int, Kind, Shape, Type, VariantBody};

/// Largest finite `f32`.
const F32_MAX: f64 = f32::MAX as f64;

impl Run<'_, '_> {
    pub(super) fn scalar(&mut self, kind: &Kind, value: &Json) {
        match (kind, value) {
            (Kind::Null, Json::Null)
            | (Kind::Bool, Json::Bool(_))
            | (Kind::Text, Json::String(_)) => {}
            (Kind::Null, _) => self.wrong_type("null", value),
            (Kind::Bool, _) => self.wrong_type("true or false", value),
            (Kind::Text, _) => self.wrong_type("text", value),
            (Kind::Char, Json::String(text)) => {
                let count = text.chars().count();
                if count < 1 {
                    self.report("minLength", "one character", "0");
                } else if count > 1 {
                    self.report("maxLength", "one character", count.to_string());
                }
            }
            (Kind::Char, _) => self.wrong_type("text of one character", value),
            (Kind::Integer(_), Json::Number(number))
                if self.checker.spelled
                    && number.is_integer()
                    && !number.is_written_as_integer() =>
            {
                let found = format!("{number} with a fraction, an exponent or a sign");
                self.report("type", "an integer that is written as one", found);
            }
            (Kind::Integer(_), Json::Number(number)) if number.is_integer() => {}
            (Kind::Integer(_), _) => self.wrong_type("an integer", value),
            (Kind::Float { double }, Json::Number(number)) => {
                let limit = if *double { f64::MAX } else { F32_MAX };
                if let Some(limit) = Number::from_f64(limit) {
                    if *number > limit {
                        self.report("maximum", format!("at most {limit}"), number.to_string());
                    } else if *number < limit.negated() {
                        self.report(
                            "minimum",
                            format!("at least {}", limit.negated()),
                            number.to_string(),
                        );
                    }
                }
            }
            (Kind::Float { .. }, _) => self.wrong_type("a number", value),
            // The other kinds are judged where they are told apart.
            _ => {}
        }
    }

    /// Judges what is said of a value beside its type. A value of the wrong type, which is not `typed`, is no wrong choice as well.
    pub(super) fn constraints(&mut self, ty: &Type, value: &Json, typed: bool) {
        let c = &ty.constraints;
        if let Some(constant) = &c.constant
            && value != constant
            && (typed || same_kind(constant, value))
        {
            self.report("const", to_line(constant), describe(value));
            return;
        }
        if let Some(allowed) = &c.one_of
            && !allowed.contains(value)
            && (typed || allowed.iter().any(|one| same_kind(one, value)))
        {
            let list: Vec<String> = allowed.iter().map(to_line).collect();
            self.report(
                "enum",
                format!("one of {}", list.join(", ")),
                describe(value),
            );
            return;
        }
        match value {
            Json::Number(number) => self.number(ty, number),
            Json::String(text) => self.text(c, text),
            Json::Array(items) => self.items(c, items),
            Json::Object(members) => self.size(c, members.len()),
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn number(&mut self, ty: &Type, number: &Number) {
        let c = &ty.constraints;
        let int = match &ty.kind {
            Kind::Integer(int)
                if number.is_integer() && c.one_of.is_none() && c.constant.is_none() =>
            {
                Some(*int)
            }
            Kind::Integer(_) if !number.is_integer() => return,
            _ => None,
        };
        let (low, high) = bounds(int, c);
        if let Some(low) = low
            && (*number < low.value || (low.exclusive && *number == low.value))
        {
            let (keyword, word) = if low.exclusive {
                ("exclusiveMinimum", "more than")
            } else {
                ("minimum", "at least")
            };
            self.report(keyword, format!("{word} {}", low.value), number.to_string());
        }
        if let Some(high) = high
            && (*number > high.value || (high.exclusive && *number == high.value))
        {
            let (keyword, word) = if high.exclusive {
                ("exclusiveMaximum", "less than")
            } else {
                ("maximum", "at most")
            };
            self.report(
                keyword,
                format!("{word} {}", high.value),
                number.to_string(),
            );
        }
        if let Some(step) = &c.multiple_of
            && number.is_multiple_of(step) == Some(false)
        {
            self.report(
                "multipleOf",
                format!("a multiple of {step}"),
                number.to_string(),
            );
        }
    }

    fn text(&mut self, c: &Constraints, text: &str) {
        if c.min_length.is_some() || c.max_length.is_some() {
            let count = text.chars().count() as u64;
            if let Some(min) = c.min_length.filter(|min| count < *min) {
                self.report(
                    "minLength",
                    format!("at least {}", characters(min)),
                    count.to_string(),
                );
            }
            if let Some(max) = c.max_length.filter(|max| count > *max) {
                self.report(
                    "maxLength",
                    format!("at most {}", characters(max)),
                    count.to_string(),
                );
            }
        }
        if let Some(pattern) = &c.pattern
            && !self.checker.is_match(pattern, text)
        {
            self.report(
                "pattern",
                format!("text that matches {}", pattern.common),
                describe(&Json::from(text)),
            );
        }
        if let Some(format) = c.format {
            self.format(format, text);
        }
    }

    fn format(&mut self, format: Format, text: &str) {
        let expected = format!(
            "text in the form `{}`, such as {}",
            format.name(),
            format.sample()
        );
        if !self.checker.is_match(&format.pattern(), text) {
            self.report("pattern", expected, describe(&Json::from(text)));
        } else if !format.is_real(text) {
            self.report("format", expected, describe(&Json::from(text)));
        }
    }

    fn items(&mut self, c: &Constraints, items: &[Json]) {
        let count = items.len() as u64;
        if let Some(min) = c.min_items.filter(|min| count < *min) {
            self.report(
                "minItems",
                format!("at least {}", counted(min, "item")),
                count.to_string(),
            );
        }
        if let Some(max) = c.max_items.filter(|max| count > *max) {
            self.report(
                "maxItems",
                format!("at most {}", counted(max, "item")),
                count.to_string(),
            );
        }
        if c.unique {
            self.unique(items);
        }
    }

    fn unique(&mut self, items: &[Json]) {
        let mut seen = HashSet::new();
        for (at, item) in items.iter().enumerate() {
            if !seen.insert(canonical(item)) {
                self.report(
                    "uniqueItems",
                    "items without repeats",
                    format!("item {at} again: {}", describe(item)),
                );
                return;
            }
        }
    }

    fn size(&mut self, c: &Constraints, count: usize) {
        let count = count as u64;
        if let Some(min) = c.min_properties.filter(|min| count < *min) {
            self.report(
                "minProperties",
                format!("at least {}", counted(min, "member")),
                count.to_string(),
            );
        }
        if let Some(max) = c.max_properties.filter(|max| count > *max) {
            self.report(
                "maxProperties",
                format!("at most {}", counted(max, "member")),
                count.to_string(),
            );
        }
    }

    pub(super) fn list(&mut self, item: &Type, value: &Json, set: bool) {
        let Json::Array(items) = value else {
            return self.wrong_type("an array", value);
        };
        for (index, each) in items.iter().enumerate() {
            self.below(self.at.index(index), |run| run.ty(item, each));
        }
        if set {
            self.unique(items);
        }
    }

    pub(super) fn array(&mut self, item: &Type, length: u64, value: &Json) {
        let Json::Array(items) = value else {
            return self.wrong_type("an array", value);
        };
        self.exactly(length, items.len());
        for (index, each) in items.iter().enumerate() {
            self.below(self.at.index(index), |run| run.ty(item, each));
        }
    }

    pub(super) fn tuple(&mut self, types: &[Type], value: &Json) {
        let Json::Array(items) = value else {
            return self.wrong_type("an array", value);
        };
        self.exactly(types.len() as u64, items.len());
        for (index, (ty, each)) in types.iter().zip(items).enumerate() {
            self.below(self.at.index(index), |run| run.ty(ty, each));
        }
    }

    fn exactly(&mut self, length: u64, found: usize) {
        let found = found as u64;
        if found < length {
            self.report(
                "minItems",
                format!("exactly {}", counted(length, "item")),
                found.to_string(),
            );
        } else if found > length {
            self.report(
                "maxItems",
                format!("exactly {}", counted(length, "item")),
                found.to_string(),
            );
        }
    }

    pub(super) fn map(&mut self, key: &Type, member: &Type, value: &Json) {
        let Json::Object(members) = value else {
            return self.wrong_type("an object", value);
        };
        for (name, each) in members {
            self.key(key, name);
            self.below(self.at.key(name), |run| run.ty(member, each));
        }
    }

    /// A member name as a key: judged as the text it is, reported as `propertyNames`.
    pub(super) fn key(&mut self, key: &Type, name: &str) {
        let problems = self.trial(|run| run.key_text(key, name));
        for problem in problems {
            self.report(
                "propertyNames",
                format!("a name: {}", problem.expected),
                describe(&Json::from(name)),
            );
        }
    }

    fn key_text(&mut self, key: &Type, name: &str) {
        let text = Json::from(name);
        match &key.kind {
            Kind::Integer(int) => {
                let (low, high) = bounds(Some(*int), &key.constraints);
                let canonical =
                    Number::parse(name).filter(|n| n.is_integer() && n.to_string() == name);
                let fits = canonical.as_ref().is_some_and(|n| {
                    low.is_none_or(|low| *n > low.value || (!low.exclusive && *n == low.value))
                        && high.is_none_or(|high| {
                            *n < high.value || (!high.exclusive && *n == high.value)
                        })
                });
                match canonical.filter(|_| fits) {
                    Some(number) => self.constraints(key, &Json::Number(number), true),
                    None => self.report(
                        "pattern",
                        format!("a decimal integer of the type {}", int.name()),
                        describe(&text),
                    ),
                }
            }
            Kind::Bool => match name {
                "true" | "false" => self.constraints(key, &Json::Bool(name == "true"), true),
                _ => self.report("enum", "one of \"true\", \"false\"", describe(&text)),
            },
            Kind::Ref(id) => {
                let model = self.checker.model;
                self.references += 1;
                match model.types.get(id).map(|def| &def.shape) {
                    Some(Shape::Alias(ty)) if self.references <= super::MAX_REFERENCES => {
                        self.key_text(ty, name)
                    }
                    Some(Shape::Enum(all))
                        if all.variants.iter().all(|v| v.body == VariantBody::Unit) =>
                    {
                        self.choice(all, &text);
                    }
                    _ => self.report(
                        "$ref",
                        format!("a key type (`{id}` is none)"),
                        describe(&text),
                    ),
                }
                // What the place says is of the number or truth value that the name stands for.
                let stands_for = match key_kind(model, key) {
                    Some(Kind::Integer(_)) => Number::parse(name).map(Json::Number),
                    Some(Kind::Bool) => Some(Json::Bool(name == "true")),
                    _ => Some(text),
                };
                if let Some(value) = stands_for {
                    self.constraints(key, &value, true);
                }
            }
            _ => self.ty(key, &text),
        }
    }
}

/// What a key is by whatever names, if it is a scalar.
fn key_kind<'m>(model: &'m crate::Model, key: &'m Type) -> Option<&'m Kind> {
    let mut here = key;
    for _ in 0..super::MAX_REFERENCES {
        let Kind::Ref(id) = &here.kind else {
            return Some(&here.kind);
        };
        match model.types.get(id).map(|def| &def.shape) {
            Some(Shape::Alias(inner)) => here = inner,
            _ => return None,
        }
    }
    None
}

/// Lower and upper bound of a number: those of the integer type and those of the constraints, whichever is tighter.
pub(crate) fn bounds(int: Option<Int>, c: &Constraints) -> (Option<Bound>, Option<Bound>) {
    let own = int.map(|int| {
        let (low, high) = int.range();
        let bound = |value: i128| Bound {
            value: value.into(),
            exclusive: false,
        };
        (bound(low), bound(high))
    });
    let (low, high) = own.map_or((None, None), |(low, high)| (Some(low), Some(high)));
    (
        tighter(low, c.min.clone(), true),
        tighter(high, c.max.clone(), false),
    )
}

fn tighter(a: Option<Bound>, b: Option<Bound>, larger: bool) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let order = if larger {
                b.value.cmp(&a.value)
            } else {
                a.value.cmp(&b.value)
            };
            Some(if order.is_gt() || (order.is_eq() && b.exclusive) {
                b
            } else {
                a
            })
        }
        (a, b) => b.or(a),
    }
}

/// True if the kinds are so alike that the difference is in the value: then a wrong type is not reported twice.
fn same_kind(a: &Json, b: &Json) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// A text that is equal exactly for equal JSON values.
fn canonical(value: &Json) -> String {
    fn sorted(value: &Json) -> Json {
        match value {
            Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
            Json::Object(members) => {
                let mut members: Vec<(String, Json)> = members
                    .iter()
                    .map(|(k, v)| (k.clone(), sorted(v)))
                    .collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Json::Object(members)
            }
            scalar => scalar.clone(),
        }
    }
    to_line(&sorted(value))
}

fn characters(n: u64) -> String {
    counted(n, "character")
}

fn counted(n: u64, word: &str) -> String {
    if n == 1 {
        format!("1 {word}")
    } else {
        format!("{n} {word}s")
    }
}
