//! Types of std that serde writes as objects or enums: their definitions stand in the table of built-ins.

use std::num::{NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::time::{Duration, SystemTime};

use contractual_model::Type;
use contractual_model::digest::identity;

use crate::describe::Describer;
use crate::described::Described;

macro_rules! defined {
    ($([$($argument:ident),*] $type:ty => $word:literal, |$this:ident| $holds:expr;)*) => { $(
        impl<$($argument: Described),*> Described for $type {
            const IDENTITY: u128 = identity($word, &[$($argument::IDENTITY),*]);
            const MEANING: u128 = 0_u128$(.wrapping_add($argument::MEANING))*;
            const PROOF: () = { $(let () = $argument::PROOF;)* };

            fn describe(into: &mut Describer) -> Type {
                let arguments = vec![$($argument::describe(into)),*];
                into.defined($word, arguments)
            }

            #[inline]
            fn holds(&self) -> bool {
                let $this = self;
                $holds
            }
        }
    )* };
}

// Where serde carries over or reads more than the contract has, only the full check sees it.
defined! {
    [] Duration => "duration", |_this| false;
    [] SystemTime => "system time", |_this| false;
    [T] Range<T> => "range", |this| this.start.holds() && this.end.holds();
    [T] RangeInclusive<T> => "range inclusive", |this| this.start().holds() && this.end().holds();
    [T] RangeFrom<T> => "range from", |this| this.start.holds();
    [T] RangeTo<T> => "range to", |this| this.end.holds();
    [T] Bound<T> => "bound", |this| match this {
        Bound::Included(value) | Bound::Excluded(value) => value.holds(),
        Bound::Unbounded => true,
    };
    [T, E] Result<T, E> => "result", |this| match this {
        Ok(value) => value.holds(),
        Err(error) => error.holds(),
    };
    [] NonZeroI8 => "nonzero i8", |_this| true;
    [] NonZeroI16 => "nonzero i16", |_this| true;
    [] NonZeroI32 => "nonzero i32", |_this| true;
    [] NonZeroI64 => "nonzero i64", |_this| true;
    [] NonZeroIsize => "nonzero isize", |_this| true;
}
