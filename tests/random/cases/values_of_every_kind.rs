// 6.2, 6.4, 6.12, 6.13, 6.15, 6.19: numbers, sequences, maps, pointers, generics, recursion, types of std.
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, LinkedList, VecDeque};
//+ Num: {"a": 0, "b": -128, "c": 4294967295, "d": 1, "e": -1, "f": 3.4028234663852886e38, "g": 5e-324, "h": 2}
//- Num: {"a": 256, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": 0, "h": 2}
//- Num: {"a": -1, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": 0, "h": 2}
//- Num: {"a": 0, "b": -129, "c": 0, "d": 1, "e": -1, "f": 0, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 0, "e": -1, "f": 0, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": 0, "f": 0, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": 3.5e38, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": "0", "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": true, "h": 2}
//- Num: {"a": true, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": 0, "h": true}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": 0, "g": 0, "h": 3}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": null, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": 1e400, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": NaN, "g": 0, "h": 2}
//- Num: {"a": 0, "b": 0, "c": 0, "d": 1, "e": -1, "f": Infinity, "g": 0, "h": 2}
/// Numbers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Num {
    pub a: u8,
    pub b: i8,
    pub c: u32,
    pub d: NonZeroU8,
    pub e: NonZeroI16,
    pub f: f32,
    pub g: f64,
    #[contract(one_of(1, 2, 4))]
    pub h: u8,
}

//+ NumB: {"a": 1, "b": 9.99, "c": 10, "d": 7, "e": -0.5, "f": 1}
//- NumB: {"a": 0, "b": 9.99, "c": 10, "d": 7, "e": 0, "f": 1}
//- NumB: {"a": 1, "b": 10, "c": 10, "d": 7, "e": 0, "f": 1}
//- NumB: {"a": 1, "b": 10.5, "c": 10, "d": 7, "e": 0, "f": 1}
//- NumB: {"a": 1, "b": 9, "c": 11, "d": 7, "e": 0, "f": 1}
//+ NumB: {"a": 1, "b": 9, "c": -5, "d": 7, "e": 0, "f": 1}
//- NumB: {"a": 1, "b": 9, "c": 10, "d": 8, "e": 0, "f": 1}
//- NumB: {"a": 1, "b": 9, "c": 10, "d": "7", "e": 0, "f": 1}
//- NumB: {"a": 1, "b": 9, "c": 10, "d": 7, "e": -0.6, "f": 1}
//- NumB: {"a": 1, "b": 9, "c": 10, "d": 7, "e": 0, "f": 2}
//- NumB: {"a": 1, "b": 9, "c": 10, "d": 7, "e": 0, "f": true}
/// Bounds.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct NumB {
    #[contract(exclusive_min = 0)]
    pub a: u8,
    #[contract(exclusive_max = 10)]
    pub b: f64,
    #[contract(multiple_of = 5)]
    pub c: i32,
    #[contract(const = 7)]
    pub d: u8,
    #[contract(min = -0.5, max = 0.5)]
    pub e: f32,
    #[contract(one_of(1))]
    pub f: i64,
}

//+ Seqs: {"a": [1], "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [[], ["a"]], "g": [null, 1], "h": [1, "a", [true]], "i": []}
//- Seqs: {"a": [1], "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3]], "f": [], "g": [], "h": [1, "a", [true]], "i": []}
//- Seqs: {"a": [1], "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [], "g": [], "h": [1, "a", true], "i": []}
//- Seqs: {"a": [1], "b": ["x", "x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [], "g": [], "h": [1, "a", [true]], "i": []}
//- Seqs: {"a": [1], "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [["a", "b", "c"]], "g": [], "h": [1, "a", [true]], "i": []}
//- Seqs: {"a": [1], "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [["toolong"]], "g": [], "h": [1, "a", [true]], "i": []}
//- Seqs: {"a": [1], "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [], "g": [], "h": [1, "a", [true]], "i": [1]}
//- Seqs: {"a": "x", "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [], "g": [], "h": [1, "a", [true]], "i": []}
//- Seqs: {"a": {}, "b": ["x"], "c": [], "d": [1], "e": [[1, 2], [3, 4]], "f": [], "g": [], "h": [1, "a", [true]], "i": []}
/// Sequences.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Seqs {
    pub a: VecDeque<u8>,
    pub b: HashSet<String>,
    pub c: LinkedList<bool>,
    pub d: Box<[u16]>,
    pub e: [[u8; 2]; 2],
    #[contract(items(max_items = 2, items(max_length = 3)))]
    pub f: Vec<Vec<String>>,
    pub g: Vec<Option<u8>>,
    pub h: (u8, String, (bool,)),
    pub i: [u8; 0],
}

