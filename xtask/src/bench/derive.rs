//! What the derive costs rustc, with its proof: CPU time of checking the same types without a derive, with serde's, with
//! schemars' beside it, and with ours beside it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::build::{cargo_in, package};
use super::cpu::{self, ms};

/// Rounds. In each, every variant is checked once: what else runs on the machine then weighs on all of them alike, and of each the
/// shortest counts.
const ROUNDS: u32 = 4;

/// The measurement.
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
    let variants = ["plain", "serde", "schemars", "contract"];
    let mut all = Vec::new();
    for derives in variants {
        let folder = package(root, &format!("derive-{derives}"), count, derives)?;
        cpu::of(1, &mut || check(&folder))?;
        all.push((derives, folder, Duration::MAX));
    }
    for _ in 0..ROUNDS {
        for (_, folder, best) in &mut all {
            // `rustc` alone is run again: the package is checked anew, its build script has nothing to do
            let file = folder.join("src/lib.rs");
            let fault = |why: std::io::Error| format!("cannot touch {}: {why}", file.display());
            let text = std::fs::read_to_string(&file).map_err(fault)?;
            std::fs::write(&file, format!("{text}\n")).map_err(fault)?;
            *best = (*best).min(cpu::of(1, &mut || check(folder))?);
        }
    }
    let mut found = Vec::new();
    for (derives, _, best) in all {
        println!(
            "{derives:<10} {:>9.1} ms CPU, build script included",
            ms(best)
        );
        found.push(ms(best));
    }
    let [plain, serde, schemars, both] = found[..] else {
        return Err("a measurement is missing".to_owned());
    };
    let theirs = (schemars - serde) / types;
    let (serde, ours) = ((serde - plain) / types, (both - serde) / types);
    println!(
        "for each type: serde {serde:.2} ms, schemars beside it {theirs:.2} ms, ours beside it {ours:.2} ms (goal 3 ms, ratio {:.2}); ours to serde's {:.2} (goal 0.20)",
        ours / 3.0,
        ours / serde
    );
    Ok(())
}

/// `cargo check` of a package, as a whole: also what is done before it is measured, so that nothing is built twice.
fn check(folder: &Path) -> Command {
    let mut check = cargo_in(folder, &["check", "--quiet"]);
    check.env("CARGO_INCREMENTAL", "0");
    check
}
