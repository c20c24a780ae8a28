// Of a type and None, Python makes an option, which has no order of its variants.
//@ NullOr: null
//@ NullOr: {"size": 1}
//@ NullOr: {"size": 256}
//@ NullOr: {}
//@ NullOrText: null
//@ NullOrText: "ab"
//@ NullOrText: "abc"
//@ Twice: {"size": 1}
//@ Twice: {"size": 1, "x": 1}
//@ Twice: null
/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum NullOr {
    Null,
    Members { size: u8 },
}
/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum NullOrText {
    Null,
    Text(#[contract(max_length = 2)] String),
}
/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct TwiceSize {
    pub size: u8,
}
/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(untagged_objects, reason = "it is what is looked at"))]
#[serde(untagged)]
pub enum Twice {
    One(TwiceSize),
    Two(TwiceSize),
}
