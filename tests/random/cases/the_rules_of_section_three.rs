// Section 3, G1 to G14: what serde takes and nobody means, in other types than the tables have.
//+ G1Unit: {"t": "U"}
//- G1Unit: {"t": "U", "x": 1}
//- G1Unit: ["U"]
//+ G1Unit: {"t": "N", "a": 1}
//- G1Unit: {"t": "N", "a": 1, "b": 2}
//- G1Unit: {"t": "S", "d": {"deep": 1, "x": 2}}
//+ G1Unit: {"t": "S", "d": {"deep": 1}}
//- G1Unit: {"t": "S", "d": [1]}
//- G1Unit: ["S", {"deep": 1}]
/// G1.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "t")]
pub enum G1Unit {
    U,
    N(G1In),
    S { d: G1Deep },
    E {},
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct G1In {
    pub a: u8,
}
/// Deep.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct G1Deep {
    pub deep: u8,
}

//+ G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": [1, 0], "r": {"start": 5, "end": 1}, "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": [5, 1], "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": ["A", {"x": 1}]}
//- G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "A", "c": [1]}}
//- G2Dur: {"d": {"secs": 1, "nanos": 1000000000}, "r": {"start": 5, "end": 1}, "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": {"secs": 1}, "r": {"start": 5, "end": 1}, "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": {"secs": 1, "nanos": 0, "x": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1, "x": 1}, "e": {"t": "A", "c": {"x": 1}}}
//- G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "B", "c": 1}}
//+ G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "B", "c": null}}
//+ G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "B"}}
//- G2Dur: {"d": {"secs": 1, "nanos": 0}, "r": {"start": 5, "end": 1}, "e": {"t": "B", "c": null, "d": 1}}
//- G2Dur: [{"secs": 1, "nanos": 0}, {"start": 5, "end": 1}, {"t": "B"}]
/// G2.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(rust_form, reason = "x"), allow(wide_integer, reason = "x"))]
pub struct G2Dur {
    pub d: Duration,
    pub r: std::ops::Range<u8>,
    pub e: G2Adj,
}
/// Adj.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
pub enum G2Adj {
    A { x: u8 },
    B,
}

//+ G3: ["U", "V"]
//- G3: [{"U": null}]
//- G3: [{"V": null}]
//- G3: [{"O": null}]
//- G3: [{"zzz": null}]
//+ G3: ["zzz"]
//+ G3: [{"N": null}]
//+ G3: [{"N": 5}]
//- G3: ["N"]
//- G3: [{"Z": null}]
//+ G3: [{"Z": {}}]
//- G3: [{"Z": []}]
//+ G3: [{"T": []}]
//- G3: [{"T": {}}]
//- G3: [{"T": null}]
//- G3: ["Z"]
//- G3: ["T"]
/// G3. Newtype of option, empty struct, empty tuple; other.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct G3(pub Vec<G3E>);
/// E.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum G3E {
    U,
    V,
    N(Option<u8>),
    Z {},
    T(),
    #[serde(other)]
    O,
}

//+ G9: {"a": [1, 2], "b": [], "c": [[1], [2]], "d": ["é", "e"], "f": [{"x": 1}, {"x": 2}]}
//- G9: {"a": [1, 1], "b": [], "c": [], "d": [], "f": []}
//- G9: {"a": [], "b": [true, true], "c": [], "d": [], "f": []}
//- G9: {"a": [], "b": [], "c": [[1, 1]], "d": [], "f": []}
//- G9: {"a": [], "b": [], "c": [[1], [1]], "d": [], "f": []}
//- G9: {"a": [], "b": [], "c": [], "d": ["\u0061", "a"], "f": []}
//- G9: {"a": [], "b": [], "c": [], "d": [], "f": [{"x": 1}, {"x": 1}]}
//+ G9: {"a": [], "b": [], "c": [], "d": [], "f": [{"x": 1}, {"x": 1, "y": null}]}
/// G9. Sets of everything. `Option` merges absent and null, JSON equality does not.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct G9 {
    pub a: std::collections::HashSet<u8>,
    pub b: BTreeSet<bool>,
    pub c: BTreeSet<BTreeSet<u8>>,
    pub d: BTreeSet<String>,
    #[contract(unique)]
    pub f: Vec<G9In>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct G9In {
    pub x: u8,
    pub y: Option<u8>,
}

