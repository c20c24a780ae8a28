//! Running a pipeline: steps in the order of their graph, attempts, decisions, records.

mod attempt;
mod delay;
mod events;
mod feedback;
mod hooks;
mod inject;
mod outcome;
mod result;
mod resume;
mod rework;
mod schedule;
mod state;
mod step;
mod values;
mod work;

pub use events::{Event, Observer};
pub use hooks::HookEvent;
pub use result::{RunResult, StepReport, StepStatus};
pub use schedule::{check_contracts, check_only, run, validate};
