// Further forms: generic structs that are flattened, limits of parts of parts, skipped parts, nulls, rules of renamed fields, recursion, limits of keys.
use std::borrow::Cow;
use std::collections::HashMap;
//+ Q1: {"idNo": 1, "aB": 1, "bB": 2, "kind": "x_y", "cD": 3}
//- Q1: {"idNo": 1, "aB": 1, "bB": 2, "kind": "xY", "cD": 3}
//- Q1: {"idNo": 1, "a_b": 1, "bB": 2, "kind": "x_y", "cD": 3}
/// Cases in what is flattened are those of its own type.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "camelCase")]
pub struct Q1 {
    pub id_no: u8,
    #[serde(flatten)]
    pub in_ner: Q1In,
    #[serde(flatten)]
    pub en_um: Q1En,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub struct Q1In {
    pub a_b: u8,
    pub b_b: u8,
}
/// En.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Q1En {
    XY { c_d: u8 },
    Z,
}

//+ Q2: {"id": 1, "items": [1], "more": {"a": 1}}
//- Q2: {"id": 1, "items": [300], "more": {"a": 1}}
//- Q2: {"id": 1, "items": [1, 2, 3, 4], "more": {"a": 1}}
/// A generic struct is flattened, and flattens its parameter.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q2 {
    pub id: u8,
    #[serde(flatten)]
    pub page: Q2Page<u8>,
    pub more: Q2Flat<Q2A>,
}
/// Page.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q2Page<T> {
    #[contract(max_items = 3)]
    pub items: Vec<T>,
}
/// Flat.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q2Flat<T> {
    #[serde(flatten)]
    pub of: T,
}
/// A.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q2A {
    pub a: u8,
}

//+ Q3: {"id": 1, "a": 5, "bb": 6}
//- Q3: {"id": 1, "a": 10}
//- Q3: {"id": 1, "a": 1, "b": 1, "c": 1, "d": 1}
//+ Q3: {"id": 1}
/// A flattened map with limits.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open, max_properties = 4)]
pub struct Q3 {
    pub id: u8,
    #[serde(flatten)]
    #[contract(value(max = 9))]
    pub rest: BTreeMap<String, u8>,
}

//+ Q4: {"a": [[1, null], []], "b": {"k": [1]}, "c": [["x"]], "d": {"x": {"y": 1}}}
//- Q4: {"a": [[10]], "b": {}, "c": [], "d": {}}
//- Q4: {"a": [[1, 2, 3]], "b": {}, "c": [], "d": {}}
//- Q4: {"a": [], "b": {"k": []}, "c": [], "d": {}}
//- Q4: {"a": [], "b": {"K": [1]}, "c": [], "d": {}}
//- Q4: {"a": [], "b": {}, "c": [["xyz"]], "d": {}}
//- Q4: {"a": [], "b": {}, "c": [["x", "x"]], "d": {}}
//- Q4: {"a": [], "b": {}, "c": [], "d": {"x": {"y": 10}}}
//+ Q4: {"a": null, "b": {}, "c": [], "d": {}}
//+ Q4: {"b": {}, "c": [], "d": {}}
/// Limits of parts of parts.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q4 {
    #[contract(items(max_items = 2, items(max = 9)))]
    pub a: Option<Vec<Vec<Option<u8>>>>,
    #[contract(key(pattern = "^[a-z]$"), value(min_items = 1, items(max = 5)))]
    pub b: BTreeMap<String, Vec<u8>>,
    #[contract(items(unique, items(max_length = 2)))]
    pub c: Vec<Vec<String>>,
    #[contract(value(value(max = 9)))]
    pub d: HashMap<String, BTreeMap<String, u8>>,
}

//+ Q5: [1, "x"]
//- Q5: [1, 0, "x"]
/// A tuple struct with a skipped part.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q5(pub u8, #[serde(skip)] pub u8, pub String);

//+ Q6: {"A": 1}
//+ Q6: {"B": [1, "x"]}
//+ Q6: {"C": {"a": 1}}
//- Q6: {"C": {"a": 1, "b": 2}}
/// Variants with skipped parts.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub enum Q6 {
    A(u8),
    B(u8, #[serde(skip)] u8, String),
    C {
        a: u8,
        #[serde(skip)]
        b: u8,
    },
}

//+ Q7: {"a": null, "b": null, "c": [null], "d": {"x": null}, "e": 5}
//+ Q7: {"b": {"x": 1}, "c": [], "d": {}, "e": null}
//- Q7: {"b": null, "c": [0], "d": {}, "e": 5}
//- Q7: {"c": [], "d": {}, "e": 5}
/// Null in every way.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q7 {
    pub a: Option<()>,
    pub b: serde_json::Value,
    pub c: Vec<()>,
    pub d: BTreeMap<String, ()>,
    pub e: Q7N,
    pub f: Option<serde_json::Value>,
}
/// A newtype of an option.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(max = 9)]
pub struct Q7N(pub Option<u8>);

