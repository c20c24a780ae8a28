//! Types that are no contract types but have a JSON form: Rust's own, and those of well-known crates.
//!
//! One table, read by the scan (which resolves paths) and by the runtime (whose trait implementations name the words), so that
//! both mean the same by `HashMap` or `Uuid`.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::constraint::{Bound, Constraints, Format};
use crate::contract::{Int, Kind, Type};
use crate::digest::{Digest, identity};
use crate::json::Number;

/// A built-in type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// The word its identity starts with.
    pub word: &'static str,
    /// Full paths under which it is known, the crate first. `std` stands for `core` and `alloc`, too.
    pub paths: &'static [&'static str],
    /// How many type arguments count; further ones (hashers, allocators) are ignored.
    pub arguments: usize,
    /// The feature of the facade that makes it a contract type, if it is not Rust's own.
    pub feature: Option<&'static str>,
    /// What it is on the wire.
    pub form: Form,
}

/// What a built-in type is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of `Kind` or `Format`")]
pub enum Form {
    Null,
    Bool,
    Char,
    Text,
    Float,
    Double,
    Int(Int),
    /// An integer that is not zero.
    NonZero(Int),
    /// Text in a written form.
    Written(Format),
    /// Text that matches a pattern.
    Patterned(&'static str),
    Any,
    AnyObject,
    Nullable,
    List,
    Set,
    Map,
    /// The first argument itself: boxes, references, cells.
    Transparent,
    /// Known, and refused for the reason.
    Refused(&'static str),
}

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
    refused(
        "nonzero signed",
        &[
            "std::num::NonZeroI8",
            "std::num::NonZeroI16",
            "std::num::NonZeroI32",
            "std::num::NonZeroI64",
            "std::num::NonZeroIsize",
        ],
        "an integer with a hole in its range is no contract type; use the plain integer and a `rule`",
    ),
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
        "result",
        &["std::result::Result"],
        "`Result` on the wire is {\"Ok\": ..} or {\"Err\": ..}; write an enum with the names you mean",
    ),
    refused(
        "duration",
        &["std::time::Duration"],
        "serde writes `Duration` as {\"secs\", \"nanos\"}; use `wire = \"...\"` with `with`, or text in ISO 8601 form",
    ),
    refused(
        "system time",
        &["std::time::SystemTime", "std::time::Instant"],
        "serde writes `SystemTime` as seconds and nanoseconds; use a timestamp type",
    ),
    refused(
        "range",
        &[
            "std::ops::Range",
            "std::ops::RangeInclusive",
            "std::ops::Bound",
        ],
        "write a struct with `start` and `end` and a rule `start <= end`",
    ),
    refused(
        "ip",
        &["std::net::IpAddr"],
        "two written forms; use Ipv4Addr, Ipv6Addr or an enum of both",
    ),
    refused(
        "socket",
        &[
            "std::net::SocketAddr",
            "std::net::SocketAddrV4",
            "std::net::SocketAddrV6",
        ],
        "use text with a pattern",
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
        Form::Patterned(r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?$"),
    ),
    foreign(
        "chrono::NaiveDateTime",
        &["chrono::NaiveDateTime", "chrono::naive::NaiveDateTime"],
        0,
        "chrono04",
        Form::Patterned(
            r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?$",
        ),
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
        Form::Patterned(r"^-?(?:0|[1-9][0-9]{0,28})(?:\.[0-9]{1,28})?$"),
    ),
    // url
    foreign(
        "url::Url",
        &["url::Url"],
        0,
        "url2",
        Form::Written(Format::Uri),
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

/// The built-in type of that full path (`std::`, `core::` and `alloc::` are one).
pub fn of_path(path: &str) -> Option<&'static Builtin> {
    static INDEX: OnceLock<HashMap<&str, &Builtin>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let each =
            |builtin: &'static Builtin| builtin.paths.iter().map(move |path| (*path, builtin));
        ALL.iter().flat_map(each).collect()
    });
    let std = ["core::", "alloc::"]
        .iter()
        .find_map(|other| path.strip_prefix(other))
        .map(|rest| format!("std::{rest}"));
    index.get(std.as_deref().unwrap_or(path)).copied()
}

