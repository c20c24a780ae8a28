//! Arrays of two lengths.
use contractual::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
pub struct Pair(pub u8, #[serde(default)] pub u8);

fn main() {}
