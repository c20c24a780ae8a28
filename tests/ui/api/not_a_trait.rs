//! Operations are methods of a trait.
#[contractual::api(version = 1)]
pub struct Jobs;

fn main() {}