//+ G10: {"id": 1}
//+ G10: {"id": 1, "a": 1, "b": "x"}
//+ G10: {"id": 1, "a": 1, "b": "x", "c": null}
//+ G10: {"id": 1, "a": 1, "b": "x", "c": 1}
//- G10: {"id": 1, "a": 1}
//- G10: {"id": 1, "b": "x"}
//- G10: {"id": 1, "a": null, "b": null}
//- G10: {"id": 1, "c": 1}
//- G10: {"id": 1, "a": "1", "b": "x"}
//- G10: {"id": 1, "a": 1, "b": "xyz"}
//- G10: {"id": 1, "z": 1}
//+ G10: {"id": 1, "p": 1}
//- G10: {"id": 1, "p": null}
//+ G10: {"id": 1, "p": 1, "a": 1, "b": "x"}
/// G10.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct G10 {
    pub id: u8,
    #[serde(flatten)]
    pub one: Option<G10One>,
    #[serde(flatten)]
    pub two: Option<G10Two>,
}
/// One.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct G10One {
    pub a: u8,
    #[contract(max_length = 2)]
    pub b: String,
    pub c: Option<u8>,
}
/// Two.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct G10Two {
    pub p: u8,
}

//+ G11: {"m": {"0": 1, "-128": 2, "127": 3}, "n": {"18446744073709551615": true}, "h": {"true": 1, "false": 2}}
//- G11: {"m": {"00": 1}, "n": {}, "h": {}}
//- G11: {"m": {"+1": 1}, "n": {}, "h": {}}
//- G11: {"m": {"-0": 1}, "n": {}, "h": {}}
//- G11: {"m": {" 1": 1}, "n": {}, "h": {}}
//- G11: {"m": {"1.0": 1}, "n": {}, "h": {}}
//- G11: {"m": {"1e0": 1}, "n": {}, "h": {}}
//- G11: {"m": {"-129": 1}, "n": {}, "h": {}}
//- G11: {"m": {"128": 1}, "n": {}, "h": {}}
//- G11: {"m": {"1\n": 1}, "n": {}, "h": {}}
//- G11: {"m": {"": 1}, "n": {}, "h": {}}
//- G11: {"m": {}, "n": {"18446744073709551616": true}, "h": {}}
//- G11: {"m": {}, "n": {"01": true}, "h": {}}
//- G11: {"m": {}, "n": {}, "h": {"True": 1}}
//- G11: {"m": {}, "n": {}, "h": {"1": 1}}
/// G11.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(wide_integer, reason = "x"))]
pub struct G11 {
    pub m: BTreeMap<i8, u8>,
    pub n: BTreeMap<u64, bool>,
    pub h: BTreeMap<bool, u8>,
}

//+ G12: {"old": 1}
//+ G12: {"older": 1}
//+ G12: {"new_name": 1}
//- G12: {"newName": 1}
//- G12: {}
//- G12: {"old": 1, "older": 1}
//- G12: {"new_name": 1, "older": 1}
//- G12: {"old": null}
//+ G12: {"old": 1, "alt": null}
//+ G12: {"old": 1, "opt": 5}
//- G12: {"old": 1, "opt": 5, "alt": 5}
//- G12: {"old": 1, "opt": null, "alt": null}
//- G12: {"old": 1, "def": 1, "d": 2}
//+ G12: {"old": 1, "d": 2}
//- G12: {"old": 300}
/// G12.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct G12 {
    #[serde(alias = "old", alias = "older")]
    pub new_name: u8,
    #[serde(alias = "alt")]
    pub opt: Option<u8>,
    #[serde(default, alias = "d")]
    pub def: u8,
}

//+ G14: {"a": "😀😀", "b": "é", "c": "𝄞"}
//- G14: {"a": "😀", "b": "é", "c": "𝄞"}
//- G14: {"a": "😀😀😀", "b": "é", "c": "𝄞"}
//+ G14: {"a": "ab", "b": "é", "c": "𝄞"}
//- G14: {"a": "ab", "b": "", "c": "𝄞"}
//+ G14: {"a": "ab", "b": "e", "c": "\ud834\udd1e"}
//- G14: {"a": "ab", "b": "e", "c": "\ud834"}
//- G14: {"a": "ab", "b": "e", "c": ""}
/// G14.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct G14 {
    #[contract(min_length = 2, max_length = 2)]
    pub a: String,
    pub b: char,
    pub c: char,
}
