//! What a build pays for contracts: the build script by itself, unoptimised as Cargo builds it, and the crates that it brings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::cpu::{self, ms};
use crate::run::{cargo, output};

/// Runs of which the shortest counts.
const RUNS: u32 = 5;

/// Writes a package with that many types; `derives` is what they derive (`contract`, `serde`, `schemars`, `plain`).
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

/// The measurement. The build script is compiled for a package of ten types; for the many it is started by itself, as Cargo starts it:
/// what rustc needs for a thousand types is what `bench derive` measures.
///
/// # Errors
/// A build fails.
pub(super) fn measure(root: &Path, rest: &[&str]) -> Result<(), String> {
    let count = match rest {
        [] => "1000",
        [count] => count,
        _ => return Err("`bench build` takes one number of types".to_owned()),
    };
    let few = package(root, "few-types", "10", "contract")?;
    let noted = few.join("script");
    let build = || {
        let mut build = cargo_in(&few, &["build", "--quiet"]);
        build.env("MANY_TYPES_SCRIPT", &noted);
        build
    };
    println!(
        "first build of ten types, dependencies included   {:>9.1} ms CPU",
        ms(cpu::of(1, &mut || build())?)
    );
    let text = std::fs::read_to_string(&noted)
        .map_err(|why| format!("the build script left no {}: {why}", noted.display()))?;
    let written = || {
        let meta = std::fs::metadata(&noted);
        meta.and_then(|meta| meta.modified()).ok()
    };
    let before = written();
    let idle = cpu::of(1, &mut || build())?;
    let started = match before == written() {
        true => "not started",
        false => "STARTED",
    };
    println!(
        "second build, the script was {started:<11}          {:>9.1} ms CPU",
        ms(idle)
    );

    let many = package(root, "many-types", count, "contract")?;
    let out = many.join("out");
    std::fs::create_dir_all(&out).map_err(|why| format!("cannot make {}: {why}", out.display()))?;
    let (few, many_text) = (few.display().to_string(), many.display().to_string());
    let mut script = || {
        let mut lines = text.split('\0');
        let mut command = Command::new(lines.next().unwrap_or_default());
        command.current_dir(&many).env_clear();
        let variables = lines.filter_map(|line| line.split_once('='));
        command.envs(variables.map(|(name, value)| (name, value.replace(&few, &many_text))));
        command.env("OUT_DIR", &out);
        command
    };
    let file = many.join("src/m0000.rs");
    let fault = |why: std::io::Error| format!("cannot change {}: {why}", file.display());
    let text = std::fs::read_to_string(&file).map_err(fault)?;
    let mut shortest =
        |what: &str, runs: u32, limit: Option<f64>, change: &dyn Fn(u32) -> String| {
            let mut best = (Duration::MAX, Duration::MAX);
            for at in 0..runs {
                std::fs::write(&file, change(at)).map_err(fault)?;
                let start = Instant::now();
                let time = cpu::of(1, &mut script)?;
                best = (best.0.min(time), best.1.min(start.elapsed()));
            }
            print!(
                "{what:<45} {:>10.1} ms CPU, {:>8.1} ms by the clock",
                ms(best.0),
                ms(best.1)
            );
            match limit {
                Some(limit) => println!(", goal {limit} ms, ratio {:.2}", ms(best.0) / limit),
                None => println!(),
            }
            Ok::<(), String>(())
        };
    shortest("script, everything is written", 1, None, &|_| text.clone())?;
    // the first run after a change says what changed, the second has nothing to say
    shortest("script, the run after that", 1, None, &|_| text.clone())?;
    shortest("script, no contract changed", RUNS, Some(40.0), &|at| {
        format!("{text}\n// touched {at}\n")
    })?;
    shortest("script, one type changed", RUNS, Some(400.0), &|at| {
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
        "crates that serde's derive does not bring: {} ({own} of them ours), goal 10, ratio {:.1}\n  {}",
        gained.len(),
        gained.len() as f64 / 10.0,
        gained
            .iter()
            .map(|name| name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    );
    Ok(())
}