//+ Ptrs: {"a": 1, "b": "x", "c": "y", "d": {"a": 1}, "e": null, "f": 3, "g": "z"}
//- Ptrs: {"a": 1, "b": "x", "c": "y", "d": {"a": 1}, "e": 1, "f": 3, "g": "z"}
//- Ptrs: {"a": [1], "b": "x", "c": "y", "d": {"a": 1}, "e": null, "f": 3, "g": "z"}
//- Ptrs: {"a": 1, "b": "x", "c": "y", "d": {"a": 1}, "f": 3, "g": "z"}
/// Pointers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Ptrs {
    pub a: Box<u8>,
    pub b: Box<str>,
    pub c: Cow<'static, str>,
    pub d: Box<Two8B>,
    pub e: (),
    pub f: std::cell::Cell<u8>,
    pub g: Arc0,
}
/// Text.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(transparent)]
pub struct Arc0 {
    pub inner: String,
}
/// Two.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Two8B {
    pub a: u8,
}

//+ UnitS: null
//- UnitS: {}
//- UnitS: []
/// A unit struct.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct UnitS;

//+ EmptyS: {}
//- EmptyS: null
//- EmptyS: []
//- EmptyS: {"x": 1}
/// No fields.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct EmptyS {}

//+ Tup: [1, "a"]
//- Tup: [1]
//- Tup: [1, "a", 2]
//- Tup: {"0": 1, "1": "a"}
//- Tup: [9, "a"]
//- Tup: [1, ""]
/// A tuple struct.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Tup(#[contract(max = 8)] pub u8, #[contract(min_length = 1)] pub String);

//+ Nn: "abc"
//- Nn: "ab"
//- Nn: "abcdef"
//- Nn: "ABC"
//- Nn: "abc\n"
/// Newtypes add up.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, min_length = 3)]
pub struct Nn(pub Nn1);
/// One.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(max_length = 5)]
pub struct Nn1(pub Nn2);
/// Two.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]+$")]
pub struct Nn2(pub String);

//+ Gen: {"p": {"items": [1], "next": null}, "q": {"items": ["a"], "next": "x"}, "f": {"v": [1, 2]}, "g": {"v": [1, 2, 3]}, "d": {"a": 1, "b": "x"}, "n": {"items": [{"items": [true], "next": null}], "next": null}}
//- Gen: {"p": {"items": [256], "next": null}, "q": {"items": ["a"], "next": "x"}, "f": {"v": [1, 2]}, "g": {"v": [1, 2, 3]}, "d": {"a": 1, "b": "x"}, "n": {"items": [], "next": null}}
//- Gen: {"p": {"items": [1]}, "q": {"items": ["a"], "next": "x"}, "f": {"v": [1, 2]}, "g": {"v": [1, 2, 3]}, "d": {"a": 1, "b": "x"}, "n": {"items": [], "next": null}}
//- Gen: {"p": {"items": [1], "next": null}, "q": {"items": ["a"], "next": "x"}, "f": {"v": [1, 2, 3]}, "g": {"v": [1, 2, 3]}, "d": {"a": 1, "b": "x"}, "n": {"items": [], "next": null}}
//- Gen: {"p": {"items": [1, 2, 3], "next": null}, "q": {"items": ["a"], "next": "x"}, "f": {"v": [1, 2]}, "g": {"v": [1, 2, 3]}, "d": {"a": 1, "b": "x"}, "n": {"items": [], "next": null}}
/// Generics.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Gen {
    pub p: Pg<u8>,
    pub q: Pg<String>,
    pub f: Frm<2>,
    pub g: Frm<3>,
    pub d: Dflt<u8>,
    pub n: Pg<Pg<bool>>,
}
/// Page.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Pg<T> {
    #[contract(max_items = 2)]
    pub items: Vec<T>,
    #[serde(bound(deserialize = "T: Deserialize<'de>"), deserialize_with = "Option::deserialize")]
    #[contract(nullable)]
    pub next: Option<String>,
}
/// Frame.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(bound(serialize = "[u8; N]: Serialize", deserialize = "[u8; N]: Deserialize<'de>"))]
pub struct Frm<const N: usize> {
    pub v: [u8; N],
}
/// Defaults.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Dflt<A, B = String> {
    pub a: A,
    pub b: B,
}

