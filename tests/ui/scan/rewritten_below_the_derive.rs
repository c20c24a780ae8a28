//! An attribute macro below the derive changes the item after the derive saw it.
use contractual::Contract;
use contractual_tests_rewrite::every_field_is_text;

#[derive(Contract)]
#[every_field_is_text]
pub struct Entry {
    pub id: u64,
    pub name: String,
}

fn main() {}
