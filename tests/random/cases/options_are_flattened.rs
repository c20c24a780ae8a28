// 6.14, G10: what is flattened and optional is there as a whole or not at all: structs, enums, structs that flatten enums.
//+ FlatOptExt: {"id": 1}
//+ FlatOptExt: {"id": 1, "One": {"a": 1}}
//- FlatOptExt: {"id": 1, "One": {"a": "1"}}
//- FlatOptExt: {"id": 1, "Six": 1}
//- FlatOptExt: {"id": 1, "Two": null, "Three": 4}
/// An optional enum, flattened.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FlatOptExt {
    pub id: u8,
    #[serde(flatten)]
    pub way: Option<OExtWay>,
}

//+ FlatOptInt: {"id": 1}
//+ FlatOptInt: {"id": 1, "t": "A"}
//- FlatOptInt: {"id": 1, "t": "B"}
//- FlatOptInt: {"id": 1, "t": null}
//- FlatOptInt: {"id": 1, "b": 1}
/// An optional enum with a tag, flattened.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FlatOptInt {
    pub id: u8,
    #[serde(flatten)]
    pub s: Option<OIntTag>,
}

/// Way.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum OExtWay {
    One { a: u8 },
    Two,
    Three(u8),
    Four(u8, u8),
}
/// Tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
pub enum OIntTag {
    A,
    B { b: u8 },
}

//+ FOpen: {"id": 1}
//+ FOpen: {"id": 1, "x": 1}
//+ FOpen: {"id": 1, "One": {"a": 1}, "x": 1}
//- FOpen: {"id": 1, "One": {"a": "1"}, "x": 1}
//- FOpen: {"id": 1, "One": 5}
//- FOpen: {"id": 1, "Three": 5, "One": {"a": 1}}
//+ FOpen: {"id": 1, "Three": 5}
/// An optional enum, flattened, in an open object.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open)]
pub struct FOpen {
    pub id: u8,
    #[serde(flatten)]
    pub way: Option<OExtWay>,
}

//+ FOpenAdj: {"id": 1}
//+ FOpenAdj: {"id": 1, "x": 1}
//+ FOpenAdj: {"id": 1, "t": "A", "x": 1}
//+ FOpenAdj: {"id": 1, "t": "B", "c": 2, "x": 1}
//- FOpenAdj: {"id": 1, "c": 2}
//- FOpenAdj: {"id": 1, "t": "C"}
/// An optional enum, flattened, in an open object.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, open = "i32")]
pub struct FOpenAdj {
    pub id: u8,
    #[serde(flatten)]
    pub way: Option<OAdj>,
}
/// Tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
pub enum OAdj {
    A,
    B(u8),
}

//+ FOneVariant: {"id": 1}
//+ FOneVariant: {"id": 1, "Only": {"a": 1}}
//- FOneVariant: {"id": 1, "Only": null}
/// An optional enum of one variant.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FOneVariant {
    pub id: u8,
    #[serde(flatten)]
    pub way: Option<OOnly>,
}
/// Tag.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum OOnly {
    Only { a: u8 },
}

//+ FTwoOpt: {"id": 1}
//+ FTwoOpt: {"id": 1, "t": "A"}
//+ FTwoOpt: {"id": 1, "t": "B", "b": 1, "One": {"a": 1}}
//+ FTwoOpt: {"id": 1, "Two": null}
//- FTwoOpt: {"id": 1, "t": "B", "One": {"a": 1}}
/// Two of them.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FTwoOpt {
    pub id: u8,
    #[serde(flatten)]
    pub way: Option<OExtWay>,
    #[serde(flatten)]
    pub tag: Option<OIntTag>,
}

//+ FStructEnum: {"id": 1}
//+ FStructEnum: {"id": 1, "n": 1, "t": "A"}
//- FStructEnum: {"id": 1, "n": 1}
//- FStructEnum: {"id": 1, "t": "A"}
//- FStructEnum: {"id": 1, "o": 1}
//+ FStructEnum: {"id": 1, "n": 1, "o": 4, "t": "B", "b": 1}
/// An optional struct that flattens an enum.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FStructEnum {
    pub id: u8,
    #[serde(flatten)]
    pub inner: Option<OInner>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct OInner {
    pub n: u8,
    pub o: Option<u8>,
    #[serde(flatten)]
    pub tag: OIntTag,
}

//+ FOptAlias: {"id": 1}
//+ FOptAlias: {"id": 1, "n": 1}
//+ FOptAlias: {"id": 1, "m": 1}
//+ FOptAlias: {"id": 1, "m": 1, "k": 2}
//+ FOptAlias: {"id": 1, "m": 1, "q": 2}
//- FOptAlias: {"id": 1, "k": 1}
//- FOptAlias: {"id": 1, "q": 1}
//- FOptAlias: {"id": 1, "m": 1, "n": 1}
//- FOptAlias: {"id": 1, "m": 1, "k": 1, "q": 2}
//- FOptAlias: {"id": 1, "d": 1}
//+ FOptAlias: {"id": 1, "d": 1, "n": 2}
/// An optional struct with aliases.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FOptAlias {
    pub id: u8,
    #[serde(flatten)]
    pub inner: Option<OAlias>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct OAlias {
    #[serde(alias = "m")]
    pub n: u8,
    #[serde(alias = "q")]
    pub k: Option<u8>,
    #[serde(default)]
    pub d: u8,
}

//+ FAllOpt: {"id": 1}
//+ FAllOpt: {"id": 1, "a": 1}
//+ FAllOpt: {"id": 1, "b": null}
//- FAllOpt: {"id": 1, "b": "x"}
/// An optional struct whose members are optional.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FAllOpt {
    pub id: u8,
    #[serde(flatten)]
    pub inner: Option<OAllOpt>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct OAllOpt {
    pub a: Option<u8>,
    pub b: Option<u8>,
}

//+ FOptDir: {"id": 1}
//+ FOptDir: {"id": 1, "in": 1}
//- FOptDir: {"id": 1, "out": 1}
/// An optional struct whose directions differ.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FOptDir {
    pub id: u8,
    #[serde(flatten)]
    pub inner: Option<ODir>,
}
/// In.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct ODir {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    pub n: u8,
    #[serde(skip_deserializing)]
    pub seen: u8,
    #[serde(default)]
    pub d: u8,
}
