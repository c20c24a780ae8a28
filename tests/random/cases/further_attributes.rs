// Further forms: aliases of variants, open variants, wire types by hand, uniqueness, limits in rules, what std has besides.
use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Mutex;

//+ F1: {"a": {"x": 1}, "b": [1], "c": 1, "d": 2, "e": 3, "f": 4, "g": 5, "h": 6}
//- F1: {"a": {"x": 300}, "b": [1], "c": 1, "d": 2, "e": 3, "f": 4, "g": 5, "h": 6}
//- F1: {"a": {"x": 1}, "b": [1], "c": 300, "d": 2, "e": 3, "f": 4, "g": 5, "h": 6}
//- F1: {"a": {"x": 1}, "b": [1], "c": 1, "d": 2, "e": 300, "f": 4, "g": 5, "h": 6}
/// Keys and cells of std.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(wide_integer, reason = "x"))]
pub struct F1 {
    pub a: BTreeMap<Box<str>, u8>,
    pub b: BinaryHeap<u8>,
    pub c: RefCell<u8>,
    pub d: Mutex<u8>,
    pub e: u8,
    pub f: Reverse<u8>,
    pub g: std::num::Saturating<u8>,
    pub h: std::num::Wrapping<u8>,
}

//+ F2: {"One": {"a": 1}}
//+ F2: {"one": {"a": 1}}
//+ F2: {"uno": {"b": 1}}
//- F2: {"One": {"a": 1, "b": 1}}
//+ F2: {"Two": [1, "x"]}
//+ F2: {"zwei": [1, "x"]}
//+ F2: "drei"
//- F2: {"drei": null}
/// Aliases of variants and members.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub enum F2 {
    #[serde(alias = "one", alias = "uno")]
    One {
        #[serde(alias = "b")]
        a: u8,
    },
    #[serde(alias = "zwei")]
    Two(u8, String),
    #[serde(alias = "drei")]
    Three,
}

//+ F3: {"t": "One", "a": 1}
//+ F3: {"t": "uno", "b": 1}
//- F3: {"t": "uno", "b": 1, "a": 2}
//+ F3: {"t": "zwei", "v": 1}
//+ F3: {"t": "drei"}
//- F3: {"t": "vier"}
/// The same, internally tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "t")]
pub enum F3 {
    #[serde(alias = "one", alias = "uno")]
    One {
        #[serde(alias = "b")]
        a: u8,
        #[serde(default)]
        d: Option<u8>,
    },
    #[serde(alias = "zwei")]
    Two(F3In),
    #[serde(alias = "drei")]
    Three,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct F3In {
    pub v: u8,
}

//+ F4: {"t": "One", "c": {"a": 1}}
//+ F4: {"t": "uno", "c": {"b": 1}}
//+ F4: {"t": "zwei", "c": [1, 2]}
//- F4: {"t": "zwei", "c": [1]}
//+ F4: {"c": {"a": 1, "d": null}, "t": "one"}
/// The same, adjacently tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "t", content = "c")]
pub enum F4 {
    #[serde(alias = "one", alias = "uno")]
    One {
        #[serde(alias = "b")]
        a: u8,
        #[serde(default)]
        d: Option<u8>,
    },
    #[serde(alias = "zwei")]
    Two(u8, u8),
    Three,
}

//+ F5: {"go": {"fast": 1}}
//- F5: {"go": {"fast": 1, "slow": 2}}
//+ F5: {"stay": {"x": 1, "any": true}}
/// An open variant.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, name = "F5")]
#[serde(rename_all = "lowercase")]
pub enum F5 {
    Go {
        fast: u8,
    },
    Stay {
        x: u8,
        #[serde(flatten)]
        #[contract(open)]
        rest: BTreeMap<String, serde_json::Value>,
    },
}

//+ F6: {"a": 1, "x": 5}
//- F6: {"a": 1, "x": "5"}
//+ F6: {"a": 1}
/// Open by a type without a map.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open = "i32")]
pub struct F6 {
    pub a: u8,
}

//+ F7: {"kind": "F7", "a": 1}
//- F7: {"kind": "X", "a": 1}
//- F7: {"a": 1}
/// A constant tag made by hand.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F7 {
    #[contract(const = "F7")]
    pub kind: String,
    pub a: u8,
}

