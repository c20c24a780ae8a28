//! Rules are checked when the type is compiled.
use contractual::Contract;

#[derive(Contract)]
#[contract(rule(name = "order", expr = "low <= hihg"))]
pub struct Range {
    pub low: i32,
    pub high: i32,
}

fn main() {}
