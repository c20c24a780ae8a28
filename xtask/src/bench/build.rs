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

    let script = Script { few, text };
    println!("{count} types, with fixtures:");
    script.measure(&package(root, "many-types", count, "contract")?, true)?;
    let bare = package(root, "bare-types", count, "contract")?;
    let settings = bare.join("contractual.toml");
    let off = std::fs::read_to_string(&settings)
        .map(|text| format!("{text}\n[emitters]\nfixtures = false\npytest = false\n"))
        .and_then(|text| std::fs::write(&settings, text));
    off.map_err(|why| format!("cannot change {}: {why}", settings.display()))?;
    println!("{count} types, without fixtures and their tests:");
    script.measure(&bare, false)?;
    crates(root)
}

/// A build script by itself, as Cargo starts it.
struct Script {
    /// The package that it was compiled for.
    few: PathBuf,
    /// The program, and the variables that Cargo sets.
    text: String,
}

impl Script {
    /// Starts it for another package, as often as it takes.
    fn measure(&self, folder: &Path, goals: bool) -> Result<(), String> {
        let out = folder.join("out");
        std::fs::create_dir_all(&out)
            .map_err(|why| format!("cannot make {}: {why}", out.display()))?;
        let (few, here) = (self.few.display().to_string(), folder.display().to_string());
        let mut script = || {
            let mut lines = self.text.split('\0');
            let mut command = Command::new(lines.next().unwrap_or_default());
            command.current_dir(folder).env_clear();
            let variables = lines.filter_map(|line| line.split_once('='));
            command.envs(variables.map(|(name, value)| (name, value.replace(&few, &here))));
            command.env("OUT_DIR", &out);
            command
        };
        let file = folder.join("src/m0000.rs");
        let fault = |why: std::io::Error| format!("cannot change {}: {why}", file.display());
        let text = std::fs::read_to_string(&file).map_err(fault)?;
        // CPU time comes in steps of 10 ms, so its mean counts; of the clock the shortest, because other programs take their share of it
        let mut runs =
            |what: &str, runs: u32, goal: Option<f64>, change: &dyn Fn(u32) -> String| {
                let (mut cpu, mut clock) = (Duration::ZERO, Duration::MAX);
                for at in 0..runs {
                    std::fs::write(&file, change(at)).map_err(fault)?;
                    let start = Instant::now();
                    cpu += cpu::of(1, &mut script)?;
                    clock = clock.min(start.elapsed());
                }
                let (cpu, clock) = (ms(cpu) / f64::from(runs), ms(clock));
                print!("  {what:<40} {clock:>8.1} ms by the clock, {cpu:>8.1} ms CPU");
                match goal.filter(|_| goals) {
                    Some(goal) => println!(
                        ", goal {goal} ms, ratio {:.2} by the clock, {:.2} CPU",
                        clock / goal,
                        cpu / goal
                    ),
                    None => println!(),
                }
                Ok::<(), String>(())
            };
        runs("everything is written", 1, None, &|_| text.clone())?;
        // the first run after a change says what changed, the second has nothing to say
        runs("the run after that", 1, None, &|_| text.clone())?;
        println!("  files written or compared: {}", outputs(folder)?);
        runs("no contract changed", RUNS * 2, Some(40.0), &|at| {
            format!("{text}\n// touched {at}\n")
        })?;
        runs("one type changed", RUNS, Some(400.0), &|at| {
            text.replacen("max = 1000", &format!("max = {}", 1001 + at), 1)
        })
    }
}

/// The number of committed files below a package.
fn outputs(folder: &Path) -> Result<usize, String> {
    let mut open = vec![folder.join("docs"), folder.join("tests")];
    open.push(folder.join("src/many_types"));
    let mut number = 0;
    while let Some(folder) = open.pop() {
        let fault = |why: std::io::Error| format!("cannot list {}: {why}", folder.display());
        if !folder.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            match entry.file_type().map_err(fault)?.is_dir() {
                true => open.push(entry.path()),
                false => number += 1,
            }
        }
    }
    Ok(number)
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
