//@ warning: note: contract change in `Record` (additive): `note` is a new optional field
//! An additive finding is a warning on the field; here warnings are denied to see it.
#![deny(warnings)]
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    pub note: Option<String>,
}

fn main() {}
