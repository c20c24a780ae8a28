//! The constraints as functions on Rust values: what the derive's fast checks are made of. True is a verdict, false is none.

use std::sync::OnceLock;

use contractual_model::Format;
use contractual_model::pattern::{self, Automaton};

use crate::described::{Described, Seen};

/// A pattern that is compiled when it is first used.
pub struct Matches {
    pattern: &'static str,
    automaton: OnceLock<Option<Automaton>>,
}

impl Matches {
    /// The pattern as the user wrote it.
    pub const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            automaton: OnceLock::new(),
        }
    }

    /// True if the text surely matches.
    #[inline]
    pub fn holds(&self, text: Seen<&str>) -> bool {
        text.holds(|text| {
            self.automaton
                .get_or_init(|| Automaton::new(&pattern::parse(self.pattern).ok()?))
                .as_ref()
                .is_some_and(|automaton| automaton.is_match(text) == Some(true))
        })
    }
}

/// A written form, compiled when it is first used.
pub struct Written {
    name: &'static str,
    known: OnceLock<Option<(Format, Option<Automaton>)>>,
}

impl Written {
    /// The form of that name.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            known: OnceLock::new(),
        }
    }

    /// True if the text surely has the form.
    #[inline]
    pub fn holds(&self, text: Seen<&str>) -> bool {
        text.holds(|text| {
            let known = self.known.get_or_init(|| {
                let format = Format::from_name(self.name)?;
                Some((format, Automaton::new(&format.pattern())))
            });
            match known {
                Some((format, Some(automaton))) => {
                    automaton.is_match(text) == Some(true) && format.is_real(text)
                }
                _ => false,
            }
        })
    }
}

/// A number against a limit: integers exactly, floats only clear of it.
#[inline]
fn number<T: Described + ?Sized>(
    value: &T,
    integer: impl FnOnce(i128) -> bool,
    float: impl FnOnce(f64) -> bool,
) -> bool {
    match value.integer() {
        Seen::Value(value) => integer(value),
        Seen::Absent => true,
        Seen::Unknown => value.float().holds(float),
    }
}

/// `minimum`; for integers the limit is rounded up.
#[inline]
pub fn at_least<T: Described + ?Sized>(value: &T, integer: i128, float: f64) -> bool {
    number(value, |value| value >= integer, |value| value > float)
}

/// `maximum`; for integers the limit is rounded down.
#[inline]
pub fn at_most<T: Described + ?Sized>(value: &T, integer: i128, float: f64) -> bool {
    number(value, |value| value <= integer, |value| value < float)
}

/// `exclusiveMinimum`; for integers the limit is rounded down.
#[inline]
pub fn above<T: Described + ?Sized>(value: &T, integer: i128, float: f64) -> bool {
    number(value, |value| value > integer, |value| value > float)
}

/// `exclusiveMaximum`; for integers the limit is rounded up.
#[inline]
pub fn below<T: Described + ?Sized>(value: &T, integer: i128, float: f64) -> bool {
    number(value, |value| value < integer, |value| value < float)
}

/// `multipleOf`, on integers.
#[inline]
pub fn multiple_of<T: Described + ?Sized>(value: &T, step: i128) -> bool {
    value.integer().holds(|value| value % step == 0)
}

/// `minLength` and `maxLength`, in code points.
#[inline]
pub fn length<T: Described + ?Sized>(value: &T, min: usize, max: usize) -> bool {
    value.text().holds(|text| {
        let bytes = text.len();
        // A code point has one to four bytes: most texts need no counting.
        if bytes <= max && bytes / 4 >= min {
            return true;
        }
        let count = if text.is_ascii() {
            bytes
        } else {
            text.chars().count()
        };
        min <= count && count <= max
    })
}

/// `minItems` and `maxItems`, `minProperties` and `maxProperties`.
#[inline]
pub fn size<T: Described + ?Sized>(value: &T, min: usize, max: usize) -> bool {
    value.size().holds(|size| min <= size && size <= max)
}

/// `const`, a text.
#[inline]
pub fn is_text<T: Described + ?Sized>(value: &T, expected: &str) -> bool {
    value.text().holds(|text| text == expected)
}

/// `const`, an integer.
#[inline]
pub fn is_integer<T: Described + ?Sized>(value: &T, expected: i128) -> bool {
    value.integer().holds(|value| value == expected)
}

/// A list whose items can be looked at one by one.
pub trait Items {
    /// The items.
    type Item;

    /// True if the check passes for each.
    fn all(&self, check: impl FnMut(&Self::Item) -> bool) -> bool;
}

impl<T> Items for Vec<T> {
    type Item = T;

    #[inline]
    fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
        self.iter().all(check)
    }
}

impl<L: Items> Items for Option<L> {
    type Item = L::Item;

    #[inline]
    fn all(&self, check: impl FnMut(&L::Item) -> bool) -> bool {
        self.as_ref().is_none_or(|list| list.all(check))
    }
}

/// `items(..)`: constraints on each item.
#[inline]
pub fn each<L: Items>(list: &L, check: impl FnMut(&L::Item) -> bool) -> bool {
    list.all(check)
}
