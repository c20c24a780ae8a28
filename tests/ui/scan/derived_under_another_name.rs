//! The scan follows the import; if it does not, the derive says so.
use contractual::Contract as Promise;

#[derive(Promise)]
pub struct Record {
    pub id: u64,
}

const WRONG: u8 = Record { id: 0 };

fn main() {}
