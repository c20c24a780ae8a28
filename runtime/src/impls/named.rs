//! Types of the table of built-ins ([`contractual_model::builtin`]) that are no containers: one row here per row there.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize};

use contractual_model::builtin;
use contractual_model::digest::identity;
use contractual_model::{Kind, Type};

use crate::describe::Describer;
use crate::described::{Described, Seen};

/// The type that a word of the table means.
pub(super) fn of_word(word: &str) -> Type {
    builtin::of_word(word)
        .and_then(|builtin| builtin.to_type(Vec::new()))
        .unwrap_or_else(|| Type::new(Kind::Null))
}

/// Implements [`Described`] by a row of the table. Every value of a `sure` row meets its contract,
/// and serde reads it from no text that the contract refuses.
macro_rules! rows {
    ($([$($generics:tt)*] $type:ty => $word:literal $(, sure $sure:literal)?;)*) => {
        $(
            impl<$($generics)*> $crate::Described for $type {
                const IDENTITY: u128 = contractual_model::digest::identity($word, &[]);

                fn describe(_: &mut $crate::describe::Describer) -> contractual_model::Type {
                    $crate::impls::named::of_word($word)
                }

                #[inline]
                fn holds(&self) -> bool {
                    false $(|| $sure)?
                }
            }
        )*

        #[cfg(test)]
        mod listed {
            #[test]
            fn stand_in_the_table() {
                $(
                    let row = contractual_model::builtin::of_word($word);
                    assert!(row.is_some_and(|row| row.to_type(Vec::new()).is_some()), $word);
                )*
            }
        }
    };
}

rows! {
    [] Ipv4Addr => "ipv4";
    [] Ipv6Addr => "ipv6";
    [] IpAddr => "ip";
    [] SocketAddr => "socket";
    [] SocketAddrV4 => "socket v4";
    [] SocketAddrV6 => "socket v6";
}

impl<T: ?Sized> Described for PhantomData<T> {
    const IDENTITY: u128 = identity("phantom", &[]);

    fn describe(_: &mut Describer) -> Type {
        of_word("phantom")
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Null
    }
}

macro_rules! nonzero {
    ($($type:ident $word:literal),*) => { $(
        impl Described for $type {
            const IDENTITY: u128 = identity($word, &[]);

            fn describe(_: &mut Describer) -> Type {
                of_word($word)
            }

            #[inline]
            fn holds(&self) -> bool {
                true
            }

            #[inline]
            fn seen(&self) -> Seen<'_> {
                Seen::Integer(self.get() as i128)
            }
        }
    )* };
}

nonzero!(NonZeroU8 "nonzero u8", NonZeroU16 "nonzero u16", NonZeroU32 "nonzero u32", NonZeroU64 "nonzero u64",
    NonZeroUsize "nonzero usize");
