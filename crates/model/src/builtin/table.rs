//! The rows of the table.

use super::{Builtin, Defined, Form};
use crate::constraint::Format;
use crate::contract::Int;

/// All built-in types.
pub const ALL: &[Builtin] = &[
    own("bool", &["bool"], Form::Bool),
    own("char", &["char"], Form::Char),
    own("text", &["str", "std::string::String"], Form::Text),
    own("u8", &["u8"], Form::Int(Int::U8)),
    own("u16", &["u16"], Form::Int(Int::U16)),
    own("u32", &["u32"], Form::Int(Int::U32)),
    own("u64", &["u64"], Form::Int(Int::U64)),
    own("usize", &["usize"], Form::Int(Int::Usize)),
    own("i8", &["i8"], Form::Int(Int::I8)),
    own("i16", &["i16"], Form::Int(Int::I16)),
    own("i32", &["i32"], Form::Int(Int::I32)),
    own("i64", &["i64"], Form::Int(Int::I64)),
    own("isize", &["isize"], Form::Int(Int::Isize)),
    own("f32", &["f32"], Form::Float),
    own("f64", &["f64"], Form::Double),
    own(
        "nonzero u8",
        &["std::num::NonZeroU8"],
        Form::NonZero(Int::U8),
    ),
    own(
        "nonzero u16",
        &["std::num::NonZeroU16"],
        Form::NonZero(Int::U16),
    ),
    own(
        "nonzero u32",
        &["std::num::NonZeroU32"],
        Form::NonZero(Int::U32),
    ),
    own(
        "nonzero u64",
        &["std::num::NonZeroU64"],
        Form::NonZero(Int::U64),
    ),
    own(
        "nonzero usize",
        &["std::num::NonZeroUsize"],
        Form::NonZero(Int::Usize),
    ),
    nonzero("nonzero i8", &["std::num::NonZeroI8"], Int::I8),
    nonzero("nonzero i16", &["std::num::NonZeroI16"], Int::I16),
    nonzero("nonzero i32", &["std::num::NonZeroI32"], Int::I32),
    nonzero("nonzero i64", &["std::num::NonZeroI64"], Int::I64),
    nonzero("nonzero isize", &["std::num::NonZeroIsize"], Int::Isize),
    with("nonzero", &["std::num::NonZero"], 1, Form::NonZeroOf),
    own("ipv4", &["std::net::Ipv4Addr"], Form::Written(Format::Ipv4)),
    own("ipv6", &["std::net::Ipv6Addr"], Form::Written(Format::Ipv6)),
    with("option", &["std::option::Option"], 1, Form::Nullable),
    with(
        "list",
        &[
            "std::vec::Vec",
            "std::collections::VecDeque",
            "std::collections::vec_deque::VecDeque",
            "std::collections::LinkedList",
            "std::collections::linked_list::LinkedList",
            "std::collections::BinaryHeap",
            "std::collections::binary_heap::BinaryHeap",
        ],
        1,
        Form::List,
    ),
    with(
        "set",
        &[
            "std::collections::BTreeSet",
            "std::collections::btree_set::BTreeSet",
            "std::collections::HashSet",
            "std::collections::hash_set::HashSet",
        ],
        1,
        Form::Set,
    ),
    with(
        "map",
        &[
            "std::collections::BTreeMap",
            "std::collections::btree_map::BTreeMap",
            "std::collections::HashMap",
            "std::collections::hash_map::HashMap",
        ],
        2,
        Form::Map,
    ),
    with(
        "transparent",
        &[
            "std::boxed::Box",
            "std::rc::Rc",
            "std::sync::Arc",
            "std::borrow::Cow",
            "std::cell::Cell",
            "std::cell::RefCell",
            "std::sync::Mutex",
            "std::sync::RwLock",
            "std::num::Wrapping",
            "std::num::Saturating",
            "std::cmp::Reverse",
        ],
        1,
        Form::Transparent,
    ),
    own("phantom", &["std::marker::PhantomData"], Form::Null),
    own(
        "ip",
        &["std::net::IpAddr"],
        Form::Patterned(concat!("^(?:", v4!(), "|", v6!(), ")$")),
    ),
    own(
        "socket v4",
        &["std::net::SocketAddrV4"],
        Form::Patterned(concat!("^", v4!(), ":", port!(), "$")),
    ),
    own(
        "socket v6",
        &["std::net::SocketAddrV6"],
        Form::Patterned(concat!("^\\[", v6!(), scope!(), "\\]:", port!(), "$")),
    ),
    own(
        "socket",
        &["std::net::SocketAddr"],
        Form::Patterned(concat!(
            "^(?:",
            v4!(),
            "|\\[",
            v6!(),
            scope!(),
            "\\]):",
            port!(),
            "$"
        )),
    ),
    // Objects and enums that serde writes: definitions of their own.
    own(
        "duration",
        &["std::time::Duration"],
        Form::Defined(Defined::Duration),
    ),
    own(
        "system time",
        &["std::time::SystemTime"],
        Form::Defined(Defined::SystemTime),
    ),
    with(
        "range",
        &["std::ops::Range"],
        1,
        Form::Defined(Defined::Range),
    ),
    with(
        "range inclusive",
        &["std::ops::RangeInclusive"],
        1,
        Form::Defined(Defined::RangeInclusive),
    ),
    with(
        "range from",
        &["std::ops::RangeFrom"],
        1,
        Form::Defined(Defined::RangeFrom),
    ),
    with(
        "range to",
        &["std::ops::RangeTo"],
        1,
        Form::Defined(Defined::RangeTo),
    ),
    with(
        "bound",
        &["std::ops::Bound", "std::collections::Bound"],
        1,
        Form::Defined(Defined::Bound),
    ),
    with(
        "result",
        &["std::result::Result"],
        2,
        Form::Defined(Defined::Result),
    ),
    // Known, and no contract types.
    refused(
        "u128",
        &["u128"],
        "128-bit integers are no JSON numbers most readers keep; use text with a pattern",
    ),
    refused(
        "i128",
        &["i128"],
        "128-bit integers are no JSON numbers most readers keep; use text with a pattern",
    ),
    refused(
        "path",
        &[
            "std::path::PathBuf",
            "std::path::Path",
            "std::ffi::OsString",
            "std::ffi::OsStr",
        ],
        "the form of paths depends on the platform; use String",
    ),
    refused(
        "instant",
        &["std::time::Instant"],
        "an `Instant` means nothing outside its process; use a timestamp type",
    ),
    refused(
        "cstring",
        &["std::ffi::CString", "std::ffi::CStr"],
        "use String",
    ),
    // serde_json
    foreign(
        "any",
        &["serde_json::Value", "serde_json::value::Value"],
        0,
        "serde_json",
        Form::Any,
    ),
    foreign(
        "any object",
        &["serde_json::Map", "serde_json::map::Map"],
        0,
        "serde_json",
        Form::AnyObject,
    ),
    // chrono
    foreign(
        "chrono::DateTime",
        &["chrono::DateTime"],
        0,
        "chrono04",
        Form::Written(Format::Timestamp),
    ),
    foreign(
        "chrono::NaiveDate",
        &["chrono::NaiveDate", "chrono::naive::NaiveDate"],
        0,
        "chrono04",
        Form::Written(Format::Date),
    ),
    foreign(
        "chrono::NaiveTime",
        &["chrono::NaiveTime", "chrono::naive::NaiveTime"],
        0,
        "chrono04",
        Form::Written(Format::Time),
    ),
    foreign(
        "chrono::NaiveDateTime",
        &["chrono::NaiveDateTime", "chrono::naive::NaiveDateTime"],
        0,
        "chrono04",
        Form::Patterned(concat!("^", day!(), "T", clock!(), "$")),
    ),
    foreign(
        "chrono::Weekday",
        &["chrono::Weekday"],
        0,
        "chrono04",
        Form::Patterned("^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)$"),
    ),
    foreign(
        "chrono::Month",
        &["chrono::Month"],
        0,
        "chrono04",
        Form::Patterned(concat!("^(?:", months!(), ")$")),
    ),
    // jiff
    foreign(
        "jiff::Timestamp",
        &["jiff::Timestamp"],
        0,
        "jiff02",
        Form::Written(Format::Timestamp),
    ),
    foreign(
        "jiff::Date",
        &["jiff::civil::Date"],
        0,
        "jiff02",
        Form::Written(Format::Date),
    ),
    foreign(
        "jiff::Time",
        &["jiff::civil::Time"],
        0,
        "jiff02",
        Form::Written(Format::Time),
    ),
    foreign(
        "jiff::DateTime",
        &["jiff::civil::DateTime"],
        0,
        "jiff02",
        Form::Patterned(concat!("^", day!(), "T", clock!(), "$")),
    ),
    foreign(
        "jiff::Zoned",
        &["jiff::Zoned"],
        0,
        "jiff02",
        Form::Refused(
            "which zones are known depends on the machine that reads; use Timestamp, and the zone as text",
        ),
    ),
    foreign(
        "jiff::Span",
        &["jiff::Span", "jiff::SignedDuration"],
        0,
        "jiff02",
        Form::Refused(
            "several written forms of one length; use text with `format = \"duration\"` or an integer of one unit",
        ),
    ),
    // time, with its feature `serde-human-readable`, which `time03` turns on
    foreign(
        "time::OffsetDateTime",
        &["time::OffsetDateTime"],
        0,
        "time03",
        Form::Patterned(concat!(
            "^",
            day!(),
            " ",
            clock_with_fraction!(),
            " ",
            offset!(),
            "$"
        )),
    ),
    foreign(
        "time::PrimitiveDateTime",
        &["time::PrimitiveDateTime"],
        0,
        "time03",
        Form::Patterned(concat!("^", day!(), " ", clock_with_fraction!(), "$")),
    ),
    foreign(
        "time::Date",
        &["time::Date"],
        0,
        "time03",
        Form::Written(Format::Date),
    ),
    foreign(
        "time::Time",
        &["time::Time"],
        0,
        "time03",
        Form::Patterned(concat!("^", clock_with_fraction!(), "$")),
    ),
    foreign(
        "time::UtcOffset",
        &["time::UtcOffset"],
        0,
        "time03",
        Form::Patterned(concat!("^", offset!(), "$")),
    ),
    foreign(
        "time::Duration",
        &["time::Duration"],
        0,
        "time03",
        Form::Patterned(r"^-?(?:0|[1-9][0-9]{0,17})\.[0-9]{9}$"),
    ),
    foreign(
        "time::Weekday",
        &["time::Weekday"],
        0,
        "time03",
        Form::Patterned("^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$"),
    ),
    foreign(
        "time::Month",
        &["time::Month"],
        0,
        "time03",
        Form::Patterned(concat!("^(?:", months!(), ")$")),
    ),
    // uuid
    foreign(
        "uuid::Uuid",
        &["uuid::Uuid"],
        0,
        "uuid1",
        Form::Written(Format::Uuid),
    ),
    // rust_decimal writes text by default.
    foreign(
        "rust_decimal::Decimal",
        &["rust_decimal::Decimal"],
        0,
        "rust_decimal1",
        Form::Patterned(r"^-?(?:0|[1-9][0-9]{0,27})(?:\.[0-9]{1,28})?$"),
    ),
    // url
    foreign(
        "url::Url",
        &["url::Url"],
        0,
        "url2",
        Form::Written(Format::Url),
    ),
    // bytes: an array of numbers, as serde_json writes bytes.
    foreign(
        "bytes::Bytes",
        &["bytes::Bytes", "bytes::BytesMut"],
        0,
        "bytes1",
        Form::List,
    ),
    // indexmap
    foreign(
        "indexmap::IndexMap",
        &["indexmap::IndexMap", "indexmap::map::IndexMap"],
        2,
        "indexmap2",
        Form::Map,
    ),
    foreign(
        "indexmap::IndexSet",
        &["indexmap::IndexSet", "indexmap::set::IndexSet"],
        1,
        "indexmap2",
        Form::Set,
    ),
    // smol_str
    foreign(
        "smol_str::SmolStr",
        &["smol_str::SmolStr"],
        0,
        "smol_str03",
        Form::Text,
    ),
];

const fn own(word: &'static str, paths: &'static [&'static str], form: Form) -> Builtin {
    with(word, paths, 0, form)
}

const fn with(
    word: &'static str,
    paths: &'static [&'static str],
    arguments: usize,
    form: Form,
) -> Builtin {
    Builtin {
        word,
        paths,
        arguments,
        feature: None,
        form,
    }
}

const fn nonzero(word: &'static str, paths: &'static [&'static str], int: Int) -> Builtin {
    with(word, paths, 0, Form::Defined(Defined::NonZero(int)))
}

const fn refused(word: &'static str, paths: &'static [&'static str], why: &'static str) -> Builtin {
    with(word, paths, 0, Form::Refused(why))
}

const fn foreign(
    word: &'static str,
    paths: &'static [&'static str],
    arguments: usize,
    feature: &'static str,
    form: Form,
) -> Builtin {
    Builtin {
        word,
        paths,
        arguments,
        feature: Some(feature),
        form,
    }
}
