// The runtime left out the rules of a flattened struct.
//@ FlatRuleOuter: {"id":1,"first":true,"second":[]}
//@ FlatRuleOuter: {"id":1,"first":true}
//@ FlatRuleOuter: {"id":1,"low":2,"high":1}
//@ FlatRuleOption: {"id":1,"first":true,"second":[],"must":1}
//@ FlatRuleOption: {"id":1}
/// With rules.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    rule(name = "one", expr = "at_most_one(first, second)"),
    rule(name = "order", expr = "low <= high")
)]
pub struct FlatRuleInner {
    #[serde(alias = "old")]
    pub first: Option<bool>,
    pub second: Option<Vec<u8>>,
    pub low: Option<i32>,
    pub high: Option<i32>,
}
/// Around it.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FlatRuleOuter {
    pub id: u8,
    #[serde(flatten)]
    pub inner: FlatRuleInner,
}
/// With rules and a member that is always there.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(rule(name = "one_more", expr = "at_most_one(first, second)"))]
pub struct FlatRuleMust {
    pub must: u8,
    pub first: Option<bool>,
    pub second: Option<Vec<u8>>,
}
/// An option of it.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct FlatRuleOption {
    pub id: u8,
    #[serde(flatten)]
    pub inner: Option<FlatRuleMust>,
}
