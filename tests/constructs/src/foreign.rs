//! Types of well-known crates, each in the one written form of the contract, which is stricter than what the crates read.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Moments, days and times of chrono.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct ChronoTimes {
    /// A moment, written in UTC.
    pub utc: chrono::DateTime<chrono::Utc>,
    /// A moment with its offset.
    pub offset: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// A day.
    pub day: Option<chrono::NaiveDate>,
    /// A time of day.
    pub clock: Option<chrono::NaiveTime>,
    /// Both, without an offset.
    pub local: Option<chrono::NaiveDateTime>,
    /// A day of the week.
    pub weekday: Option<chrono::Weekday>,
    /// A month.
    pub month: Option<chrono::Month>,
}

/// Moments, days and times of jiff.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct JiffTimes {
    /// A moment.
    pub stamp: jiff::Timestamp,
    /// A day.
    pub day: Option<jiff::civil::Date>,
    /// A time of day.
    pub clock: Option<jiff::civil::Time>,
    /// Both, without an offset.
    pub local: Option<jiff::civil::DateTime>,
}

/// Moments, days and times of the crate `time`.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct TimeTimes {
    /// A moment with its offset.
    pub stamp: time::OffsetDateTime,
    /// Without an offset.
    pub local: Option<time::PrimitiveDateTime>,
    /// A day.
    pub day: Option<time::Date>,
    /// A time of day.
    pub clock: Option<time::Time>,
    /// An offset.
    pub offset: Option<time::UtcOffset>,
    /// A length of time.
    pub took: Option<time::Duration>,
    /// A day of the week.
    pub weekday: Option<time::Weekday>,
    /// A month.
    pub month: Option<time::Month>,
}

/// Identifiers, numbers, addresses, bytes, ordered maps, small texts.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// Who.
    pub id: uuid::Uuid,
    /// How much.
    pub price: rust_decimal::Decimal,
    /// Where.
    pub link: Option<url::Url>,
    /// Raw.
    #[contract(
        max_items = 3,
        allow(bytes_as_numbers, reason = "the form is part of the cases")
    )]
    pub raw: Option<bytes::Bytes>,
    /// In order.
    #[contract(max_properties = 2, value(max = 9))]
    pub pairs: indexmap::IndexMap<String, u8>,
    /// In order, without repeats.
    #[contract(max_items = 2)]
    pub names: indexmap::IndexSet<String>,
    /// Small.
    #[contract(max_length = 3)]
    pub text: smol_str::SmolStr,
}
