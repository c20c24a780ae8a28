// 6.17, 6.18: every function of the rule language, on members, lists, instants, defaults, variants.
//+ RAll: {"a": 1, "b": 2, "s": "x", "k": "on", "v": 1}
//- RAll: {"a": 3, "b": 2, "s": "x", "k": "on", "v": 1}
//- RAll: {"a": 1, "b": 2, "s": "x", "k": "on"}
//- RAll: {"a": 1, "b": 2, "s": "x", "k": "off", "v": 1}
//+ RAll: {"a": 1, "b": 2, "s": "x", "k": "off"}
//+ RAll: {"a": 1, "b": 2, "s": "x", "k": "off", "v": null}
//- RAll: {"a": 1, "b": 2, "k": "off"}
//+ RAll: {"a": 1, "b": 2, "t": "y", "k": "off"}
//+ RAll: {"a": 1, "b": 2, "t": "y", "s": "x", "k": "off"}
/// Rules.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "order", expr = "a <= b"),
    rule(name = "on_has", expr = "k == \"on\" <=> present(v)"),
    rule(name = "some", expr = "at_least_one(s, t)")
)]
pub struct RAll {
    pub a: i32,
    pub b: i32,
    pub s: Option<String>,
    pub t: Option<String>,
    pub k: RKind,
    pub v: Option<u8>,
}
/// Kind.
#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum RKind {
    On,
    Off,
}

//+ RSets: {"a": 1}
//+ RSets: {"b": 1, "c": 1, "d": 2, "x": 1}
//- RSets: {"a": 1, "b": 1}
//- RSets: {}
//- RSets: {"a": null}
//- RSets: {"a": 1, "c": 1}
//+ RSets: {"a": 1, "c": 1, "d": 1}
//- RSets: {"a": 1, "x": 1, "y": 1}
/// Sets of members.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "one", expr = "exactly_one(a, b)"),
    rule(name = "both", expr = "all_or_none(c, d)"),
    rule(name = "most", expr = "at_most_one(x, y)")
)]
pub struct RSets {
    pub a: Option<u8>,
    pub b: Option<u8>,
    pub c: Option<u8>,
    pub d: Option<u8>,
    pub x: Option<u8>,
    pub y: Option<u8>,
}

//+ RTime: {"from": "2026-05-01T10:00:00+02:00", "to": "2026-05-01T08:00:00Z"}
//- RTime: {"from": "2026-05-01T10:00:00-02:00", "to": "2026-05-01T11:00:00Z"}
//+ RTime: {"from": "2026-05-01T10:00:00.000000001Z", "to": "2026-05-01T10:00:00.000000002Z"}
//- RTime: {"from": "2026-05-01T10:00:00.000000002Z", "to": "2026-05-01T10:00:00.000000001Z"}
//+ RTime: {"from": "2026-05-01T10:00:00Z"}
//+ RTime: {}
/// Instants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, rule(name = "window", expr = "from <= to"))]
pub struct RTime {
    #[contract(format = "timestamp")]
    pub from: Option<String>,
    pub to: Option<chrono::DateTime<chrono::Utc>>,
}

//+ RSum: {"items": [{"id": "a", "n": 1}, {"id": "b", "n": 2}], "total": 3, "names": ["x"]}
//- RSum: {"items": [{"id": "a", "n": 1}, {"id": "b", "n": 2}], "total": 4, "names": ["x"]}
//- RSum: {"items": [{"id": "a", "n": 1}, {"id": "a", "n": 2}], "total": 3, "names": ["x"]}
//- RSum: {"items": [], "total": 0, "names": ["x"]}
//+ RSum: {"items": [], "total": 0, "names": []}
/// Sums and lists.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "sum", expr = "sum(items.n) == total"),
    rule(name = "ids", expr = "unique_by(items, id)"),
    rule(name = "len", expr = "len(names) <= len(items)")
)]
pub struct RSum {
    pub items: Vec<RItem>,
    pub total: u32,
    pub names: Vec<String>,
}
/// Item.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct RItem {
    pub id: String,
    pub n: u32,
}

//+ RNest: {"in": {"low": 1, "high": 2}, "cap": 2}
//- RNest: {"in": {"low": 3, "high": 2}, "cap": 5}
//- RNest: {"in": {"low": 1, "high": 2}, "cap": 1}
//@ RNest: {"in": {"low": 1, "high": 2}}
/// Paths into objects.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, rule(name = "cap", expr = "inner.high <= cap"))]
pub struct RNest {
    #[serde(rename = "in")]
    pub inner: RPair,
    pub cap: Option<u8>,
}
/// Pair.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(rule(name = "pair", expr = "low <= high"))]
pub struct RPair {
    pub low: u8,
    pub high: u8,
}

//+ RDef: {}
//+ RDef: {"a": 2}
//- RDef: {"a": 9}
//- RDef: {"b": 1}
//+ RDef: {"b": 3}
/// Rules and defaults.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, rule(name = "ab", expr = "a <= b"))]
pub struct RDef {
    #[serde(default = "two8")]
    pub a: u8,
    #[serde(default = "three8")]
    pub b: u8,
}
fn two8() -> u8 {
    2
}
fn three8() -> u8 {
    3
}

//+ RText: {"a": "a", "b": "b", "c": "x"}
//- RText: {"a": "b", "b": "a", "c": "x"}
//- RText: {"a": "a", "b": "b", "c": "y"}
//+ RText: {"a": "Z", "b": "a", "c": "x"}
//@ RText: {"a": "😀", "b": "\uffff", "c": "x"}
//@ RText: {"a": "\uffff", "b": "😀", "c": "x"}
/// Texts in order.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, rule(name = "texts", expr = "a < b"), rule(name = "not_y", expr = "not c == \"y\""))]
pub struct RText {
    pub a: String,
    pub b: String,
    pub c: String,
}

//+ RFloat: {"a": 0.1, "b": 0.2, "c": 1}
//- RFloat: {"a": 0.2, "b": 0.1, "c": 1}
//+ RFloat: {"a": 1, "b": 1, "c": 1}
//- RFloat: {"a": 1, "b": 1, "c": 0}
/// Floats.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, rule(name = "floats", expr = "a <= b and (a == b => c > 0)"))]
pub struct RFloat {
    pub a: f64,
    pub b: f64,
    pub c: u8,
}

//+ RMin: {"a": 1}
//- RMin: {}
//+ RMin: {"a": null}
//- RMin: {"a": 1, "b": 1, "c": 1}
/// Counts of members.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, min_properties = 1, max_properties = 2)]
pub struct RMin {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c: Option<u8>,
}

//+ RVar: {"k": "A", "lo": 1, "hi": 2}
//@ RVar: {"k": "A", "lo": 3, "hi": 2}
/// A rule inside a variant's struct.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "k")]
pub enum RVar {
    A(RPair2),
    B,
}
/// Pair.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(rule(name = "pair2", expr = "lo <= hi"))]
pub struct RPair2 {
    pub lo: u8,
    pub hi: u8,
}

//+ RUn: {"lo": 1, "hi": 2}
//+ RUn: {"lo": 3, "hi": 2}
/// An untagged choice by a rule.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(untagged_objects, reason = "x"))]
#[serde(untagged)]
pub enum RUn {
    P(RPair2),
    Q { lo: u8, hi: u8 },
}
