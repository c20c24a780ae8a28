//! The parts of a value that must hold, as one call on a tuple: each call by itself would cost rustc more than the field is worth.

use super::limits::Limit;
use super::rules::Truth;
use crate::described::Described;

/// What is surely as the contract demands: a field, a field and a limit on it, the verdict of a rule.
pub trait Part {
    /// True if it surely is.
    fn holds(&self) -> bool;
}

impl<T: Described + ?Sized> Part for &T {
    #[inline]
    fn holds(&self) -> bool {
        T::holds(self)
    }
}

impl<T: Described + ?Sized, L: Limit<T>> Part for (&T, L) {
    #[inline]
    fn holds(&self) -> bool {
        self.1.allows(self.0) && self.0.holds()
    }
}

impl Part for Truth {
    #[inline]
    fn holds(&self) -> bool {
        self.is_kept()
    }
}

/// Up to sixteen parts.
pub trait Parts {
    /// True if each of them holds.
    fn all(&self) -> bool;
}

/// True if all parts surely hold.
#[inline]
pub fn hold(parts: impl Parts) -> bool {
    parts.all()
}

/// Tuples of parts, and tuples of limits, which are one limit. From long ones to short ones.
macro_rules! tuples {
    () => {
        impl Parts for () {
            #[inline]
            fn all(&self) -> bool {
                true
            }
        }

        impl<T: ?Sized> Limit<T> for () {
            #[inline]
            fn allows(&self, _: &T) -> bool {
                true
            }
        }
    };
    ($first:ident $($rest:ident)*) => {
        #[allow(non_snake_case, reason = "a type parameter and its value have one name")]
        impl<$first: Part, $($rest: Part),*> Parts for ($first, $($rest,)*) {
            #[inline]
            fn all(&self) -> bool {
                let ($first, $($rest,)*) = self;
                $first.holds() $(&& $rest.holds())*
            }
        }

        #[allow(non_snake_case, reason = "a type parameter and its value have one name")]
        impl<T: ?Sized, $first: Limit<T>, $($rest: Limit<T>),*> Limit<T> for ($first, $($rest,)*) {
            #[inline]
            fn allows(&self, value: &T) -> bool {
                let ($first, $($rest,)*) = self;
                $first.allows(value) $(&& $rest.allows(value))*
            }
        }

        tuples! { $($rest)* }
    };
}

tuples! { A B C D E F G H I J K L M N O P }
