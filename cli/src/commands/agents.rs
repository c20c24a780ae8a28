//! `contractual agents`: the door to the agents family. Its command line has manners of its own (exit status 1 for
//! everything that is wrong, options in any place), which existing scripts count on, so it reads its arguments itself.

use std::process::ExitCode;
use std::time::SystemTime;

use contractual_agents::run::{RealDisk, SchemaSource, World, main, timestamp};

use super::{complain, print};
use crate::contracts::Contracts;

/// Runs the words behind `agents`.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let Ok(cwd) = std::env::current_dir() else {
        complain("Error: the current directory cannot be read\n");
        return ExitCode::FAILURE;
    };
    let contracts = Contracts::around(cwd.clone());
    let world = World {
        disk: &RealDisk,
        cwd: &cwd,
        now: &timestamp(SystemTime::now()),
        schemas: &contracts,
    };
    let outcome = main(arguments, &world);
    print(&outcome.stdout);
    complain(&outcome.stderr);
    let status = outcome.status;
    outcome.forget();
    ExitCode::from(status)
}

impl SchemaSource for Contracts {
    fn schema(&self, name: &str) -> Result<String, String> {
        match Contracts::schema(self, name) {
            Ok((schema, _)) => Ok(schema),
            Err(missing) => Err(missing.to_string()),
        }
    }

    fn schema_before(&self, name: &str, against: Option<&str>) -> Result<Option<String>, String> {
        Contracts::schema_before(self, name, against).map_err(|missing| missing.to_string())
    }
}
