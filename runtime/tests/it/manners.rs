//! The macros' manners: any module, any function, any lint level, any name of the facade.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused_lifetimes
)]
#![deny(
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// The facade under another name.
mod renamed {
    pub(super) use contractual as facade;
}

/// Names that the macros' output must not stumble over.
#[expect(dead_code, reason = "shadows, to see that nothing refers to them")]
mod shadows {
    use serde::{Deserialize, Serialize};

    pub(super) type Option<T> = ::std::vec::Vec<T>;
    pub(super) struct String;
    pub(super) trait Described {}
    pub(super) fn identity() {}
    pub(super) mod core {}
    pub(super) mod std {}

    #[derive(Serialize, Deserialize, contractual::Contract)]
    #[serde(crate = "serde")]
    pub(super) struct Inside {
        pub(super) text: ::std::string::String,
        pub(super) maybe: ::core::option::Option<u8>,
    }
}

/// With every kind of parameter.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(crate = crate::manners::renamed::facade)]
#[serde(bound(deserialize = "'de: 'a, T: Deserialize<'de>"))]
struct Parameters<'a, T: Clone, const N: usize>
where
    T: Send,
{
    borrowed: &'a str,
    list: Vec<T>,
    nested: Frame<N>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Frame<const N: usize> {
    count: u8,
}

/// Deprecated parts.
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Old {
    /// Use `new`.
    #[deprecated(note = "use `new`")]
    #[contract(max_length = 3)]
    old: Option<String>,
    new: Option<String>,
}

/// Raw names.
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Raw {
    r#type: u8,
    #[contract(min_length = 1)]
    r#match: String,
}

/// One with nothing in it, one of each form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
struct Unit;

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Empty {}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Pair(u8, String);

#[test]
fn works_inside_a_function() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
    struct Local {
        #[contract(max = 3)]
        a: u8,
    }
    assert_eq!(Local::from_json(b"{\"a\": 3}"), Ok(Local { a: 3 }));
    assert!(Local { a: 4 }.check().is_err());
}

#[test]
fn works_with_parameters() {
    type Instance = Parameters<'static, u8, 4>;
    let value = serde_json::json!({"borrowed": "x", "list": [1, 300], "nested": {"count": 1}});
    let found = Instance::violations(&value);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found.first().map(|found| found.pointer.as_str()),
        Some("/list/1")
    );
    let good = Parameters {
        borrowed: "x",
        list: vec![1_u8],
        nested: Frame::<4> { count: 0 },
    };
    assert_eq!(good.check(), Ok(()));
}

#[test]
fn works_for_every_form() {
    assert_eq!(Unit::from_json(b"null"), Ok(Unit));
    assert!(Unit::from_json(b"{}").is_err());
    assert!(Empty::from_json(b"{}").is_ok());
    assert!(Empty::from_json(b"[]").is_err());
    assert!(Pair::from_json(br#"[1, "x"]"#).is_ok());
    assert!(Pair::from_json(br"[1]").is_err());
    assert!(Raw::from_json(br#"{"type": 1, "match": "x"}"#).is_ok());
    assert!(Raw::from_json(br#"{"type": 1, "match": ""}"#).is_err());
    assert!(Old::from_json(br#"{"old": "abcd"}"#).is_err());
    assert!(shadows::Inside::from_json(br#"{"text": "x"}"#).is_ok());
}

/// Only what is read, only what is written.
#[test]
fn needs_only_the_half_of_serde_that_is_used() {
    #[derive(Debug, Deserialize, Contract)]
    struct Request {
        #[serde(default = "seven")]
        a: u8,
    }
    #[derive(Debug, Serialize, Contract)]
    struct Response {
        a: u8,
    }
    fn seven() -> u8 {
        7
    }
    assert!(Request::from_json(b"{}").is_ok_and(|read| read.a == 7));
    assert_eq!(Response { a: 1 }.check(), Ok(()));
}
