//! Maps, and JSON itself.

use std::collections::{BTreeMap, HashMap};

use contractual_model::digest::{Digest, applied, identity, of_bytes};
use contractual_model::{Kind, Type};

use crate::describe::Describer;
use crate::described::{Described, Seen};

/// The word of the table of built-ins, hashed once.
const MAP: Digest = of_bytes(b"map");

macro_rules! maps {
    ($([$($generics:tt)*] $type:ty;)*) => { $(
        impl<$($generics)*> Described for $type {
            const IDENTITY: u128 = applied(applied(MAP, K::IDENTITY), V::IDENTITY);
            const MEANING: u128 = K::MEANING.wrapping_add(V::MEANING);
            const PROOF: () = {
                let () = K::PROOF;
                V::PROOF
            };

            fn describe(into: &mut Describer) -> Type {
                Type::new(Kind::Map {
                    key: Box::new(K::describe(into)),
                    value: Box::new(V::describe(into)),
                })
            }

            #[inline]
            fn holds(&self) -> bool {
                self.iter().all(|(key, value)| key.holds() && value.holds())
            }

            #[inline]
            fn seen(&self) -> Seen<'_> {
                Seen::Size(self.len())
            }
        }
    )* };
}

maps! {
    [K: Described, V: Described] BTreeMap<K, V>;
    [K: Described, V: Described, S] HashMap<K, V, S>;
}

impl Described for serde_json::Value {
    const IDENTITY: u128 = identity("any", &[]);

    fn describe(_: &mut Describer) -> Type {
        Type::new(Kind::Any)
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        match self {
            Self::Null => Seen::Null,
            _ => Seen::Present,
        }
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }
}

impl Described for serde_json::Map<String, serde_json::Value> {
    const IDENTITY: u128 = identity("any object", &[]);

    fn describe(_: &mut Describer) -> Type {
        Type::new(Kind::AnyObject)
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Size(self.len())
    }
}
