//! Truth values, numbers, characters, text.

use contractual_model::builtin::tuple_identity;
use contractual_model::digest::identity;
use contractual_model::{Int, Kind, Type};

use crate::describe::Describer;
use crate::described::{Described, Seen};

macro_rules! integers {
    ($($type:ident $int:ident),* $(,)?) => { $(
        impl Described for $type {
            const IDENTITY: u128 = identity(stringify!($type), &[]);

            fn describe(_: &mut Describer) -> Type {
                Type::new(Kind::Integer(Int::$int))
            }

            #[inline]
            fn holds(&self) -> bool {
                true
            }

            #[inline]
            fn seen(&self) -> Seen<'_> {
                Seen::Integer(*self as i128)
            }
        }
    )* };
}

integers!(u8 U8, u16 U16, u32 U32, u64 U64, usize Usize, i8 I8, i16 I16, i32 I32, i64 I64, isize Isize);

macro_rules! floats {
    ($($type:ident $double:literal),*) => { $(
        impl Described for $type {
            const IDENTITY: u128 = identity(stringify!($type), &[]);

            fn describe(_: &mut Describer) -> Type {
                Type::new(Kind::Float { double: $double })
            }

            #[inline]
            fn holds(&self) -> bool {
                // At the largest value a text beyond the range may have been rounded.
                self.abs() < $type::MAX
            }

            #[inline]
            fn seen(&self) -> Seen<'_> {
                Seen::Float(f64::from(*self))
            }
        }
    )* };
}

floats!(f32 false, f64 true);

impl Described for bool {
    const IDENTITY: u128 = identity("bool", &[]);

    fn describe(_: &mut Describer) -> Type {
        Type::new(Kind::Bool)
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Bool(*self)
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }
}

impl Described for char {
    const IDENTITY: u128 = identity("char", &[]);

    fn describe(_: &mut Describer) -> Type {
        Type::new(Kind::Char)
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }
}

impl Described for str {
    const IDENTITY: u128 = identity("text", &[]);

    fn describe(_: &mut Describer) -> Type {
        Type::new(Kind::Text)
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Text(self)
    }
}

impl Described for String {
    const IDENTITY: u128 = <str as Described>::IDENTITY;

    fn describe(into: &mut Describer) -> Type {
        <str as Described>::describe(into)
    }

    #[inline]
    fn holds(&self) -> bool {
        true
    }

    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Text(self)
    }
}

impl Described for () {
    const IDENTITY: u128 = tuple_identity(&[]);

    fn describe(_: &mut Describer) -> Type {
        Type::new(Kind::Null)
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
