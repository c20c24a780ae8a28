//! Constraints as written, put on the type they speak of.

use super::Run;
use crate::constraint::{Bound, Constraints};
use crate::contract::{Kind, Type};
use crate::item::{FieldPlace, Limits};
use crate::json::Number;
use crate::pattern;
use crate::refusals;

/// What a constraint speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Number,
    Text,
    List,
    Members,
    Value,
}

impl Subject {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Text => "text",
            Self::List => "lists",
            Self::Members => "objects and maps",
            Self::Value => "values",
        }
    }
}

/// True if a constraint on that subject means something for the kind. References are judged with the whole model.
pub(super) fn fits(kind: &Kind, subject: Subject) -> bool {
    match (kind, subject) {
        (Kind::Ref(_), _) | (_, Subject::Value) => true,
        (Kind::Integer(_) | Kind::Float { .. }, Subject::Number) => true,
        (Kind::Text | Kind::Char, Subject::Text) => true,
        (Kind::List(_) | Kind::Set(_) | Kind::Array(..), Subject::List) => true,
        (Kind::Map { .. } | Kind::AnyObject, Subject::Members) => true,
        (Kind::Nullable(inner), subject) => fits(&inner.kind, subject),
        _ => false,
    }
}

/// What a type is, for messages.
pub(super) fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Null => "null".into(),
        Kind::Bool => "a truth value".into(),
        Kind::Integer(int) => format!("an integer ({})", int.name()),
        Kind::Float { double } => format!("a number ({})", if *double { "f64" } else { "f32" }),
        Kind::Char => "a character".into(),
        Kind::Text => "text".into(),
        Kind::Any => "any value".into(),
        Kind::AnyObject => "any object".into(),
        Kind::Nullable(inner) => format!("{} or null", describe(&inner.kind)),
        Kind::List(_) => "a list".into(),
        Kind::Set(_) => "a set".into(),
        Kind::Array(_, length) => format!("an array of {length}"),
        Kind::Tuple(items) => format!("a tuple of {}", items.len()),
        Kind::Map { .. } => "a map".into(),
        Kind::Ref(id) => format!("`{id}`"),
    }
}

/// Where constraints on parts of a value can stand: what a named type holds is known where it is declared.
fn on_the_newtype(kind: &Kind, key: &str, holder: &str) -> String {
    match kind {
        Kind::Ref(id) => {
            format!("if `{id}` is a newtype around a {holder}, write `{key}(..)` on the newtype")
        }
        _ => refusals::BAD_CONSTRAINT.advice.to_owned(),
    }
}

/// The keys that are given, and what each speaks of.
pub(super) fn given(limits: &Limits) -> Vec<(&'static str, Subject)> {
    let mut found = Vec::new();
    let mut add = |given: bool, name, subject| {
        if given {
            found.push((name, subject));
        }
    };
    add(limits.min.is_some(), "min", Subject::Number);
    add(limits.max.is_some(), "max", Subject::Number);
    add(
        limits.exclusive_min.is_some(),
        "exclusive_min",
        Subject::Number,
    );
    add(
        limits.exclusive_max.is_some(),
        "exclusive_max",
        Subject::Number,
    );
    add(limits.multiple_of.is_some(), "multiple_of", Subject::Number);
    add(limits.min_length.is_some(), "min_length", Subject::Text);
    add(limits.max_length.is_some(), "max_length", Subject::Text);
    add(limits.pattern.is_some(), "pattern", Subject::Text);
    add(limits.format.is_some(), "format", Subject::Text);
    add(limits.min_items.is_some(), "min_items", Subject::List);
    add(limits.max_items.is_some(), "max_items", Subject::List);
    add(limits.unique, "unique", Subject::List);
    add(
        limits.min_properties.is_some(),
        "min_properties",
        Subject::Members,
    );
    add(
        limits.max_properties.is_some(),
        "max_properties",
        Subject::Members,
    );
    add(limits.constant.is_some(), "const", Subject::Value);
    add(limits.one_of.is_some(), "one_of", Subject::Value);
    found
}

