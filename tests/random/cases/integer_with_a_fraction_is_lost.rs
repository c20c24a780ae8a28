// serde dropped the members of a flattened option in silence, because an integer among them was written `3.0`.
//@ LostOuter: {"id":1,"size":3.0}
//@ LostOuter: {"id":1,"size":3}
//@ LostOuter: {"id":1,"size":-0}
//@ LostOuter: {"id":1,"size":3e0}
//@ LostOuter: {"id":1}
//@ LostChoice: 3.0
//@ LostChoice: 9.0
/// Is lost.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct LostInner {
    pub size: i8,
}
/// Around it.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct LostOuter {
    pub id: u8,
    #[serde(flatten)]
    pub inner: Option<LostInner>,
}
/// A number that is no integer as it is written.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(untagged)]
pub enum LostChoice {
    Small(#[contract(max = 5)] u8),
    Large(#[contract(min = 8)] f64),
}
