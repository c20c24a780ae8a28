//! An attribute macro changes the item before the derive sees it.
use contractual::Contract;
use contractual_tests_rewrite::every_field_is_text;

#[every_field_is_text]
#[derive(Contract)]
pub struct Record {
    pub id: u64,
}

fn main() {}
