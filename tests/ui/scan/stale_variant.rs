//@ scanned: Late, =>
//! The table is of an older text: a variant is new.
use contractual::Contract;

#[derive(Contract)]
pub enum State {
    Open,
    Closed,
    Late,
}

fn main() {}
