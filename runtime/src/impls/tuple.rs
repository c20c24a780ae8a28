//! Tuples of up to sixteen items, as many as serde reads.

use contractual_model::builtin::tuple_identity;
use contractual_model::{Kind, Type};

use crate::describe::Describer;
use crate::described::Described;

macro_rules! tuples {
    ($(($($item:ident $index:tt),+))*) => { $(
        impl<$($item: Described),+> Described for ($($item,)+) {
            const IDENTITY: u128 = tuple_identity(&[$($item::IDENTITY),+]);
            const MEANING: u128 = 0_u128$(.wrapping_add($item::MEANING))+;
            const PROOF: () = { $(let () = $item::PROOF;)+ };

            fn describe(into: &mut Describer) -> Type {
                Type::new(Kind::Tuple(vec![$($item::describe(into)),+]))
            }

            #[inline]
            fn holds(&self) -> bool {
                $(self.$index.holds())&&+
            }
        }
    )* };
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15)
}
