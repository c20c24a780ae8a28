//! What a build pays for contracts: the build script by itself, unoptimised as Cargo builds it, and the crates that it brings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::cpu::{self, ms};
use crate::run::{cargo, output};

/// Runs of which the shortest counts.
const RUNS: u32 = 5;

/// Writes a package with that many types; `derives` is what they derive (`contract`, `serde`, `plain`).
///
/// # Errors
/// It cannot be written.
pub(super) fn package(
    root: &Path,
    name: &str,
    count: &str,
    derives: &str,
) -> Result<PathBuf, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |target| root.join(target));
    let folder = target.join("bench").join(name);
    match std::fs::remove_dir_all(&folder) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("cannot remove {}: {why}", folder.display()));
        }
        _ => {}
    }
    let example = [
        "run",
        "--quiet",
        "-p",
        "contractual-build",
        "--example",
        "many_types",
        "--",
    ];
    let mut make = cargo(root, &example);
    make.arg(&folder).arg(count).arg(root).arg(derives);
    super::told(make)?;
    // the versions of this repository, so that nothing is resolved anew
    let lock = root.join("Cargo.lock");
    std::fs::copy(&lock, folder.join("Cargo.lock"))
        .map_err(|why| format!("cannot copy {}: {why}", lock.display()))?;
    Ok(folder)
}

/// Cargo in a package of its own target folder. As a developer's build does it: where CI is set, nothing would be written.
pub(super) fn cargo_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = cargo(folder, arguments);
    command
        .env_remove("CI")
        .env("CARGO_TARGET_DIR", folder.join("target"));
    command
}

/// The measurement.
///
/// # Errors
/// A build fails.
pub(super) fn measure(root: &Path, rest: &[&str]) -> Result<(), String> {
    let count = match rest {
        [] => "1000",
        [count] => count,
        _ => return Err("`bench build` takes one number of types".to_owned()),
    };
    let folder = package(root, "many-types", count, "contract")?;
    let noted = folder.join("script");
    let first = cpu::of(1, &mut || {
        let mut build = cargo_in(&folder, &["build", "--quiet"]);
        build.env("MANY_TYPES_SCRIPT", &noted);
        build
    })?;
    println!(
        "first build, dependencies included        {:>9.1} ms CPU",
        ms(first)
    );
    let text = std::fs::read_to_string(&noted)
        .map_err(|why| format!("the build script left no {}: {why}", noted.display()))?;
    let mut script = || {
        let mut lines = text.split('\0');
        let mut command = Command::new(lines.next().unwrap_or_default());
        command.current_dir(&folder).env_clear();
        command.envs(lines.filter_map(|line| line.split_once('=')));
        command
    };
    let before = std::fs::metadata(&noted)
        .and_then(|meta| meta.modified())
        .ok();
    let idle = cpu::of(1, &mut || {
        let mut build = cargo_in(&folder, &["build", "--quiet"]);
        build.env("MANY_TYPES_SCRIPT", &noted);
        build
    })?;
    let after = std::fs::metadata(&noted)
        .and_then(|meta| meta.modified())
        .ok();
    let started = if before == after {
        "not started"
    } else {
        "STARTED"
    };
    println!(
        "second build, the script was {started:<12} {:>9.1} ms CPU",
        ms(idle)
    );

    let file = folder.join("src/m0000.rs");
    let fault = |why: std::io::Error| format!("cannot change {}: {why}", file.display());
    let text = std::fs::read_to_string(&file).map_err(fault)?;
    let mut shortest = |what: &str, limit: f64, change: &dyn Fn(u32) -> String| {
        let mut best = Duration::MAX;
        for at in 0..RUNS {
            std::fs::write(&file, change(at)).map_err(fault)?;
            best = best.min(cpu::of(1, &mut script)?);
        }
        println!(
            "{what:<40} {:>10.1} ms CPU, figure {limit} ms, ratio {:.2}",
            ms(best),
            ms(best) / limit
        );
        Ok::<(), String>(())
    };
    // the first run after a change says what changed, the second has nothing to say
    shortest("settling after the first build", 400.0, &|_| text.clone())?;
    shortest("script, no contract changed", 40.0, &|at| {
        format!("{text}\n// touched {at}\n")
    })?;
    shortest("script, one type changed", 400.0, &|at| {
        text.replacen("max = 1000", &format!("max = {}", 1001 + at), 1)
    })?;
    crates(root)
}

/// The crates that a user's first build compiles, and which of them serde's derive does not bring already.
fn crates(root: &Path) -> Result<(), String> {
    let tree = |package: &str, edges: &str| -> Result<BTreeSet<String>, String> {
        let arguments = [
            "tree", "--quiet", "-p", package, "-e", edges, "--prefix", "none",
        ];
        let text = output(cargo(root, &arguments))?;
        let names = text.lines().filter_map(|line| line.split(' ').next());
        Ok(names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect())
    };
    let mut all = tree("contractual", "normal,build")?;
    all.extend(tree("contractual-build", "normal,build")?);
    let serde = tree("serde_derive", "normal,build")?;
    let gained: Vec<&String> = all
        .difference(&serde)
        .filter(|name| !["serde", "serde_core", "serde_derive"].contains(&name.as_str()))
        .collect();
    let own = gained
        .iter()
        .filter(|name| name.starts_with("contractual"))
        .count();
    println!(
        "crates that serde's derive does not bring: {} ({own} of them ours), figure 10\n  {}",
        gained.len(),
        gained
            .iter()
            .map(|name| name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    );
    Ok(())
}