//+ Q8: {"größe": 1, "straße_nr": "x", "type": 2, "fn": 3}
//- Q8: {"grösse": 1, "straße_nr": "x", "type": 2, "fn": 3}
/// Identifiers of Rust.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q8 {
    pub größe: u8,
    pub straße_nr: String,
    pub r#type: u8,
    pub r#fn: u8,
}

//+ Q9: {"startAt": 1, "endAt": 2}
//- Q9: {"startAt": 3, "endAt": 2}
//- Q9: {"start_at": 1, "endAt": 2}
//+ Q9: {"startAt": 3, "endAt": 4, "Kind": "a", "extraNote": "x"}
//- Q9: {"startAt": 3, "endAt": 4, "Kind": "a"}
/// Rules of renamed fields.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "order", expr = "start_at <= end_at"),
    rule(name = "kind", expr = "kind == \"a\" => present(extra_note)")
)]
#[serde(rename_all = "camelCase")]
pub struct Q9 {
    pub start_at: u8,
    pub end_at: u8,
    #[serde(rename = "Kind")]
    pub kind: Option<String>,
    pub extra_note: Option<String>,
}

//+ Q10: {"id": 1, "low": 1, "high": 2}
//- Q10: {"id": 1, "low": 3, "high": 2}
//+ Q10: {"id": 1, "low": 1, "high": 2, "items": [{"low": 1, "high": 1}]}
//- Q10: {"id": 1, "low": 1, "high": 2, "items": [{"low": 2, "high": 1}]}
/// Rules of what is flattened and of parts.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q10 {
    pub id: u8,
    #[serde(flatten)]
    pub range: Q10R,
    #[serde(default)]
    pub items: Vec<Q10R>,
}
/// Range.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(rule(name = "range", expr = "low <= high"))]
pub struct Q10R {
    pub low: u8,
    pub high: u8,
}

//+ Q11: {"a": "\"q\"", "b": "back\\slash", "c": "x'y", "d": "é\u0000", "e": 0.5, "f": -1}
//- Q11: {"a": "q", "b": "back\\slash", "c": "x'y", "d": "é\u0000", "e": 0.5, "f": -1}
//- Q11: {"a": "\"q\"", "b": "back\\slash", "c": "xy", "d": "é\u0000", "e": 0.5, "f": -1}
//- Q11: {"a": "\"q\"", "b": "back\\slash", "c": "x'y", "d": "é\u0000", "e": 0.25, "f": -1}
//- Q11: {"a": "\"q\"", "b": "back\\slash", "c": "x'y", "d": "é\u0000", "e": 0.5, "f": -2}
/// Says """quoted""" text, a \backslash, a `tick`, */ and ${braces}.
///
/// Second paragraph: 100% {of} it.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q11 {
    /** A "constant" with 'quotes' and a trailing backslash \ */
    #[contract(const = "\"q\"")]
    pub a: String,
    #[contract(one_of("back\\slash", "new\nline"))]
    pub b: String,
    #[contract(pattern = r#"^x['"]y$"#)]
    pub c: String,
    #[contract(min_length = 2, max_length = 2)]
    pub d: String,
    #[contract(one_of(0.5, 1, -2.5))]
    pub e: f64,
    #[contract(const = -1)]
    pub f: i8,
}

//+ Q12: {"v": {"Add": [{"Num": 1}, {"Neg": {"Num": 2}}]}}
//- Q12: {"v": {"Add": [{"Num": 1}]}}
//+ Q12: {"v": {"Let": {"name": "x", "body": {"List": []}}}}
//- Q12: {"v": {"Let": {"name": "x", "body": {"List": [1]}}}}
/// A recursive enum.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q12 {
    pub v: Q12E,
}
/// Expression.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum Q12E {
    Num(i32),
    Neg(Box<Q12E>),
    Add(Box<Q12E>, Box<Q12E>),
    List(Vec<Q12E>),
    Let { name: String, body: Box<Q12E> },
    Map(BTreeMap<String, Q12E>),
}

//+ Q13: {"k": "n", "c": [{"k": "l", "v": 1}]}
//- Q13: {"k": "n", "c": [{"k": "l"}]}
//- Q13: {"k": "n", "c": [{"k": "l", "v": 1, "c": []}]}
/// Recursive, internally tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "k", rename_all = "lowercase")]
pub enum Q13 {
    #[serde(rename = "n")]
    Node { c: Vec<Q13> },
    #[serde(rename = "l")]
    Leaf { v: u8 },
}

