//! Random contract types as source text, built, and random texts near every boundary: all judges give one verdict.
//!
//! `contractual-tests-random [--cases N] [--seed S] [--folder PATH]`: makes packages of random types until N pairs of type and text are judged, after the
//! kept cases of `tests/random/cases`. A disagreement outside the listed gaps is shrunk, printed as a case file, and fails the run.
//! With `--folder` only the files of that folder are judged: Rust source of contract types with lines `//@ Type: text` (all agree),
//! `//+` (accepted) and `//-` (refused). Every type is judged in both directions, and on texts near its fixtures.
#![forbid(unsafe_code)]

mod package;
mod patterns;
mod rng;
mod run;
mod texts;
mod types;

use std::path::PathBuf;
use std::process::ExitCode;

/// Pairs of a run without `--cases`.
const CASES: usize = 1_500;
/// The seed of a run without `--seed`: the same in every run.
const SEED: u64 = 20_260_301;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut cases, mut seed) = (CASES, SEED);
    let mut folder = None;
    while let Some(word) = arguments.next() {
        let value = arguments.next();
        if let ("--folder", Some(path)) = (word.as_str(), &value) {
            folder = Some(PathBuf::from(path));
            continue;
        }
        match (
            word.as_str(),
            value.and_then(|value| value.parse::<u64>().ok()),
        ) {
            ("--cases", Some(value)) => cases = usize::try_from(value).unwrap_or(usize::MAX),
            ("--seed", Some(value)) => seed = value,
            _ => {
                eprintln!("usage: contractual-tests-random [--cases N] [--seed S] [--folder PATH]");
                return ExitCode::FAILURE;
            }
        }
    }
    match run::run(cases, seed, folder.as_deref()) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