//+ Tree: {"v": 1}
//+ Tree: {"v": 1, "kids": [{"v": 2, "kids": []}], "o": {"t": {"v": 3}}}
//- Tree: {"v": 1, "kids": [{"v": 2, "kids": [{"v": 300}]}]}
//- Tree: {"v": 1, "kids": null}
//- Tree: {"v": 1, "o": {"t": null}}
/// Recursion, and through another type.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Tree {
    pub v: u8,
    #[serde(default)]
    pub kids: Vec<Tree>,
    pub o: Option<Box<Tree2>>,
}
/// Mutual.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Tree2 {
    pub t: Tree,
    pub m: Option<BTreeMap<String, Tree2>>,
}

//+ Res: {"r": {"Ok": 1}, "s": {"Err": "x"}, "v": null, "m": {}, "t": {"secs_since_epoch": 1, "nanos_since_epoch": 0}, "b": "Unbounded", "ri": {"start": 1, "end": 2}}
//+ Res: {"r": {"Err": "1"}, "s": {"Ok": null}, "v": [1, {"a": null}], "m": {"a": 1}, "t": {"secs_since_epoch": 1, "nanos_since_epoch": 999999999}, "b": {"Included": 3}, "ri": {"start": 2, "end": 1}}
//- Res: {"r": {"Ok": 1, "Err": "x"}, "s": {"Err": "x"}, "v": null, "m": {}, "t": {"secs_since_epoch": 1, "nanos_since_epoch": 0}, "b": "Unbounded", "ri": {"start": 1, "end": 2}}
//- Res: {"r": {"ok": 1}, "s": {"Err": "x"}, "v": null, "m": {}, "t": {"secs_since_epoch": 1, "nanos_since_epoch": 0}, "b": "Unbounded", "ri": {"start": 1, "end": 2}}
//- Res: {"r": {"Ok": 1}, "s": {"Err": "x"}, "m": {}, "t": {"secs_since_epoch": 1, "nanos_since_epoch": 0}, "b": "Unbounded", "ri": {"start": 1, "end": 2}}
//- Res: {"r": {"Ok": 1}, "s": {"Err": "x"}, "v": null, "m": [], "t": {"secs_since_epoch": 1, "nanos_since_epoch": 0}, "b": "Unbounded", "ri": {"start": 1, "end": 2}}
//- Res: {"r": {"Ok": 1}, "s": {"Err": "x"}, "v": null, "m": {}, "t": [1, 0], "b": "Unbounded", "ri": {"start": 1, "end": 2}}
//- Res: {"r": {"Ok": 1}, "s": {"Err": "x"}, "v": null, "m": {}, "t": {"secs_since_epoch": 1, "nanos_since_epoch": 0}, "b": {"Unbounded": null}, "ri": {"start": 1, "end": 2}}
/// Rust's own.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(rust_form, reason = "x"), allow(wide_integer, reason = "x"))]
pub struct Res {
    pub r: Result<u8, String>,
    pub s: Result<(), String>,
    pub v: serde_json::Value,
    pub m: serde_json::Map<String, serde_json::Value>,
    pub t: std::time::SystemTime,
    pub b: std::ops::Bound<u8>,
    pub ri: std::ops::RangeInclusive<u8>,
}

//+ Maps: {"a": {"a": 1}, "b": {"😀": true}, "c": {"Red": [1]}, "d": {"k1": {"k2": "v"}}, "e": {"ab": 1}, "f": {"1": "x"}}
//- Maps: {"a": {"": 1}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}}
//- Maps: {"a": {"toolong": 1}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}}
//- Maps: {"a": {"a": 10}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}}
//- Maps: {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}}
//- Maps: {"a": {"a": 1}, "b": {"ab": true}, "c": {}, "d": {}, "e": {}, "f": {}}
//- Maps: {"a": {"a": 1}, "b": {}, "c": {"red": [1]}, "d": {}, "e": {}, "f": {}}
//- Maps: {"a": {"a": 1}, "b": {}, "c": {}, "d": {"k1": {"k2": 1}}, "e": {}, "f": {}}
//- Maps: {"a": {"a": 1}, "b": {}, "c": {}, "d": {}, "e": {"AB": 1}, "f": {}}
//- Maps: {"a": {"a": 1}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {"11": "x"}}
/// Maps.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Maps {
    #[contract(min_properties = 1, key(min_length = 1, max_length = 3), value(max = 9))]
    pub a: HashMap<String, u8>,
    pub b: BTreeMap<char, bool>,
    pub c: BTreeMap<Clr, Vec<u8>>,
    pub d: BTreeMap<String, BTreeMap<String, String>>,
    pub e: BTreeMap<Kab, u8>,
    pub f: BTreeMap<Knum, String>,
}
/// Colour.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
pub enum Clr {
    Red,
    Green,
}
/// Key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]+$")]
pub struct Kab(pub String);
/// Key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[contract(max = 10)]
pub struct Knum(pub u8);
