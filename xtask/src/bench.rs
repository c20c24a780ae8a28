//! The measurements, in release mode. They are figures to read, not checks: nothing here fails because a machine is slow.

mod build;
mod cpu;
mod derive;
mod invariants;

use std::path::Path;
use std::process::Command;

use crate::run::{cargo, run, show};

/// A measurement.
struct Bench {
    name: &'static str,
    what: &'static str,
    go: fn(&Path, &[&str]) -> Result<(), String>,
}

const BENCHES: [Bench; 7] = [
    Bench {
        name: "agents",
        what: "the commands of `contractual agents` on 2,000 and 8,000 entities, part by part",
        go: |root, rest| package(root, "contractual-agents", rest),
    },
    Bench {
        name: "invariants",
        what: "start-up, one check, 1,000 HTTP checks (beside hurl), 200 SQL checks",
        go: invariants::measure,
    },
    Bench {
        name: "drift",
        what: "comparing two documents: figures over all pairs, or over a folder of cases; large documents",
        go: |root, rest| {
            let feature = "contractual-drift/witness-check";
            let options = ["--bench", "pairs", "--features", feature];
            benches(root, "contractual-drift", &options, rest)
        },
    },
    Bench {
        name: "handover",
        what: "a 50 MiB artifact, and what an attempt costs by itself",
        go: |root, rest| package(root, "contractual-handover", rest),
    },
    Bench {
        name: "runtime",
        what: "the runtime beside serde_json, jsonschema and garde",
        go: |root, rest| package(root, "contractual-benches", rest),
    },
    Bench {
        name: "build",
        what: "the build script of 1,000 types: nothing changed, no contract changed, one type changed; crates that it brings",
        go: build::measure,
    },
    Bench {
        name: "derive",
        what: "rustc on 300 types: without a derive, with serde's, with serde's and ours",
        go: derive::measure,
    },
];

/// Runs one measurement; further words go to its program. `list` names them all.
///
/// # Errors
/// The name is unknown, or a command fails.
pub(crate) fn bench(root: &Path, name: &str, rest: &[&str]) -> Result<(), String> {
    if name == "list" {
        for one in &BENCHES {
            println!("{:<10} {}", one.name, one.what);
        }
        return Ok(());
    }
    match BENCHES.iter().find(|one| one.name == name) {
        Some(one) => (one.go)(root, rest),
        None => {
            let names: Vec<&str> = BENCHES.iter().map(|one| one.name).collect();
            Err(format!(
                "no measurement is called `{name}`; there are {}",
                names.join(", ")
            ))
        }
    }
}

/// The benches of a package.
fn package(root: &Path, package: &str, rest: &[&str]) -> Result<(), String> {
    benches(root, package, &["--benches"], rest)
}

fn benches(root: &Path, package: &str, options: &[&str], rest: &[&str]) -> Result<(), String> {
    let mut arguments = vec!["bench", "-p", package];
    arguments.extend(options);
    if !rest.is_empty() {
        arguments.push("--");
        arguments.extend(rest);
    }
    told(cargo(root, &arguments))
}

/// Says what is run, and runs it.
pub(crate) fn told(command: Command) -> Result<(), String> {
    println!("{}", show(&command));
    run(command)
}