//+ F8: {"a": {"t": "x", "v": 1}, "b": [{"t": "y", "v": "1"}]}
//- F8: {"a": {"t": "x", "v": "1"}, "b": []}
//- F8: {"a": {"t": "z", "v": 1}, "b": []}
/// An untagged enum told by constants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F8 {
    pub a: F8U,
    pub b: Vec<F8U>,
}
/// U.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(allow(untagged_objects, reason = "x"))]
#[serde(untagged)]
pub enum F8U {
    X {
        #[contract(const = "x")]
        t: String,
        v: u8,
    },
    Y {
        #[contract(const = "y")]
        t: String,
        v: String,
    },
}

//+ F9: {"w": "12", "v": ["1", "2"], "m": "a:b"}
//- F9: {"w": 12, "v": [], "m": "a:b"}
//- F9: {"w": "12", "v": [], "m": "ab"}
/// Wire types on containers and fields.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F9 {
    #[contract(wire = "String", pattern = "^[0-9]{1,3}$")]
    #[serde(with = "as_text")]
    pub w: u32,
    #[contract(wire = "Vec<String>", max_items = 2)]
    #[serde(with = "f9_list")]
    pub v: Vec<u8>,
    pub m: F9M,
}
mod f9_list {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    pub fn serialize<S: Serializer>(of: &[u8], to: S) -> Result<S::Ok, S::Error> {
        of.iter().map(ToString::to_string).collect::<Vec<_>>().serialize(to)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        Vec::<String>::deserialize(from)?
            .iter()
            .map(|t| t.bytes().next().map_or(Ok(0), Ok::<u8, D::Error>))
            .collect::<Result<_, _>>()
            .map_err(D::Error::custom)
    }
}
/// Written by hand.
#[derive(Debug, Contract)]
#[contract(wire = "String", pattern = "^[a-z]:[a-z]$")]
pub struct F9M {
    pub a: char,
    pub b: char,
}
impl Serialize for F9M {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{}:{}", self.a, self.b))
    }
}
impl<'de> Deserialize<'de> for F9M {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let t = String::deserialize(from)?;
        let mut c = t.chars();
        Ok(Self {
            a: c.next().unwrap_or('a'),
            b: c.nth(1).unwrap_or('b'),
        })
    }
}

//+ F10: {"l": [{"id": 1, "sub": [{"id": 2}]}], "m": {"a": {"id": 3}}}
//- F10: {"l": [{"id": 1, "sub": [{"id": 2, "sub": {}}]}], "m": {}}
//- F10: {"l": [{"id": 1, "x": 1}], "m": {}}
/// Depth of closedness.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F10 {
    pub l: Vec<F10In>,
    pub m: HashMap<String, F10In>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct F10In {
    pub id: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub: Vec<F10In>,
}

//+ F11: {"a": "2024-02-29", "b": ["2024-02-29T00:00:00Z"], "c": {"00:00:00": "67e55044-10b1-426f-9247-bb680e5fe0c8"}}
//- F11: {"a": "2023-02-29", "b": [], "c": {}}
//- F11: {"a": "2024-02-29", "b": ["2024-02-29T00:00:00"], "c": {}}
//- F11: {"a": "2024-02-29", "b": [], "c": {"24:00:00": "67e55044-10b1-426f-9247-bb680e5fe0c8"}}
/// Written forms of elements, keys and values.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F11 {
    #[contract(format = "date")]
    pub a: String,
    #[contract(items(format = "timestamp"))]
    pub b: Vec<String>,
    #[contract(key(format = "time"), value(format = "uuid"))]
    pub c: BTreeMap<String, String>,
}

//+ F12: {"o": {"t": "A"}, "p": null, "q": {"B": 1}}
//+ F12: {"p": "C"}
//- F12: {"p": 1}
/// Options of enums of every form.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F12 {
    pub o: Option<F12I>,
    pub p: Option<F12T>,
    pub q: Option<F12X>,
    pub r: Option<F12U>,
}
/// I.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
pub enum F12I {
    A,
    B { x: u8 },
}
/// T.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum F12T {
    C,
    D,
}
/// X.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum F12X {
    B(u8),
    N,
}
/// U.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum F12U {
    N(u8),
    L(Vec<u8>),
    Nil,
}

