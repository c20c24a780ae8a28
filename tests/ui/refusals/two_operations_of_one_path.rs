//! The document holds each pair of method and path once.
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
    fn one(&self, id: u32) -> One;
    /// The same.
    #[get("/v1/things/{name}")]
    #[responds(200 => Thing)]
    fn other(&self, name: u32) -> Other;
}

fn main() {}
