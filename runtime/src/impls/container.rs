//! Options, lists, sets, arrays.

use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};

use contractual_model::builtin::array_identity;
use contractual_model::digest::{Digest, applied, of_bytes};
use contractual_model::{Kind, Type};

use crate::describe::Describer;
use crate::described::{Described, Seen};

// The words of the table of built-ins, each hashed once.
const OPTION: Digest = of_bytes(b"option");
const LIST: Digest = of_bytes(b"list");
const SET: Digest = of_bytes(b"set");

impl<T: Described> Described for Option<T> {
    const IDENTITY: u128 = applied(OPTION, T::IDENTITY);
    const MEANING: u128 = T::MEANING;
    const PROOF: () = T::PROOF;

    fn describe(into: &mut Describer) -> Type {
        Type::new(Kind::Nullable(Box::new(T::describe(into))))
    }

    #[inline]
    fn holds(&self) -> bool {
        self.as_ref().is_none_or(T::holds)
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        self.as_ref().map_or(Seen::Absent, T::seen)
    }

    #[inline]
    fn distinct(&self) -> bool {
        self.as_ref().is_none_or(T::distinct)
    }
}

/// How many items are compared one with the other.
const FEW: usize = 24;

/// True if no two items are equal for sure.
fn distinct<T: Described>(items: &[T]) -> bool {
    items.len() <= FEW
        && items.iter().enumerate().all(|(at, item)| {
            let seen = item.seen();
            seen.is_key() && items[..at].iter().all(|other| other.seen() != seen)
        })
}

impl<T: Described> Described for [T] {
    const IDENTITY: u128 = applied(LIST, T::IDENTITY);
    const MEANING: u128 = T::MEANING;
    const PROOF: () = T::PROOF;

    fn describe(into: &mut Describer) -> Type {
        Type::new(Kind::List(Box::new(T::describe(into))))
    }

    #[inline]
    fn holds(&self) -> bool {
        self.iter().all(T::holds)
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Size(self.len())
    }

    #[inline]
    fn distinct(&self) -> bool {
        distinct(self)
    }
}

macro_rules! sequences {
    ($($type:ident [$($bound:tt)*] $head:ident $kind:ident $(, $slice:ident)?;)*) => { $(
        impl<T: Described $($bound)*> Described for $type<T> {
            const IDENTITY: u128 = applied($head, T::IDENTITY);
            const MEANING: u128 = T::MEANING;
            const PROOF: () = T::PROOF;

            fn describe(into: &mut Describer) -> Type {
                Type::new(Kind::$kind(Box::new(T::describe(into))))
            }

            #[inline]
            fn holds(&self) -> bool {
                self.iter().all(T::holds)
            }

            #[inline]
            fn seen(&self) -> Seen<'_> {
                Seen::Size(self.len())
            }

            $(
                #[inline]
                fn distinct(&self) -> bool {
                    distinct(self.$slice())
                }
            )?
        }
    )* };
}

sequences! {
    Vec [] LIST List, as_slice;
    VecDeque [] LIST List;
    LinkedList [] LIST List;
    BinaryHeap [] LIST List;
    BTreeSet [] SET Set;
}

impl<T: Described, S> Described for HashSet<T, S> {
    const IDENTITY: u128 = applied(SET, T::IDENTITY);
    const MEANING: u128 = T::MEANING;
    const PROOF: () = T::PROOF;

    fn describe(into: &mut Describer) -> Type {
        Type::new(Kind::Set(Box::new(T::describe(into))))
    }

    #[inline]
    fn holds(&self) -> bool {
        self.iter().all(T::holds)
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Size(self.len())
    }
}

impl<T: Described, const N: usize> Described for [T; N] {
    const IDENTITY: u128 = array_identity(T::IDENTITY, N as u64);
    const MEANING: u128 = T::MEANING;
    const PROOF: () = T::PROOF;

    fn describe(into: &mut Describer) -> Type {
        Type::new(Kind::Array(Box::new(T::describe(into)), N as u64))
    }

    #[inline]
    fn holds(&self) -> bool {
        self.iter().all(T::holds)
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Size(N)
    }
}
