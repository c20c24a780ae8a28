//! Types of well-known crates, each behind the feature named after crate and major version. What they read and write with serde is
//! looser than their contract: the table gives the one written form, and the full check sees the text.

#[cfg(feature = "bytes1")]
mod bytes1 {
    rows! {
        [] bytes1::Bytes => "bytes::Bytes", sure true;
        [] bytes1::BytesMut => "bytes::Bytes", sure true;
    }
}

#[cfg(feature = "chrono04")]
mod chrono04 {
    rows! {
        [Zone: chrono04::TimeZone] chrono04::DateTime<Zone> => "chrono::DateTime";
        [] chrono04::NaiveDate => "chrono::NaiveDate";
        [] chrono04::NaiveTime => "chrono::NaiveTime";
        [] chrono04::NaiveDateTime => "chrono::NaiveDateTime";
        [] chrono04::Weekday => "chrono::Weekday";
        [] chrono04::Month => "chrono::Month";
    }
}

#[cfg(feature = "jiff02")]
mod jiff02 {
    rows! {
        [] jiff02::Timestamp => "jiff::Timestamp";
        [] jiff02::civil::Date => "jiff::Date";
        [] jiff02::civil::Time => "jiff::Time";
        [] jiff02::civil::DateTime => "jiff::DateTime";
    }
}

#[cfg(feature = "time03")]
mod time03 {
    rows! {
        [] time03::OffsetDateTime => "time::OffsetDateTime";
        [] time03::PrimitiveDateTime => "time::PrimitiveDateTime";
        [] time03::Date => "time::Date";
        [] time03::Time => "time::Time";
        [] time03::UtcOffset => "time::UtcOffset";
        [] time03::Duration => "time::Duration";
        [] time03::Weekday => "time::Weekday";
        [] time03::Month => "time::Month";
    }
}

#[cfg(feature = "rust_decimal1")]
mod rust_decimal1 {
    rows! {
        [] rust_decimal1::Decimal => "rust_decimal::Decimal";
    }
}

#[cfg(feature = "smol_str03")]
mod smol_str03 {
    rows! {
        [] smol_str03::SmolStr => "smol_str::SmolStr", sure true;
    }
}

#[cfg(feature = "url2")]
mod url2 {
    rows! {
        [] url2::Url => "url::Url";
    }
}

#[cfg(feature = "uuid1")]
mod uuid1 {
    rows! {
        [] uuid1::Uuid => "uuid::Uuid";
    }
}

#[cfg(feature = "indexmap2")]
mod indexmap2 {
    use contractual_model::digest::identity;
    use contractual_model::{Kind, Type};
    use indexmap2::{IndexMap, IndexSet};

    use crate::describe::Describer;
    use crate::described::{Described, Seen};

    impl<K: Described, V: Described, S> Described for IndexMap<K, V, S> {
        const IDENTITY: u128 = identity("indexmap::IndexMap", &[K::IDENTITY, V::IDENTITY]);
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

    impl<T: Described, S> Described for IndexSet<T, S> {
        const IDENTITY: u128 = identity("indexmap::IndexSet", &[T::IDENTITY]);
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
}
