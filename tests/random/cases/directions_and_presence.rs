// 6.3, 6.16, 6.2: what is read and what is written differ; defaults; stated wire types; conversions.
//+ DSkip: {"a": 1, "w": 2}
//- DSkip: {"a": 1, "w": 2, "r": 3}
//- DSkip: {"a": 1, "w": 2, "s": 3}
//- DSkip: {"a": 1}
/// Skipped by direction.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DSkip {
    pub a: u8,
    #[serde(skip_deserializing)]
    pub r: u8,
    #[serde(skip_serializing)]
    pub w: u8,
    #[serde(skip)]
    pub s: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub o: Option<u8>,
    pub p: Option<u8>,
}

//+ DName: {"in": 1}
//- DName: {"out": 1}
/// Names by direction.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DName {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    pub x: u8,
    #[serde(default, alias = "zz")]
    pub d: Vec<u8>,
}

//+ DEnum: {"k": "read_a", "x": 1}
//+ DEnum: {"k": "B", "in": 1}
//- DEnum: {"k": "write_a", "x": 1}
//- DEnum: {"k": "OnlyOut"}
//+ DEnum: {"k": "OnlyIn"}
/// Variants by direction.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "k")]
pub enum DEnum {
    #[serde(rename(serialize = "write_a", deserialize = "read_a"))]
    A { x: u8 },
    B {
        #[serde(rename(serialize = "out", deserialize = "in"))]
        y: u8,
    },
    #[serde(skip_deserializing)]
    OnlyOut,
    #[serde(skip_serializing)]
    OnlyIn,
}

//+ DText: "in-a"
//- DText: "A"
//- DText: "out_a"
//+ DText: "old"
/// A text enum by direction.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub enum DText {
    #[serde(rename(serialize = "out_a", deserialize = "in-a"), alias = "old")]
    A,
    B,
    #[serde(skip_deserializing)]
    C,
}

//+ DHold: {"l": [{"in": 1}], "m": {"k": {"a": 1, "w": 1}}, "e": {"k": "OnlyIn"}, "t": ["old"]}
//- DHold: {"l": [{"out": 1}], "m": {}, "e": {"k": "OnlyIn"}, "t": []}
/// All of them inside.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DHold {
    pub l: Vec<DName>,
    pub m: BTreeMap<String, DSkip>,
    pub e: DEnum2,
    pub t: Vec<DText>,
    #[serde(flatten)]
    pub f: DFlat,
}
/// Flat.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct DFlat {
    #[serde(default, rename(serialize = "outf", deserialize = "inf"))]
    pub f: u8,
    #[serde(skip_deserializing)]
    pub g: u8,
}
/// Variants by direction.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "k")]
pub enum DEnum2 {
    A,
    #[serde(skip_serializing)]
    OnlyIn,
}

//+ DDef: {}
//+ DDef: {"a": 1, "b": "x", "c": [1], "d": {"x": 1}, "e": true, "f": 0.5, "g": "Two"}
//- DDef: {"a": null}
//- DDef: {"b": null}
//- DDef: {"c": null}
//- DDef: {"d": null}
//- DDef: {"g": null}
//- DDef: {"g": "two"}
/// Defaults of every kind.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DDef {
    #[serde(default)]
    pub a: u8,
    #[serde(default)]
    pub b: String,
    #[serde(default)]
    pub c: Vec<u8>,
    #[serde(default)]
    pub d: BTreeMap<String, u8>,
    #[serde(default = "yes")]
    pub e: bool,
    #[serde(default = "half")]
    pub f: f64,
    #[serde(default = "two")]
    pub g: DTwo,
    #[serde(default)]
    pub h: Option<u8>,
    #[serde(default = "one_of_it")]
    pub i: Option<u8>,
}
fn yes() -> bool {
    true
}
fn half() -> f64 {
    0.5
}
fn two() -> DTwo {
    DTwo::Two
}
fn one_of_it() -> Option<u8> {
    Some(1)
}
/// Two.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum DTwo {
    One,
    Two,
}

