//@ warning: note: contract change in `Record` (additive): `note` is a new optional field
//! An additive finding is a warning on the field, also where warnings are denied: the error below is another's.
#![deny(warnings, deprecated)]
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    pub id: u64,
    pub note: Option<String>,
}

fn main() {
    let unused = 1;
}