impl Run<'_> {
    /// Puts constraints on a type; those on an option are on its value.
    pub(super) fn apply(&mut self, limits: &Limits, ty: &mut Type, part: FieldPlace) {
        if limits.is_empty() {
            return;
        }
        if let Kind::Nullable(inner) = &mut ty.kind {
            return self.apply(limits, inner, part);
        }
        for (name, subject) in given(limits) {
            if !fits(&ty.kind, subject) {
                self.refuse_with(
                    part,
                    &refusals::BAD_CONSTRAINT,
                    format!("`{name}` speaks of {}, and this is {}", subject.words(), describe(&ty.kind)),
                    "put it on a type it speaks of, or inside `items(..)`, `key(..)` or `value(..)`",
                );
                return;
            }
        }
        if limits.multiple_of.is_some() && matches!(ty.kind, Kind::Float { .. }) {
            self.refuse(part, &refusals::FLOAT_MULTIPLE, "`multiple_of` on a float");
        }
        if let Some(step) = &limits.multiple_of
            && !step.is_integer()
        {
            self.refuse(
                part,
                &refusals::BAD_CONSTRAINT,
                format!("`multiple_of = {step}` is no integer"),
            );
        }
        if limits.format.is_some()
            && ty
                .constraints
                .format
                .is_some_and(|f| Some(f) != limits.format)
        {
            self.refuse(
                part,
                &refusals::BAD_CONSTRAINT,
                "the type has a written form of its own",
            );
        }
        self.merge(limits, &mut ty.constraints, part);
        if let Kind::Integer(int) = ty.kind {
            let (low, high) = int.range();
            let empty_low = ty
                .constraints
                .min
                .as_ref()
                .is_some_and(|b| b.value > Number::from(high));
            let empty_high = ty
                .constraints
                .max
                .as_ref()
                .is_some_and(|b| b.value < Number::from(low));
            if empty_low || empty_high {
                let headline = format!(
                    "no value of {} is left: it holds {low} to {high}",
                    int.name()
                );
                self.refuse(part, &refusals::BAD_CONSTRAINT, headline);
            }
        }
        self.inner(limits, ty, part);
    }

    /// `items(..)`, `key(..)`, `value(..)`.
    fn inner(&mut self, limits: &Limits, ty: &mut Type, part: FieldPlace) {
        if let Some(items) = &limits.items {
            match &mut ty.kind {
                Kind::List(item) | Kind::Set(item) | Kind::Array(item, _) => {
                    self.apply(items, item, part)
                }
                kind => {
                    let headline =
                        format!("`items` speaks of elements, and this is {}", describe(kind));
                    let advice = on_the_newtype(kind, "items", "list");
                    self.refuse_with(part, &refusals::BAD_CONSTRAINT, headline, advice);
                }
            }
        }
        for (name, limits) in [("key", &limits.key), ("value", &limits.value)] {
            let Some(limits) = limits else { continue };
            match &mut ty.kind {
                Kind::Map { key, value } => {
                    self.apply(limits, if name == "key" { key } else { value }, part);
                }
                kind => {
                    let headline =
                        format!("`{name}` speaks of maps, and this is {}", describe(kind));
                    let advice = on_the_newtype(kind, name, "map");
                    self.refuse_with(part, &refusals::BAD_CONSTRAINT, headline, advice);
                }
            }
        }
    }

    fn merge(&mut self, limits: &Limits, into: &mut Constraints, part: FieldPlace) {
        let bound = |value: &Number, exclusive| Bound {
            value: value.clone(),
            exclusive,
        };
        let mins = [(&limits.min, false), (&limits.exclusive_min, true)];
        for (value, exclusive) in mins {
            if let Some(value) = value {
                let stricter = into
                    .min
                    .as_ref()
                    .is_none_or(|old| old.value < *value || (old.value == *value && exclusive));
                if stricter {
                    into.min = Some(bound(value, exclusive));
                }
            }
        }
        let maxs = [(&limits.max, false), (&limits.exclusive_max, true)];
        for (value, exclusive) in maxs {
            if let Some(value) = value {
                let stricter = into
                    .max
                    .as_ref()
                    .is_none_or(|old| old.value > *value || (old.value == *value && exclusive));
                if stricter {
                    into.max = Some(bound(value, exclusive));
                }
            }
        }
        let most = |old: Option<u64>, new: Option<u64>| match (old, new) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let least = |old: Option<u64>, new: Option<u64>| match (old, new) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        into.min_length = most(into.min_length, limits.min_length);
        into.max_length = least(into.max_length, limits.max_length);
        into.min_items = most(into.min_items, limits.min_items);
        into.max_items = least(into.max_items, limits.max_items);
        into.min_properties = most(into.min_properties, limits.min_properties);
        into.max_properties = least(into.max_properties, limits.max_properties);
        into.unique |= limits.unique;
        if limits.multiple_of.is_some() {
            into.multiple_of.clone_from(&limits.multiple_of);
        }
        if limits.format.is_some() {
            into.format = limits.format;
        }
        if limits.constant.is_some() {
            into.constant.clone_from(&limits.constant);
        }
        if limits.one_of.is_some() {
            into.one_of.clone_from(&limits.one_of);
        }
        if let Some(written) = &limits.pattern {
            if into.pattern.is_some() {
                self.refuse_with(
                    part,
                    &refusals::BAD_CONSTRAINT,
                    "the type has a pattern of its own, and one value has one pattern",
                    "put the pattern on a newtype, which adds up with what it wraps",
                );
            }
            match pattern::parse(written) {
                Ok(pattern) => into.pattern = Some(pattern),
                Err(error) => {
                    let headline = format!("pattern `{written}`: {}", error.message);
                    self.refuse(part, &refusals::BAD_PATTERN, headline);
                }
            }
        }
    }

    /// The number of members of an object.
    pub(super) fn object_limits(&mut self, limits: &Limits, into: &mut Constraints) {
        for (name, subject) in given(limits) {
            if subject != Subject::Members {
                self.refuse_with(
                    FieldPlace::Whole,
                    &refusals::BAD_CONSTRAINT,
                    format!(
                        "`{name}` speaks of {}, and this is an object",
                        subject.words()
                    ),
                    "put it on a field",
                );
            }
        }
        into.min_properties = limits.min_properties;
        into.max_properties = limits.max_properties;
    }
}
