//! What depends on the platform is no promise.
use contractual::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
pub struct Record {
    pub file: std::path::PathBuf,
    pub name: Option<std::ffi::OsString>,
}

fn main() {}
