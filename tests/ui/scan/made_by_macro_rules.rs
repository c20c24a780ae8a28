//! The scan reads sources, not what macros make of them.
use contractual::Contract;

macro_rules! make {
    ($name:ident) => {
        #[derive(Contract)]
        pub struct $name {
            pub id: u64,
        }
    };
}

make!(Made);

fn main() {}