//+ Q14: [[[], 1], 2]
//+ Q14: 5
//- Q14: ["x"]
/// Recursive, untagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum Q14 {
    Num(u8),
    List(Vec<Q14>),
}

//+ Q15: {"a": {"x": 1, "y": "2"}, "b": [1, 2, 3, 4], "c": {"items": [[{"w": 1}, null]]}, "d": {"v": {"w": 2}}}
//- Q15: {"a": {"x": 1, "y": 2}, "b": [1, 2, 3, 4], "c": {"items": []}, "d": {"v": {"w": 2}}}
//- Q15: {"a": {"x": 1, "y": "2"}, "b": [1, 2, 3], "c": {"items": []}, "d": {"v": {"w": 2}}}
/// Names of instances.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q15 {
    pub a: Q15Two<u8, String>,
    pub b: Q15Frame<4>,
    pub c: Q15Page<Vec<Option<Q15W>>>,
    pub d: Q15Opt<Q15W>,
}
/// Two.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q15Two<A, B> {
    pub x: A,
    pub y: B,
}
/// Frame.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(bound(serialize = "[u8; N]: Serialize", deserialize = "[u8; N]: Deserialize<'de>"))]
pub struct Q15Frame<const N: usize>(pub [u8; N]);
/// Page.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q15Page<T> {
    pub items: Vec<T>,
}
/// Window.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q15W {
    pub w: u8,
}
/// Option.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q15Opt<T> {
    pub v: Option<T>,
}

//+ Q16: {"a": {"Some": 1}, "b": "x", "c": {"t": "Val", "v": {"w": 1}}}
//- Q16: {"a": {"Some": 300}, "b": "x", "c": {"t": "Val", "v": {"w": 1}}}
//+ Q16: {"a": "Nothing", "b": "x", "c": {"t": "Nil"}}
/// Generic enums.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q16 {
    pub a: Q16E<u8>,
    pub b: Q16U<String>,
    pub c: Q16T<Q15W>,
}
/// E.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum Q16E<T> {
    Some(T),
    Nothing,
}
/// U.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum Q16U<T> {
    It(T),
    Num(u8),
}
/// T.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "v")]
pub enum Q16T<T> {
    Val(T),
    Nil,
}

//+ Q17: {"a": 5, "b": {"x": 1}, "c": "Two", "d": [1, 2], "e": -0.5, "f": {"k": [1]}, "g": {"A": 1}}
//+ Q17: {}
//- Q17: {"a": 0}
//- Q17: {"b": {"x": null}}
/// Defaults of compound values.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q17 {
    #[serde(default = "q17a")]
    #[contract(min = 1)]
    pub a: u8,
    #[serde(default = "q17b")]
    pub b: Q17B,
    #[serde(default = "q17c")]
    pub c: Q17C,
    #[serde(default = "q17d")]
    pub d: Vec<u8>,
    #[serde(default = "q17e")]
    pub e: f64,
    #[serde(default)]
    pub f: BTreeMap<String, Vec<u8>>,
    #[serde(default = "q17g")]
    pub g: Q17G,
    #[serde(default = "q17h")]
    pub h: (u8, String),
    #[serde(default = "q17i")]
    pub i: Option<String>,
    #[serde(default = "q17j")]
    pub j: char,
}
fn q17a() -> u8 {
    5
}
fn q17b() -> Q17B {
    Q17B {
        x: 7,
        y: Some("é".to_owned()),
    }
}
fn q17c() -> Q17C {
    Q17C::One
}
fn q17d() -> Vec<u8> {
    vec![1, 2, 3]
}
fn q17e() -> f64 {
    -1.25
}
fn q17g() -> Q17G {
    Q17G::B { z: true }
}
fn q17h() -> (u8, String) {
    (1, "a".into())
}
fn q17i() -> Option<String> {
    Some(String::from("i"))
}
fn q17j() -> char {
    'ß'
}
/// B.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q17B {
    pub x: u8,
    pub y: Option<String>,
}
/// C.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum Q17C {
    One,
    Two,
}
/// G.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum Q17G {
    A(u8),
    B { z: bool },
}

//+ Q18: {"m": {"5": 1}, "n": {"-3": 1}, "u": {"1": 1}}
//- Q18: {"m": {"4": 1}, "n": {}, "u": {}}
//- Q18: {"m": {"11": 1}, "n": {}, "u": {}}
//- Q18: {"m": {}, "n": {"0": 1}, "u": {}}
//- Q18: {"m": {}, "n": {}, "u": {"3": 1}}
/// Limits of integer keys.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q18 {
    #[contract(key(min = 5, max = 10))]
    pub m: BTreeMap<u8, u8>,
    #[contract(key(exclusive_max = 0))]
    pub n: BTreeMap<i16, u8>,
    #[contract(key(one_of(1, 2)))]
    pub u: BTreeMap<u32, u8>,
}

