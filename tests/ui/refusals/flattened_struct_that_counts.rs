//! Whose members are counted?
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
#[contract(min_properties = 1)]
pub struct Inner {
    pub step: Option<i32>,
}

#[derive(Serialize, Contract)]
pub struct Record {
    #[serde(flatten)]
    pub inner: Inner,
}

fn main() {}
