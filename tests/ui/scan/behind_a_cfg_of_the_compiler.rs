//@ cfg: target_pointer_width="16"
//! The scan was told another `cfg` than the compiler has.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    #[cfg(not(target_pointer_width = "16"))]
    pub offset: u32,
}

fn main() {}
