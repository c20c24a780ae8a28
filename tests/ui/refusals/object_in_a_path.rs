//! An object has no form in a path.
use contractual::Contract;

/// A thing.
#[derive(Contract)]
pub struct Thing {
    pub step: u32,
}

/// Things.
#[contractual::api]
pub trait Things {
    /// One.
    #[get("/v1/things/{id}")]
    #[responds(200 => Thing)]
    fn one(&self, id: Thing) -> One;
}

fn main() {}
