//! The measurements, in release mode. They are figures to read, not checks: nothing here fails because a machine is slow.

mod invariants;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::run::{cargo, run, show};

/// A measurement.
struct Bench {
    name: &'static str,
    what: &'static str,
    go: fn(&Path, &[&str]) -> Result<(), String>,
}

const BENCHES: [Bench; 6] = [
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
        what: "comparing two documents: every pair of rules and tests, with and without search; large documents",
        go: |root, rest| package(root, "contractual-drift", rest),
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
        what: "building a package of 1,000 types: first, with nothing changed, with one file touched",
        go: build,
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
    let mut arguments = vec!["bench", "-p", package, "--benches"];
    if !rest.is_empty() {
        arguments.push("--");
        arguments.extend(rest);
    }
    told(cargo(root, &arguments))
}

/// Builds of a generated package, one after another.
fn build(root: &Path, rest: &[&str]) -> Result<(), String> {
    let count = match rest {
        [] => "1000",
        [count] => count,
        _ => return Err("`bench build` takes one number of types".to_owned()),
    };
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |target| root.join(target));
    let folder = target.join("bench/many-types");
    match std::fs::remove_dir_all(&folder) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("cannot remove {}: {why}", folder.display()));
        }
        _ => {}
    }
    let mut make = cargo(
        root,
        &[
            "run",
            "--release",
            "-p",
            "contractual-build",
            "--example",
            "many_types",
            "--",
        ],
    );
    make.arg(&folder).arg(count).arg(root);
    told(make)?;
    let step = |what: &str| -> Result<(), String> {
        let mut build = cargo(&folder, &["build", "--release", "--quiet"]);
        // As a developer's build does it: where CI is set, nothing would be written.
        build
            .env_remove("CI")
            .env("CARGO_TARGET_DIR", folder.join("target"));
        let start = Instant::now();
        told(build)?;
        println!("{what:<40} {:>9.3} s", start.elapsed().as_secs_f64());
        Ok(())
    };
    step("first build, dependencies included")?;
    step("nothing changed")?;
    let file = folder.join("src/m0000.rs");
    let fault = |why: std::io::Error| format!("cannot touch {}: {why}", file.display());
    let text = std::fs::read_to_string(&file).map_err(fault)?;
    std::fs::write(&file, format!("{text}\n// touched\n")).map_err(fault)?;
    step("one file touched, no contract changed")
}

/// Says what is run, and runs it.
fn told(command: Command) -> Result<(), String> {
    println!("{}", show(&command));
    run(command)
}
