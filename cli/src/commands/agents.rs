//! `contractual agents`: the door to the agents family. Its command line has manners of its own (exit status 1 for
//! everything that is wrong, options in any place), which existing scripts count on, so it reads its arguments itself.

use std::process::ExitCode;
use std::time::SystemTime;

use contractual_agents::run::{NoSchemas, RealDisk, World, main, timestamp};

use super::{complain, print};

/// Runs the words behind `agents`.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let Ok(cwd) = std::env::current_dir() else {
        complain("Error: the current directory cannot be read\n");
        return ExitCode::FAILURE;
    };
    let world = World {
        disk: &RealDisk,
        cwd: &cwd,
        now: &timestamp(SystemTime::now()),
        schemas: &NoSchemas,
    };
    let outcome = main(arguments, &world);
    print(&outcome.stdout);
    complain(&outcome.stderr);
    ExitCode::from(outcome.status)
}
