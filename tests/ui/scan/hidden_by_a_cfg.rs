//@ cfg: target_pointer_width="16"
//! A type that is only there for the compiler.
use contractual::Contract;

#[cfg(not(target_pointer_width = "16"))]
#[derive(Contract)]
pub struct Hidden {
    pub id: u64,
}

fn main() {}
