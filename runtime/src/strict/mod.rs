//! The fast path of reading: serde's own derive, watched.
//!
//! A deserializer around serde_json's that gives up as soon as serde would do what a contract does not allow: ignore a member, read a
//! struct from an array, read a unit variant from an object, take a repeated map key, or buffer a value whose parts cannot be watched
//! any more (flatten, untagged and internally tagged enums, `serde_json::Value`). Giving up says nothing about the value: the full
//! check decides, and explains. What passes here and whose parts hold ([`crate::Described::holds`]) is accepted.
//!
//! Two things cannot be seen from here, and types that have them take the full check: sets fold repeats, and functions named by
//! `deserialize_with` read as they like.

mod access;
mod deserializer;
mod keys;
mod visitor;

use serde::de::DeserializeOwned;

use deserializer::Strict;

/// The value, if serde reads it without any leniency; `None` is no verdict.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let value = T::deserialize(Strict(&mut source)).ok()?;
    source.end().ok()?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap};

    use serde::Deserialize;

    use super::read;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        id: u64,
        #[serde(default)]
        tags: Vec<String>,
        state: Option<State>,
        at: Option<(f64, f32)>,
        shelf: Option<HashMap<u8, char>>,
        note: Option<Cow<'static, str>>,
        inner: Option<Box<Order>>,
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum State {
        Open,
        Sent {
            by: String,
        },
        Late(u8),
        Pair(u8, u8),
        #[serde(other)]
        Else,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Flat {
        id: u8,
        #[serde(flatten)]
        more: Option<Audit>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Audit {
        by: String,
    }

    fn same<T: serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) {
        let plain: T = serde_json::from_str(text).unwrap();
        assert_eq!(read::<T>(text.as_bytes()), Some(plain), "{text}");
    }

    fn doubts<T: serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) {
        assert!(
            serde_json::from_str::<T>(text).is_ok(),
            "serde refuses {text}"
        );
        assert_eq!(read::<T>(text.as_bytes()), None, "{text}");
    }

    #[test]
    fn what_is_strict_is_read_as_serde_reads_it() {
        same::<Order>(r#"{"id": 1}"#);
        same::<Order>(
            r#"{"id":18446744073709551615,"tags":["a","\u00e4\n"],"state":"open","at":[1,2.5],
                "shelf":{"0":"x","255":"y"},"note":null,"inner":{"id":2,"note":"n"}}"#,
        );
        same::<Vec<State>>(r#"["open",{"sent":{"by":"x"}},{"late":3},{"pair":[1,2]},"unknown"]"#);
        same::<BTreeMap<State, u8>>(r#"{"open":1,"new":2}"#);
        same::<(i8, bool, (), char, String)>(r#"[-128,true,null,"ß","x"]"#);
        same::<BTreeMap<bool, i64>>(r#"{"true":1,"false":-1}"#);
        same::<Flat>(r#"{"id":1}"#);
    }

    #[test]
    fn what_serde_is_lenient_about_is_left_to_the_full_check() {
        doubts::<Order>(r#"{"id":1,"x":2}"#);
        doubts::<Order>(r#"[1,[],null,null,null,null,null]"#);
        doubts::<Order>(r#"{"id":1,"inner":{"id":2,"y":0}}"#);
        doubts::<State>(r#"{"open":null}"#);
        doubts::<State>(r#"{"sent":["x"]}"#);
        doubts::<State>(r#"{"sent":{"by":"x","z":0}}"#);
        doubts::<HashMap<String, u8>>(r#"{"a":1,"a":2}"#);
        doubts::<BTreeMap<i8, u8>>(r#"{"1":1,"1":2}"#);
        doubts::<Flat>(r#"{"id":1,"by":"x"}"#);
        doubts::<serde_json::Value>("1");
        let many: Vec<String> = (0..100).map(|n| format!("\"k{}\":0", n % 99)).collect();
        doubts::<HashMap<String, u8>>(&format!("{{{}}}", many.join(",")));
    }

    #[test]
    fn many_different_keys_are_no_repeat() {
        let many: Vec<String> = (0..1000).map(|n| format!("\"k{n}\":0")).collect();
        same::<HashMap<String, u8>>(&format!("{{{}}}", many.join(",")));
    }
}
