//! Inside a generic item the comparison is made for every instance.
use contractual::Contract;

macro_rules! shadow {
    () => {
        pub type Vec<T> = Option<T>;
    };
}

shadow!();

#[derive(Contract)]
pub struct Page<T> {
    pub items: Vec<T>,
}

#[derive(Contract)]
pub struct Record {
    pub page: Page<u8>,
}

fn main() {
    let _ = Record::violations;
}
