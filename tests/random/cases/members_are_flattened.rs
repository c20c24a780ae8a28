// 6.14: what is flattened, also where further members are allowed: the members of other variants are none of those.
//+ OpenExt: {"id": 1, "One": {"a": 1}}
//+ OpenExt: {"id": 1, "One": {"a": 1}, "x": 5}
//- OpenExt: {"id": 1, "One": {"a": 1}, "x": "5"}
//- OpenExt: {"id": 1, "One": {"a": 1, "b": 1}}
//- OpenExt: {"id": 1}
//- OpenExt: {"id": 1, "x": 1}
//+ OpenExt: {"id": 1, "Two": null}
//- OpenExt: {"id": 1, "Two": 1}
//+ OpenExt: {"id": 1, "Three": 7}
//- OpenExt: {"id": 1, "Three": 7, "Two": null}
//- OpenExt: {"id": 1, "Three": 7, "Two": 3}
//+ OpenExt: {"id": 1, "Three": 7, "Six": 3}
//@ OpenExt: {"id": 1, "Three": 7, "Two": 3}
//@ OpenExt: {"id": 1, "Three": 7, "Four": [1, 2]}
//+ OpenExt: {"id": 1, "Four": [1, 2]}
//+ OpenExt: {"id": 1, "Four": [1, 2], "y": -1}
/// Open and externally tagged, flattened.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct OpenExt {
    pub id: u8,
    #[serde(flatten)]
    pub way: ExtWay,
    #[serde(flatten)]
    pub rest: BTreeMap<String, i32>,
}
/// Way.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum ExtWay {
    One { a: u8 },
    Two,
    Three(u8),
    Four(u8, u8),
}

//+ OpenAny: {"id": 1, "One": {"a": 1}, "x": {"y": [null]}}
//@ OpenAny: {"id": 1, "One": {"a": 1}, "Two": null}
//@ OpenAny: {"id": 1, "One": {"a": 1}, "Two": 5}
//@ OpenAny: {"id": 1, "One": {"a": 1}, "Three": 5}
//@ OpenAny: {"id": 1, "Three": 5, "Two": "x"}
//- OpenAny: {"id": 1, "x": 1}
//+ OpenAny: {"id": 1, "Two": null, "x": 1}
/// Open with anything.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct OpenAny {
    pub id: u8,
    #[serde(flatten)]
    pub way: ExtWay,
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

//+ OpenPlain: {"id": 1, "One": {"a": 1}, "x": 1}
//- OpenPlain: {"id": 1, "x": 1}
//@ OpenPlain: {"id": 1, "One": {"a": 1}, "Two": null}
//@ OpenPlain: {"id": 1, "Three": 1, "Two": 7}
/// Open by word only: further members are dropped.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct OpenPlain {
    pub id: u8,
    #[serde(flatten)]
    pub way: ExtWay,
}

/// Tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
pub enum IntTag {
    A,
    B { b: u8 },
}

//+ OpenOpt: {"id": 1}
//+ OpenOpt: {"id": 1, "x": 3}
//@ OpenOpt: {"id": 1, "a": 3}
//@ OpenOpt: {"id": 1, "a": 3, "b": 4}
//@ OpenOpt: {"id": 1, "a": 3, "b": 4, "x": 300}
//@ OpenOpt: {"id": 1, "a": null}
/// Open, an optional struct.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct OpenOpt {
    pub id: u8,
    #[serde(flatten)]
    pub o: Option<Two8>,
    #[serde(flatten)]
    pub rest: BTreeMap<String, i32>,
}
/// Two.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Two8 {
    pub a: u8,
    pub b: u8,
}

//+ FlatAdj: {"id": 1, "t": "A"}
//+ FlatAdj: {"id": 1, "t": "A", "c": null}
//+ FlatAdj: {"id": 1, "t": "B", "c": {"b": 1}}
//- FlatAdj: {"id": 1, "t": "B", "c": {"b": 1, "x": 1}}
//- FlatAdj: {"id": 1, "t": "B", "c": [1]}
//- FlatAdj: {"id": 1, "t": "B"}
//- FlatAdj: {"id": 1, "t": "A", "b": 1}
/// Adjacent, flattened.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FlatAdj {
    pub id: u8,
    #[serde(flatten)]
    pub s: AdjTag,
}
/// Tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
pub enum AdjTag {
    A,
    B { b: u8 },
    C(u8),
}

//+ FlatTwice: {"a": 1, "b": 2, "id": 3, "p": 4, "q": null}
//- FlatTwice: {"a": 1, "b": 2, "id": 3}
//- FlatTwice: {"a": 1, "id": 3, "p": 4}
//+ FlatTwice: {"a": 1, "b": 2, "id": 3, "p": 4}
/// Flattened structs that flatten, renamed, defaulted, aliased.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct FlatTwice {
    #[serde(rename = "id")]
    pub the_id: u8,
    #[serde(flatten)]
    pub mid: FlatMid,
}
/// Mid.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct FlatMid {
    pub p: u8,
    pub q: Option<u8>,
    #[serde(flatten)]
    pub two: Two8,
}

//+ FlatAlias: {"id": 1, "n": 1}
//+ FlatAlias: {"id": 1, "m": 1}
//- FlatAlias: {"id": 1, "n": 1, "m": 1}
//- FlatAlias: {"id": 1}
//+ FlatAlias: {"id": 1, "n": 1, "d": 5}
//- FlatAlias: {"id": 1, "n": 1, "d": null}
//- FlatAlias: {"id": 1, "n": 1, "hidden": 1}
/// Aliases and defaults in what is flattened.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FlatAlias {
    pub id: u8,
    #[serde(flatten)]
    pub inner: FlatAliasIn,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct FlatAliasIn {
    #[serde(alias = "m")]
    pub n: u8,
    #[serde(default)]
    pub d: u8,
    #[serde(skip)]
    pub hidden: u8,
}

//+ FlatVariant: {"Go": {"id": 1, "a": 1, "b": 2}}
//- FlatVariant: {"Go": {"id": 1, "a": 1}}
//- FlatVariant: {"Go": {"id": 1, "a": 1, "b": 2, "c": 3}}
//+ FlatVariant: {"Come": {"id": 1, "t": "B", "b": 2}}
//- FlatVariant: {"Come": {"id": 1, "t": "A", "b": 2}}
//+ FlatVariant: {"Open": {"z": true}}
//- FlatVariant: {"Open": {"z": 1}}
/// Flatten in variants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub enum FlatVariant {
    Go {
        id: u8,
        #[serde(flatten)]
        two: Two8,
    },
    Come {
        id: u8,
        #[serde(flatten)]
        s: IntTag,
    },
    Open {
        #[serde(flatten)]
        #[contract(open)]
        rest: BTreeMap<String, bool>,
    },
}
