//! What is written follows from the fields, what is read from another type.
use contractual::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[serde(from = "u8")]
pub struct Record {
    pub step: u32,
}

impl From<u8> for Record {
    fn from(step: u8) -> Self {
        Self { step: step.into() }
    }
}

fn main() {}
