//! Types that serde passes through: references, boxes, cells, wrappers.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::num::{Saturating, Wrapping};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use contractual_model::Type;

use crate::describe::Describer;
use crate::described::{Described, Seen};

macro_rules! transparent {
    ($([$($generics:tt)*] $type:ty => $inner:ty, |$this:ident| $borrow:expr;)*) => { $(
        impl<$($generics)*> Described for $type {
            const IDENTITY: u128 = <$inner as Described>::IDENTITY;
            const MEANING: u128 = <$inner as Described>::MEANING;
            const PROOF: () = <$inner as Described>::PROOF;

            fn describe(into: &mut Describer) -> Type {
                <$inner as Described>::describe(into)
            }

            #[inline]
            fn holds(&self) -> bool {
                let $this = self;
                <$inner as Described>::holds($borrow)
            }

            #[inline]
            fn seen(&self) -> Seen<'_> {
                let $this = self;
                <$inner as Described>::seen($borrow)
            }

            #[inline]
            fn distinct(&self) -> bool {
                let $this = self;
                <$inner as Described>::distinct($borrow)
            }
        }
    )* };
}

transparent! {
    [T: Described + ?Sized] &T => T, |this| this;
    [T: Described + ?Sized] &mut T => T, |this| this;
    [T: Described + ?Sized] Box<T> => T, |this| this;
    [T: Described + ?Sized] Rc<T> => T, |this| this;
    [T: Described + ?Sized] Arc<T> => T, |this| this;
    [T: Described + ToOwned + ?Sized] Cow<'_, T> => T, |this| this;
    [T: Described] Reverse<T> => T, |this| &this.0;
    [T: Described] Wrapping<T> => T, |this| &this.0;
}

/// Cells cannot lend their content, and serde stops a number beyond the range at its end: the full check decides.
macro_rules! cells {
    ($($type:ident),*) => { $(
        impl<T: Described> Described for $type<T> {
            const IDENTITY: u128 = T::IDENTITY;
            const MEANING: u128 = T::MEANING;
            const PROOF: () = T::PROOF;

            fn describe(into: &mut Describer) -> Type {
                T::describe(into)
            }
        }
    )* };
}

cells!(Cell, RefCell, Mutex, RwLock, Saturating);
