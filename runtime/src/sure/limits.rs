//! The constraints as values that look at Rust values: what the derive's fast checks are made of. True is a verdict, false is none.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use contractual_model::Format;
use contractual_model::pattern::{self, Automaton};

use crate::described::{Described, Seen};

/// A constraint on values of the type `T`. Several are a tuple.
pub trait Limit<T: ?Sized> {
    /// True if the value surely meets it.
    fn allows(&self, value: &T) -> bool;
}

/// Implements [`Limit`] for what looks at a value by [`Described::seen`]: nothing is demanded of an absent one.
macro_rules! limits {
    ($($limit:ty, |$this:ident| $($seen:pat => $verdict:expr),+;)*) => { $(
        impl<T: Described + ?Sized> Limit<T> for $limit {
            #[inline]
            fn allows(&self, value: &T) -> bool {
                let $this = self;
                match value.seen() {
                    Seen::Absent => true,
                    $($seen => $verdict,)+
                    _ => false,
                }
            }
        }
    )* };
}

/// `minimum`: for integers, rounded up, and for floats, which must be clear of it: a text beyond the limit may have been rounded to it.
pub struct AtLeast(pub i128, pub f64);
/// `maximum`: for integers, rounded down, and for floats.
pub struct AtMost(pub i128, pub f64);
/// `exclusiveMinimum`: for integers, rounded down, and for floats.
pub struct Above(pub i128, pub f64);
/// `exclusiveMaximum`: for integers, rounded up, and for floats.
pub struct Below(pub i128, pub f64);
/// `multipleOf`, on integers.
pub struct MultipleOf(pub i128);
/// `minLength` and `maxLength`, in code points.
pub struct Length(pub usize, pub usize);
/// `minItems` and `maxItems`, `minProperties` and `maxProperties`.
pub struct Size(pub usize, pub usize);
/// `uniqueItems`
pub struct Unique;
/// `const`
pub struct Is<C>(pub C);
/// `items(..)`: constraints on each item.
pub struct Each<L>(pub L);
/// `keys(..)` and `values(..)`: constraints on each key and on each value of a map.
pub struct Entries<K, V>(pub K, pub V);
/// `enum`: one of these.
pub struct OneOf<C: 'static>(pub &'static [C]);

limits! {
    AtLeast, |limit| Seen::Integer(value) => value >= limit.0, Seen::Float(value) => value > limit.1;
    AtMost, |limit| Seen::Integer(value) => value <= limit.0, Seen::Float(value) => value < limit.1;
    Above, |limit| Seen::Integer(value) => value > limit.0, Seen::Float(value) => value > limit.1;
    Below, |limit| Seen::Integer(value) => value < limit.0, Seen::Float(value) => value < limit.1;
    MultipleOf, |limit| Seen::Integer(value) => value % limit.0 == 0;
    Length, |limit| Seen::Text(text) => limit.counts(text);
    Size, |limit| Seen::Size(size) => limit.0 <= size && size <= limit.1;
    Is<&str>, |limit| Seen::Text(text) => text == limit.0;
    Is<i128>, |limit| Seen::Integer(value) => value == limit.0;
    OneOf<&str>, |limit| Seen::Text(text) => limit.0.contains(&text);
    OneOf<i128>, |limit| Seen::Integer(value) => limit.0.contains(&value);
    &Matches, |limit| Seen::Text(text) => limit.is_match(text);
    Format, |limit| Seen::Text(text) => is_written(*limit, text);
}

impl Length {
    #[inline]
    fn counts(&self, text: &str) -> bool {
        let (bytes, &Self(min, max)) = (text.len(), self);
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
    }
}

impl<T: Described + ?Sized> Limit<T> for Unique {
    #[inline]
    fn allows(&self, value: &T) -> bool {
        value.distinct()
    }
}

impl<T: Items, L: Limit<T::Item>> Limit<T> for Each<L> {
    #[inline]
    fn allows(&self, list: &T) -> bool {
        list.all(|item| self.0.allows(item))
    }
}

impl<Key, Value, K: Limit<Key>, V: Limit<Value>> Limit<BTreeMap<Key, Value>> for Entries<K, V> {
    #[inline]
    fn allows(&self, map: &BTreeMap<Key, Value>) -> bool {
        map.iter()
            .all(|(key, value)| self.0.allows(key) && self.1.allows(value))
    }
}

impl<Key, Value, S, K: Limit<Key>, V: Limit<Value>> Limit<HashMap<Key, Value, S>>
    for Entries<K, V>
{
    #[inline]
    fn allows(&self, map: &HashMap<Key, Value, S>) -> bool {
        map.iter()
            .all(|(key, value)| self.0.allows(key) && self.1.allows(value))
    }
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

    #[inline]
    fn is_match(&self, text: &str) -> bool {
        self.automaton
            .get_or_init(|| Automaton::new(&pattern::parse(self.pattern).ok()?))
            .as_ref()
            .is_some_and(|automaton| automaton.is_match(text) == Some(true))
    }
}

/// True if the text surely has the form; what recognises one is compiled when it is first asked for.
#[inline]
fn is_written(format: Format, text: &str) -> bool {
    static KNOWN: [OnceLock<Option<Automaton>>; Format::ALL.len()] =
        [const { OnceLock::new() }; Format::ALL.len()];
    let automaton = KNOWN.get(format as usize).and_then(|known| {
        known
            .get_or_init(|| Automaton::new(&format.pattern()))
            .as_ref()
    });
    automaton
        .is_some_and(|automaton| automaton.is_match(text) == Some(true) && format.is_real(text))
}
