//! Without a tag the members of an enum cannot be told from those around them.
use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub enum Size {
    Small { grams: u8 },
    Large { kilos: u8 },
}

#[derive(Serialize, Deserialize, Contract)]
pub struct Record {
    pub id: u32,
    #[serde(flatten)]
    pub size: Size,
}

fn main() {}
