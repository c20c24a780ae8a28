//! Commands: starting them, and what is asserted of their end.

mod process;
mod step;

pub(crate) use step::{ms, run_exec};
