//! Two equal items in two modules of one file, and a third that only the compiler sees.
use contractual::Contract;

pub mod a {
    #[derive(super::Contract)]
    pub struct Same {
        pub id: u64,
    }
}

macro_rules! module {
    ($item:item) => {
        pub mod b {
            use super::Contract;
            $item
        }
    };
}

module! {
    #[derive(Contract)]
    pub struct Same {
        pub id: u64,
    }
}

fn main() {}
