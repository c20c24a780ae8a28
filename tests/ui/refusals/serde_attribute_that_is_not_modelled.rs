//! An identifier of a field is no value on the wire.
use contractual::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[serde(field_identifier)]
pub enum Name {
    First,
    Second,
}

fn main() {}
