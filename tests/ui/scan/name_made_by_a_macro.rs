//! To the scan, `Option` is Rust's own; to the compiler, it is what the macro made.
use contractual::Contract;

macro_rules! shadow {
    () => {
        pub type Option<T> = Vec<T>;
    };
}

shadow!();

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    pub note: Option<String>,
}

fn main() {}
