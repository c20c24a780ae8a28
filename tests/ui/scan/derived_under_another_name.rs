//! The scan follows the import; if it does not, the derive says so.
use contractual::Contract as Promise;

#[derive(Promise)]
pub struct Promised {
    pub id: u64,
}

fn main() {}