/// True if types of a crate of that name are known here.
pub fn knows_crate(name: &str) -> bool {
    static CRATES: OnceLock<HashSet<&str>> = OnceLock::new();
    let crates = CRATES.get_or_init(|| {
        ALL.iter()
            .flat_map(|builtin| builtin.paths)
            .filter_map(|path| path.split_once("::"))
            .map(|(first, _)| first)
            .chain(["core", "alloc"])
            .collect()
    });
    crates.contains(name)
}

/// The built-in type of that word.
pub fn of_word(word: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|builtin| builtin.word == word)
}

/// Identity of a tuple; the empty one is `()`.
pub const fn tuple_identity(items: &[Digest]) -> Digest {
    identity("tuple", items)
}

/// Identity of an array.
pub const fn array_identity(item: Digest, length: u64) -> Digest {
    identity("array", &[item, crate::digest::constant(length as i128)])
}

impl Builtin {
    /// Its identity; transparent types have that of their argument.
    pub fn identity(&self, arguments: &[Digest]) -> Digest {
        match (self.form, arguments) {
            (Form::Transparent, [only, ..]) => *only,
            _ => identity(self.word, &arguments[..self.arguments.min(arguments.len())]),
        }
    }

    /// The type it is on the wire; `None` for a refused one, or if arguments are missing.
    pub fn to_type(&self, mut arguments: Vec<Type>) -> Option<Type> {
        let mut constraints = Constraints::default();
        if arguments.len() < self.arguments {
            return None;
        }
        let mut next = || Box::new(arguments.remove(0));
        let kind = match self.form {
            Form::Null => Kind::Null,
            Form::Bool => Kind::Bool,
            Form::Char => Kind::Char,
            Form::Text => Kind::Text,
            Form::Float => Kind::Float { double: false },
            Form::Double => Kind::Float { double: true },
            Form::Int(int) => Kind::Integer(int),
            Form::NonZero(int) => {
                if int.range().0 == 0 {
                    constraints.min = Some(Bound {
                        value: Number::from(1_u64),
                        exclusive: false,
                    });
                }
                Kind::Integer(int)
            }
            Form::Written(format) => {
                constraints.format = Some(format);
                Kind::Text
            }
            Form::Patterned(pattern) => {
                constraints.pattern = crate::pattern::parse(pattern).ok();
                Kind::Text
            }
            Form::Any => Kind::Any,
            Form::AnyObject => Kind::AnyObject,
            Form::Nullable => Kind::Nullable(next()),
            Form::List if self.arguments == 0 => {
                Kind::List(Box::new(Type::new(Kind::Integer(Int::U8))))
            }
            Form::List => Kind::List(next()),
            Form::Set => Kind::Set(next()),
            Form::Map => {
                let key = next();
                Kind::Map { key, value: next() }
            }
            Form::Transparent => return Some(*next()),
            Form::Refused(_) => return None,
        };
        Some(Type { kind, constraints })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_paths_are_unique() {
        let mut words: Vec<_> = ALL.iter().map(|b| b.word).collect();
        let mut paths: Vec<_> = ALL.iter().flat_map(|b| b.paths).collect();
        let (all_words, all_paths) = (words.len(), paths.len());
        words.sort_unstable();
        words.dedup();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!((words.len(), paths.len()), (all_words, all_paths));
    }

    #[test]
    fn every_pattern_is_in_the_dialect() {
        for builtin in ALL {
            if let Form::Patterned(_) = builtin.form {
                let ty = builtin.to_type(Vec::new()).unwrap();
                assert!(ty.constraints.pattern.is_some(), "{}", builtin.word);
            }
        }
    }

    #[test]
    fn transparent_types_are_their_argument() {
        let arc = of_path("alloc::sync::Arc").unwrap();
        let text = of_path("core::str").or(of_path("str")).unwrap();
        assert_eq!(arc.identity(&[text.identity(&[])]), text.identity(&[]));
    }
}
