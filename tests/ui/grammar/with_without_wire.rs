//! A function decides the form, and nothing says which.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    #[serde(serialize_with = "write")]
    pub at: u64,
}

fn write<S: serde::Serializer>(_: &u64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_unit()
}

fn main() {}
