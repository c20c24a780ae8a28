//! What the derive costs rustc, with its proof: CPU time of checking the same types without a derive, with serde's, with
//! schemars' beside it, and with ours beside it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::build::{cargo_in, package};
use super::cpu::{self, ms};

/// Rounds. In each, every variant is checked once: what else runs on the machine then weighs on all of them alike, and of each the
/// shortest counts.
const ROUNDS: u32 = 4;

/// Ten types that use everything, with `MODULE` in their names and `DERIVES` in their heads: lengths, ranges, patterns, forms, unique items,
/// names, nested types, rules, defaults, options.
const EVERYTHING: &str = include_str!("everything.txt");

/// The measurement, on two shapes: the types of `many_types`, and types that use everything.
///
/// # Errors
/// A build fails.
pub(super) fn measure(root: &Path, rest: &[&str]) -> Result<(), String> {
    let count = match rest {
        [] => "300",
        [count] => count,
        _ => return Err("`bench derive` takes one number of types".to_owned()),
    };
    let types: f64 = count
        .parse()
        .map_err(|_| format!("`{count}` is no number of types"))?;
    println!("six fields, three of them with limits:");
    let [serde, theirs, ours] = shape(root, count, types, "derive", None)?;
    println!(
        "for each type: serde {serde:.2} ms, schemars beside it {theirs:.2} ms, ours beside it {ours:.2} ms (goal 3 ms, ratio {:.2}); ours to serde's {:.2} (goal 0.20)",
        ours / 3.0,
        ours / serde
    );
    println!("everything on:");
    let [serde, theirs, ours] = shape(root, count, types, "everything", Some(EVERYTHING))?;
    println!(
        "for each type: serde {serde:.2} ms, schemars beside it {theirs:.2} ms, ours beside it {ours:.2} ms (goal 4 ms, ratio {:.2}); ours to schemars' {:.2} (goal 1)",
        ours / 4.0,
        ours / theirs
    );
    Ok(())
}

/// What each derive costs for one type: serde's, schemars' beside it, ours beside it. Each file of the packages has ten types, those of
/// `many_types` or those of `text`.
fn shape(
    root: &Path,
    count: &str,
    types: f64,
    name: &str,
    text: Option<&str>,
) -> Result<[f64; 3], String> {
    let variants = ["plain", "serde", "schemars", "contract"];
    let mut all = Vec::new();
    for derives in variants {
        let folder = package(root, &format!("{name}-{derives}"), count, derives)?;
        for file in files(&folder)? {
            if let Some(text) = text {
                let module = file.file_stem().unwrap_or_default().to_string_lossy();
                let text = deriving(text, derives).replace("MODULE", &module.to_uppercase());
                std::fs::write(&file, text)
                    .map_err(|why| format!("cannot write {}: {why}", file.display()))?;
            }
        }
        cpu::of(1, &mut || check(&folder))?;
        all.push((derives, folder, Duration::MAX));
    }
    for round in 0..ROUNDS {
        for (_, folder, best) in &mut all {
            *best = (*best).min(cpu::of(1, &mut || check_again(folder, round))?);
        }
    }
    let mut found = Vec::new();
    for (derives, _, best) in all {
        println!("  {derives:<10} {:>9.1} ms CPU", ms(best));
        found.push(ms(best));
    }
    let [plain, serde, schemars, both] = found[..] else {
        return Err("a measurement is missing".to_owned());
    };
    Ok([
        (serde - plain) / types,
        (schemars - serde) / types,
        (both - serde) / types,
    ])
}

/// The source files of a package that have types.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = folder.join("src");
    let fault = |why: std::io::Error| format!("cannot list {}: {why}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if is_source && !path.ends_with("lib.rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// The text with these derives: attributes of derives that are not there are left out.
fn deriving(text: &str, derives: &str) -> String {
    let (list, without): (_, &[&str]) = match derives {
        "contract" => (
            "serde::Serialize, serde::Deserialize, contractual::Contract",
            &[],
        ),
        "serde" => ("serde::Serialize, serde::Deserialize", &["#[contract("]),
        "schemars" => (
            "serde::Serialize, serde::Deserialize, schemars::JsonSchema",
            &["#[contract("],
        ),
        _ => ("", &["#[contract(", "#[serde("]),
    };
    let lines = text.lines().filter(|line| {
        !without
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    });
    let lines = lines.map(|line| line.replace("DERIVES", list) + "\n");
    lines.collect()
}

/// `cargo check` of a package, as a whole: also what is done before it is measured, so that nothing is built twice.
fn check(folder: &Path) -> Command {
    let mut check = cargo_in(folder, &["check", "--quiet"]);
    check.env("CARGO_INCREMENTAL", "0");
    check
}

/// The same, where nothing changed but an option of rustc's for this package: rustc is run for it, its build script is not.
fn check_again(folder: &Path, round: u32) -> Command {
    let option = format!("--cfg=round_{round}");
    let arguments = ["rustc", "--quiet", "--profile", "check", "--", &option];
    let mut check = cargo_in(folder, &arguments);
    check.env("CARGO_INCREMENTAL", "0");
    check
}
