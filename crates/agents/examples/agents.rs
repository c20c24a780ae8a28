//! The commands of the agents family as a program of its own, without the rest of `contractual`.
#![forbid(unsafe_code)]

use std::io::Write as _;
use std::process::ExitCode;
use std::time::SystemTime;

use contractual_agents::run::{NoSchemas, RealDisk, World, main as run, timestamp};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let cwd = std::env::current_dir().unwrap_or_default();
    let now = timestamp(SystemTime::now());
    let world = World {
        disk: &RealDisk,
        cwd: &cwd,
        now: &now,
        schemas: &NoSchemas,
    };
    let outcome = run(&arguments, &world);
    let _ = std::io::stdout().write_all(outcome.stdout.as_bytes());
    let _ = std::io::stderr().write_all(outcome.stderr.as_bytes());
    let status = outcome.status;
    outcome.forget();
    ExitCode::from(status)
}
