//! Contract names are file names: two types cannot share one.
use contractual::Contract;

pub mod first {
    #[derive(super::Contract)]
    #[contract(version = 1)]
    pub struct Job {
        pub id: u64,
    }
}

#[derive(Contract)]
#[contract(version = 1)]
pub struct Job {
    pub first: first::Job,
}

fn main() {}
