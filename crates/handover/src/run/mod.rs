//! Running a pipeline: steps in the order of their graph, attempts, decisions, records.

mod attempt;
mod events;
mod hooks;
mod outcome;
mod result;
mod schedule;
mod state;
mod step;

pub use events::{Event, Observer};
pub use hooks::HookEvent;
pub use result::{RunResult, StepReport, StepStatus};
pub use schedule::{check_only, run, validate};
