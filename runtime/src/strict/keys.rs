//! Map keys: has this name been seen before? Names are compared by hash: two names with one hash send the value to the full check.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// How many names are compared one by one.
const FEW: usize = 16;

/// Hashes of the names of one map.
#[derive(Default)]
pub(super) struct Keys(Vec<u64>);

impl Keys {
    /// Adds a name; true if it is surely a repeat or looks like one. Large maps are judged at their end.
    #[inline]
    pub(super) fn add(&mut self, hash: u64) -> bool {
        let repeat = self.0.len() < FEW && self.0.contains(&hash);
        self.0.push(hash);
        repeat
    }

    /// True if a large map has a repeat.
    pub(super) fn repeat_at_end(&mut self) -> bool {
        if self.0.len() <= FEW {
            return false;
        }
        self.0.sort_unstable();
        self.0.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// A seed for a key that also takes the name's hash.
pub(super) struct Key<'h, S> {
    pub(super) seed: S,
    pub(super) hash: &'h mut Option<u64>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'_, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.seed.deserialize(Hashed {
            inner,
            hash: self.hash,
        })
    }
}

/// A deserializer, or a visitor, that takes the hash of the name in passing.
struct Hashed<'h, T> {
    inner: T,
    hash: &'h mut Option<u64>,
}

macro_rules! methods {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {
        $(
            #[inline]
            fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
                self.inner.$method($($argument,)* Hashed { inner: visitor, hash: self.hash })
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Hashed<'_, D> {
    type Error = D::Error;

    methods! {
        deserialize_any() deserialize_bool()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_option() deserialize_unit() deserialize_seq()
        deserialize_map() deserialize_identifier() deserialize_ignored_any()
        deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        // A key that is an enum is text: the name of a unit variant.
        self.inner.deserialize_str(Hashed {
            inner: super::visitor::Choice(visitor),
            hash: self.hash,
        })
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// FNV-1a, 64 bits: names are short. Not keyed: a hash that is met twice only costs time, linear in the text.
struct Fnv(u64);

impl Hasher for Fnv {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

#[inline]
fn hash_of(value: impl Hash) -> Option<u64> {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    value.hash(&mut hasher);
    Some(hasher.finish())
}

macro_rules! visits {
    ($($method:ident($type:ty))*) => {
        $(
            #[inline]
            fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
                *self.hash = hash_of(&value);
                self.inner.$method(value)
            }
        )*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Hashed<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    visits! {
        visit_bool(bool)
        visit_i8(i8) visit_i16(i16) visit_i32(i32) visit_i64(i64) visit_i128(i128)
        visit_u8(u8) visit_u16(u16) visit_u32(u32) visit_u64(u64) visit_u128(u128)
        visit_char(char) visit_str(&str) visit_borrowed_str(&'de str) visit_string(String)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Hashed {
            inner,
            hash: self.hash,
        })
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Hashed {
            inner,
            hash: self.hash,
        })
    }
}
