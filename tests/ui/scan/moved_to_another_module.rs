//! A macro moves the item: the scan saw it where the macro is called.
use contractual::Contract;

macro_rules! module {
    ($item:item) => {
        pub mod inner {
            use super::Contract;
            $item
        }
    };
}

module! {
    #[derive(Contract)]
    pub struct Moved {
        pub id: u64,
    }
}

fn main() {}
