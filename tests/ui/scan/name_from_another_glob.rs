//! The glob import gives `Count` to the scan; a macro's own `Count` comes first for the compiler.
use contractual::Contract;

mod counts {
    pub type Count = u32;
}

use counts::*;

macro_rules! shadow {
    () => {
        pub type Count = u64;
    };
}

shadow!();

#[derive(Contract)]
pub struct Record {
    pub count: Count,
    pub counts: Vec<Count>,
}

fn main() {}