//+ DStructDef: {}
//+ DStructDef: {"a": 5}
//- DStructDef: {"a": null}
//- DStructDef: {"a": 0}
//- DStructDef: {"z": 0}
/// A default for all.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(default)]
pub struct DStructDef {
    #[contract(min = 1)]
    pub a: u8,
    pub b: Option<String>,
    pub c: Vec<String>,
}
impl Default for DStructDef {
    fn default() -> Self {
        Self {
            a: 7,
            b: None,
            c: vec!["x".to_owned()],
        }
    }
}

//+ DPres: {"n": null}
//+ DPres: {"n": 1, "o": 2, "t": null}
//- DPres: {"n": 1, "o": null}
//- DPres: {}
//- DPres: {"n": 1, "t": "x"}
//+ DPres: {"n": 1, "l": [null, 1], "m": {"a": null}}
/// Presence.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DPres {
    #[contract(nullable)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub n: Option<u8>,
    #[contract(optional)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub o: Option<u8>,
    #[contract(tri_state)]
    #[serde(default, deserialize_with = "double", skip_serializing_if = "Option::is_none")]
    pub t: Option<Option<u8>>,
    #[serde(default)]
    pub l: Vec<Option<u8>>,
    #[serde(default)]
    pub m: BTreeMap<String, Option<u8>>,
}

//+ DWith: {"n": "12", "c": {"minutes": 1, "name": "x"}}
//- DWith: {"n": 12, "c": {"minutes": 1, "name": "x"}}
//- DWith: {"n": "0x", "c": {"minutes": 1, "name": "x"}}
//- DWith: {"n": "1", "c": {"minutes": 1, "name": "x", "y": 1}}
/// Wire types stated, and remote.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DWith {
    #[contract(wire = "String", pattern = "^(?:0|[1-9][0-9]{0,8})$")]
    #[serde(with = "as_text")]
    pub n: u32,
    #[contract(wire = "DClock")]
    #[serde(with = "DClock")]
    pub c: far::Clock,
}
/// Clock.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(remote = "far::Clock")]
pub struct DClock {
    pub minutes: u16,
    pub name: String,
    pub spare: Option<bool>,
}

//+ DConv: {"a": 5, "b": "x:1"}
//- DConv: {"a": 11, "b": "x:1"}
//- DConv: {"a": 5, "b": "x"}
/// Conversions.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DConv {
    pub a: DFrom,
    pub b: DTry,
    pub c: Option<DInto>,
}
/// From a number.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(max = 10)]
#[serde(from = "u8", into = "u8")]
pub struct DFrom {
    pub half: u8,
    pub odd: bool,
}
impl From<u8> for DFrom {
    fn from(n: u8) -> Self {
        Self {
            half: n / 2,
            odd: n % 2 == 1,
        }
    }
}
impl From<DFrom> for u8 {
    fn from(f: DFrom) -> Self {
        f.half * 2 + u8::from(f.odd)
    }
}
/// From text.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]:[0-9]$")]
#[serde(try_from = "String")]
pub struct DTry {
    pub a: String,
    pub b: u8,
}
impl TryFrom<String> for DTry {
    type Error = &'static str;
    fn try_from(t: String) -> Result<Self, Self::Error> {
        let (a, b) = t.split_once(':').ok_or("no")?;
        Ok(Self {
            a: a.to_owned(),
            b: b.parse().map_err(|_| "no")?,
        })
    }
}
/// Written as a list.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(into = "Vec<u8>")]
pub struct DInto {
    pub a: u8,
    pub b: u8,
}
impl From<DInto> for Vec<u8> {
    fn from(f: DInto) -> Self {
        vec![f.a, f.b]
    }
}

//+ DRo: {"a": 1}
//+ DRo: {"a": 1, "r": 2, "w": 3, "o": 4}
/// Marks.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct DRo {
    pub a: u8,
    #[contract(read_only)]
    #[serde(default)]
    pub r: u8,
    #[contract(write_only)]
    pub w: Option<u8>,
    #[deprecated]
    pub o: Option<u8>,
}