//+ Q19: {"a": -9223372036854775808, "b": 18446744073709551615, "c": 1}
//- Q19: {"a": -9223372036854775809, "b": 0, "c": 1}
//- Q19: {"a": 0, "b": 18446744073709551616, "c": 1}
//- Q19: {"a": 0, "b": 0, "c": 0}
/// Wide integers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(wide_integer, reason = "x"))]
pub struct Q19 {
    pub a: i64,
    pub b: u64,
    pub c: std::num::NonZeroU64,
}

//+ Q20: "aa"
//- Q20: "a"
//- Q20: "aaa"
/// Transparent, with limits on the field.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(transparent)]
pub struct Q20 {
    #[contract(min_length = 2, max_length = 2)]
    pub of: String,
    #[serde(skip)]
    pub seen: bool,
}

//+ Q21: {"a": ["x"], "b": "y"}
//- Q21: {"a": [1], "b": "y"}
/// Cows.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q21 {
    pub a: Cow<'static, [String]>,
    pub b: Cow<'static, str>,
}

//+ Q22: {"id": 1, "t": "A", "p": 1}
//- Q22: {"id": 1, "t": "A", "p": 1, "q": 2}
//+ Q22: {"id": 1, "t": "B", "p": {"x": 1}}
//- Q22: {"id": 1, "t": "B", "p": 1}
/// Two enums with the same content names in different branches.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q22 {
    pub id: u8,
    #[serde(flatten)]
    pub e: Q22E,
}
/// E.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
pub enum Q22E {
    A { p: u8 },
    B { p: Q22X },
}
/// X.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Q22X {
    pub x: u8,
}

//+ Q23: {"a": "x", "b": "y", "u": "1"}
//- Q23: {"a": "x", "b": "y", "u": "z"}
//- Q23: {"a": "x", "b": "y"}
/// Two flattened enums, both internally tagged.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q23 {
    #[serde(flatten)]
    pub one: Q23A,
    #[serde(flatten)]
    pub two: Q23B,
}
/// A.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "a", rename_all = "lowercase")]
pub enum Q23A {
    X,
    Z { n: u8 },
}
/// B.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "b", rename_all = "lowercase")]
pub enum Q23B {
    Y {
        #[contract(pattern = "^[0-9]$")]
        u: String,
    },
    W,
}

//+ Q24: {"a": {"5": 1}, "b": {"Red": 1}, "c": {"true": 1}, "d": {"2": 1}, "e": {"3": 1}, "f": {"ab": 1}, "g": {"10": 1}}
//- Q24: {"a": {"6": 1}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}, "g": {}}
//- Q24: {"a": {}, "b": {"Green": 1}, "c": {}, "d": {}, "e": {}, "f": {}, "g": {}}
//- Q24: {"a": {}, "b": {}, "c": {"false": 1}, "d": {}, "e": {}, "f": {}, "g": {}}
//- Q24: {"a": {}, "b": {}, "c": {}, "d": {"3": 1}, "e": {}, "f": {}, "g": {}}
//- Q24: {"a": {}, "b": {}, "c": {}, "d": {}, "e": {"6": 1}, "f": {}, "g": {}}
//- Q24: {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {"abc": 1}, "g": {}}
//- Q24: {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {"AB": 1}, "g": {}}
//- Q24: {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}, "g": {"11": 1}}
/// Limits of keys of every sort.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Q24 {
    #[contract(key(max = 5))]
    pub a: BTreeMap<Q24N, u8>,
    #[contract(key(one_of("Red")))]
    pub b: BTreeMap<Q24E, u8>,
    #[contract(key(const = true))]
    pub c: BTreeMap<bool, u8>,
    #[contract(key(one_of(1, 2)))]
    pub d: BTreeMap<Q24N, u8>,
    pub e: BTreeMap<Q24O, u8>,
    #[contract(key(max_length = 2))]
    pub f: BTreeMap<Q24T, u8>,
    pub g: BTreeMap<Q24N, u8>,
}
/// N.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[contract(max = 10)]
pub struct Q24N(pub u8);
/// E.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
pub enum Q24E {
    Red,
    Green,
}
/// O.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[contract(one_of(1, 3, 5))]
pub struct Q24O(pub u8);
/// T.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]+$")]
pub struct Q24T(pub String);
