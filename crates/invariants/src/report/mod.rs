//! Reports: one model, several renderings. Everything is masked before it gets here; renderings escape what came from targets.

mod console;
mod json;
mod model;

pub use console::{Console, escape_controls};
pub use json::{parse_report, render_json};
pub use model::{CheckResult, Failure, Report, StepResult};
