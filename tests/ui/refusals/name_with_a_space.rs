//! No key of an OpenAPI component.
use contractual::Contract;

#[derive(Contract)]
#[contract(name = "my record")]
pub struct Record {
    pub step: i32,
}

fn main() {}
