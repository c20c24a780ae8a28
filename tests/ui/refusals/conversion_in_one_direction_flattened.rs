//! What is read is an object of other members than what is written, and the members are merged into those around them.
use contractual::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
pub struct Sides {
    pub width: u16,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(from = "Sides")]
pub struct Area {
    pub size: u32,
}

impl From<Sides> for Area {
    fn from(sides: Sides) -> Self {
        let width = u32::from(sides.width);
        Self { size: width * width }
    }
}

#[derive(Serialize, Deserialize, Contract)]
pub struct Record {
    pub id: u32,
    #[serde(flatten)]
    pub area: Area,
}

fn main() {}
