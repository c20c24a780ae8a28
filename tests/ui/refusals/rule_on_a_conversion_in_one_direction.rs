//! A rule speaks of fields, and only what is written has them.
use contractual::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(rule(name = "order", expr = "low <= high"))]
#[serde(from = "u8")]
pub struct Record {
    pub low: u32,
    pub high: u32,
}

impl From<u8> for Record {
    fn from(low: u8) -> Self {
        Self {
            low: low.into(),
            high: 255,
        }
    }
}

fn main() {}