//+ F13: {"x": 1, "lo": 1, "hi": 1}
//- F13: {"x": 1, "lo": 2, "hi": 1}
//+ F13: {"x": 0, "lo": 1, "hi": 1, "note": "a"}
//- F13: {"x": 0, "lo": 1, "hi": 1}
//- F13: {"x": 1, "lo": 1, "hi": 1, "note": ""}
/// Rules with or, and, not, numbers and lengths.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "low_high", expr = "lo <= hi and (x > 0 or present(note))"),
    rule(name = "noted", expr = "present(note) => len(note) > 0")
)]
pub struct F13 {
    pub x: u8,
    pub lo: i64_,
    pub hi: i64_,
    pub note: Option<String>,
}
/// A bounded number.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize, Contract)]
#[contract(min = -5, max = 5, name = "Bounded")]
#[allow(non_camel_case_types)]
pub struct i64_(pub i64);

//+ F14: {"a": [1, 2], "b": ["x", "y"], "c": [[1], [2]], "d": [{"id": 1}, {"id": 2}], "e": [1, 1.5]}
//- F14: {"a": [1, 1], "b": [], "c": [], "d": [], "e": []}
//- F14: {"a": [], "b": ["x", "x"], "c": [], "d": [], "e": []}
//- F14: {"a": [], "b": [], "c": [[1], [1]], "d": [], "e": []}
//- F14: {"a": [], "b": [], "c": [], "d": [{"id": 1}, {"id": 1}], "e": []}
//- F14: {"a": [], "b": [], "c": [], "d": [], "e": [0.5, 0.5]}
//- F14: {"a": [], "b": [], "c": [], "d": [], "e": [1, 1.0]}
//- F14: {"a": [], "b": [], "c": [], "d": [], "e": [0, -0.0]}
/// Unique of everything.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F14 {
    #[contract(unique)]
    pub a: Vec<u8>,
    #[contract(unique)]
    pub b: Vec<String>,
    #[contract(unique)]
    pub c: Vec<Vec<u8>>,
    #[contract(unique)]
    pub d: Vec<F14In>,
    #[contract(unique)]
    pub e: Vec<f64>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct F14In {
    pub id: u8,
    #[serde(default)]
    pub d: u8,
}

//+ F15: {"payload": {"any": [1, {"x": null}]}, "tags": {}}
//- F15: {"payload": [], "tags": {}}
//- F15: {"payload": {"a": 1, "b": 2, "c": 3}, "tags": {}}
/// Free objects with limits.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct F15 {
    #[contract(max_properties = 2)]
    pub payload: serde_json::Map<String, serde_json::Value>,
    #[contract(key(max_length = 3), value(max_length = 3), max_properties = 1)]
    pub tags: HashMap<String, String>,
}

//+ F16: {"x": 5, "l": [1], "m": {}, "n": null, "f": 0.5}
//- F16: {"x": 6, "l": [1], "m": {}, "f": 0.5}
//+ F16: {"x": 6, "l": [1], "m": {}, "n": "a", "f": 0.5}
//- F16: {"x": 5, "l": [1, 2], "m": {}, "f": 0.5}
//- F16: {"x": 5, "l": [1], "m": {"a": 1}, "f": 0.5}
//- F16: {"x": 5, "l": [1], "m": {}, "f": 1.5}
//+ F16: {"x": 6, "l": [1, 2], "m": {"a": 1}, "n": "b", "f": 1.5, "o": 1}
//- F16: {"x": 5, "l": [1], "m": {}, "f": 0.5, "o": 9}
//- F16: {"x": 5, "l": [1], "m": {}, "f": 0.5, "p": "abcd"}
//+ F16: {"x": 5, "l": [1], "m": {}, "f": 0.5, "p": "abc", "o": 5, "q": [1, 2]}
//- F16: {"x": 5, "l": [1], "m": {}, "f": 0.5, "p": "abc", "o": 5, "q": [1]}
/// Limits in rules.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "r1", expr = "x > 5 => present(n)"),
    rule(name = "r2", expr = "len(l) >= 2 => present(n)"),
    rule(name = "r3", expr = "len(m) > 0 => present(n)"),
    rule(name = "r4", expr = "f <= 1.0 or present(n)"),
    rule(name = "r5", expr = "present(o) => o < 9"),
    rule(name = "r6", expr = "present(p) => len(p) == 3"),
    rule(name = "r7", expr = "not (present(q) and len(q) != 2)")
)]
pub struct F16 {
    pub x: u8,
    pub l: Vec<u8>,
    pub m: BTreeMap<String, u8>,
    pub n: Option<String>,
    pub f: f64,
    pub o: Option<u16>,
    pub p: Option<String>,
    pub q: Option<Vec<u8>>,
}
