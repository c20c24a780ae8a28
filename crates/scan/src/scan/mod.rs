//! From an outline to a model: items parsed (`run`), names resolved (`slots`), generics instantiated and meanings lowered (`lowering`),
//! the whole judged (`judge`).

mod found;
mod items;
mod judge;
mod lowering;
mod run;
mod slots;

pub use found::{Reporter, Scan, ScanFinding};
