//! Constraints as written, put on the type they speak of.

use super::Run;
use crate::constraint::{Bound, Constraints};
use crate::contract::{Kind, Type};
use crate::item::{FieldPlace, Limits};
use crate::json::{Json, Number};
use crate::pattern;
use crate::refusals::{self, Refusal};

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
        put(limits, ty, &mut |refusal, headline, advice| {
            self.refuse_with(part, refusal, headline, advice);
        });
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

/// Who is told of a constraint that cannot stand where it is: the refusal, what, and what to do.
pub(super) type Refuse<'r> = dyn FnMut(&'static Refusal, String, String) + 'r;

/// Puts constraints on a type; those on an option are on its value, and those on the parts of a named type wait until the name is looked up.
pub(super) fn put(limits: &Limits, ty: &mut Type, refuse: &mut Refuse<'_>) {
    if limits.is_empty() {
        return;
    }
    if let Kind::Nullable(inner) = &mut ty.kind {
        return put(limits, inner, refuse);
    }
    for (name, subject) in given(limits) {
        if !fits(&ty.kind, subject) {
            return refuse(
                &refusals::BAD_CONSTRAINT,
                format!(
                    "`{name}` speaks of {}, and this is {}",
                    subject.words(),
                    describe(&ty.kind)
                ),
                "put it on a type it speaks of, or inside `items(..)`, `key(..)` or `value(..)`"
                    .to_owned(),
            );
        }
    }
    let mut say = |refusal: &'static Refusal, headline: &str| {
        refuse(refusal, headline.to_owned(), refusal.advice.to_owned());
    };
    if limits.multiple_of.is_some() && matches!(ty.kind, Kind::Float { .. }) {
        say(&refusals::FLOAT_MULTIPLE, "`multiple_of` on a float");
    } else if let Some(step) = &limits.multiple_of
        && !step.is_integer()
    {
        let headline = format!("`multiple_of = {step}` is no integer");
        say(&refusals::BAD_CONSTRAINT, &headline);
    }
    if limits.format.is_some()
        && ty
            .constraints
            .format
            .is_some_and(|f| Some(f) != limits.format)
    {
        say(
            &refusals::BAD_CONSTRAINT,
            "the type has a written form of its own",
        );
    }
    merge(limits, &mut ty.constraints, refuse);
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
            let advice = refusals::BAD_CONSTRAINT.advice.to_owned();
            refuse(&refusals::BAD_CONSTRAINT, headline, advice);
        }
    }
    parts(limits, ty, refuse);
}

/// `items(..)`, `key(..)`, `value(..)`.
fn parts(limits: &Limits, ty: &mut Type, refuse: &mut Refuse<'_>) {
    if limits.items.is_none() && limits.key.is_none() && limits.value.is_none() {
        return;
    }
    if matches!(ty.kind, Kind::Ref(_)) {
        ty.constraints.parts.push(Limits {
            items: limits.items.clone(),
            key: limits.key.clone(),
            value: limits.value.clone(),
            ..Limits::default()
        });
        return;
    }
    let nothing = |name: &str, subject: &str, kind: &Kind| {
        format!(
            "`{name}` speaks of {subject}, and this is {}",
            describe(kind)
        )
    };
    let advice = || refusals::BAD_CONSTRAINT.advice.to_owned();
    if let Some(items) = &limits.items {
        match &mut ty.kind {
            Kind::List(item) | Kind::Set(item) | Kind::Array(item, _) => put(items, item, refuse),
            kind => {
                let headline = nothing("items", "elements", kind);
                refuse(&refusals::BAD_CONSTRAINT, headline, advice());
            }
        }
    }
    for (name, limits) in [("key", &limits.key), ("value", &limits.value)] {
        let Some(limits) = limits else { continue };
        match &mut ty.kind {
            Kind::Map { key, value } => {
                put(limits, if name == "key" { key } else { value }, refuse);
            }
            kind => {
                let headline = nothing(name, "maps", kind);
                refuse(&refusals::BAD_CONSTRAINT, headline, advice());
            }
        }
    }
}

/// Adds constraints to those that are there: all of them hold.
fn merge(limits: &Limits, into: &mut Constraints, refuse: &mut Refuse<'_>) {
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
    if let Some(step) = &limits.multiple_of {
        into.multiple_of = Some(match &into.multiple_of {
            Some(old) => common_multiple(old, step),
            None => step.clone(),
        });
    }
    if limits.format.is_some() {
        into.format = limits.format;
    }
    chosen(limits, into, refuse);
    let mut say = |refusal: &'static Refusal, headline: String, advice: &str| {
        refuse(refusal, headline, advice.to_owned());
    };
    if let Some(written) = &limits.pattern {
        let other = into.pattern.as_ref().filter(|old| old.written != *written);
        if other.is_some() {
            say(
                &refusals::BAD_CONSTRAINT,
                "the type has a pattern of its own, and one value has one pattern".to_owned(),
                "put the pattern on a newtype, which adds up with what it wraps",
            );
        }
        match pattern::parse(written) {
            Ok(pattern) => into.pattern = Some(pattern),
            Err(error) => {
                let headline = format!("pattern `{written}`: {}", error.message);
                say(
                    &refusals::BAD_PATTERN,
                    headline,
                    refusals::BAD_PATTERN.advice,
                );
            }
        }
    }
}

/// `const` and `one_of`: the values that every list of values holds.
fn chosen(limits: &Limits, into: &mut Constraints, refuse: &mut Refuse<'_>) {
    let none_left = |refuse: &mut Refuse<'_>| {
        refuse(
            &refusals::BAD_CONSTRAINT,
            "no value is left: `const` and `one_of` of the type allow none of these".to_owned(),
            "name values that the type allows".to_owned(),
        );
    };
    if let Some(constant) = &limits.constant {
        let other = into.constant.as_ref().is_some_and(|old| old != constant);
        let outside = |all: &Vec<Json>| !all.contains(constant);
        if other || into.one_of.as_ref().is_some_and(outside) {
            none_left(refuse);
        }
        into.constant = Some(constant.clone());
    }
    if let Some(all) = &limits.one_of {
        let mut left = all.clone();
        if let Some(old) = &into.one_of {
            left.retain(|one| old.contains(one));
        }
        let outside = |old: &Json| !left.contains(old);
        if left.is_empty() || into.constant.as_ref().is_some_and(outside) {
            none_left(refuse);
        }
        into.one_of = Some(left);
    }
}

/// The step whose multiples are multiples of both; the first, if that is too large to say.
fn common_multiple(a: &Number, b: &Number) -> Number {
    let (Some(x), Some(y)) = (a.as_i128(), b.as_i128()) else {
        return a.clone();
    };
    let (mut divisor, mut rest) = (x, y);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    let least = x
        .checked_div(divisor)
        .and_then(|part| part.checked_mul(y))
        .map(i128::abs);
    least.map_or_else(|| a.clone(), Number::from)
}
