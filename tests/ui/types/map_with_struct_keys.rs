//! JSON object names are text.
use contractual::Contract;
use std::collections::BTreeMap;

#[derive(PartialEq, Eq, PartialOrd, Ord, Contract)]
pub struct Place {
    pub x: u8,
    pub y: u8,
}

#[derive(Contract)]
pub struct Board {
    pub pieces: BTreeMap<Place, String>,
}

fn main() {}
