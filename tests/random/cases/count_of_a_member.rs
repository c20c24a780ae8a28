// Pydantic left out the number of members that a field demands of its object.
//@ CountOuter: {"size":{"note":3}}
//@ CountOuter: {"size":{"note":3,"kind":null}}
//@ CountOuter: {"size":{"note":3,"kind":1},"most":{"note":1,"kind":1}}
//@ CountOuter: {"size":{"note":3,"kind":1},"most":null,"all":[{"note":1,"kind":2}]}
//@ CountOuter: {"size":{"note":3,"kind":1},"all":[{"note":1}]}
/// Two members at most.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct CountInner {
    pub note: u8,
    pub kind: Option<u8>,
}
/// Demands a number of members.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct CountOuter {
    #[contract(min_properties = 2)]
    pub size: CountInner,
    #[contract(max_properties = 1)]
    pub most: Option<CountInner>,
    #[contract(items(min_properties = 2))]
    pub all: Option<Vec<CountInner>>,
}
