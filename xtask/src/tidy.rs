//! The rules about the sources themselves, as ARCHITECTURE.md states them.

use std::fs;
use std::path::{Path, PathBuf};

use contractual_model::toml;

use crate::run::{command, output};

/// Which of our own crates a crate may use. An edge that is not here is a change of the architecture: it comes in its own commit.
const MAY_USE: &[(&str, &[&str])] = &[
    ("diag", &[]),
    ("model", &["diag"]),
    ("syntax", &["model", "diag"]),
    ("scan", &["syntax", "model", "diag"]),
    ("emit", &["yaml", "model", "diag"]),
    ("drift", &["model", "diag"]),
    ("yaml", &["model", "diag"]),
    // Their formats are contracts of our own: the types derive `Contract`, and a build script writes their artifacts.
    (
        "invariants",
        &["yaml", "model", "diag", "drift", "runtime", "build-support"],
    ),
    (
        "handover",
        &["yaml", "model", "diag", "drift", "runtime", "build-support"],
    ),
    (
        "agents",
        &[
            "yaml",
            "model",
            "diag",
            "drift",
            "handover",
            "runtime",
            "build-support",
        ],
    ),
    ("macros", &["syntax", "model", "diag"]),
    ("runtime", &["model", "diag", "macros", "emit"]),
    (
        "build-support",
        &["model", "diag", "scan", "emit", "drift", "syntax", "yaml"],
    ),
];

/// Crates that do no IO and read no clock or environment.
const PURE: &[&str] = &["diag", "model", "syntax", "scan", "emit", "drift", "yaml"];

/// Words that do IO.
const IO: &[&str] = &[
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::process",
    "std::env::",
    "env::var",
    "println!",
    "eprintln!",
    "SystemTime::now",
    "Instant::now",
];

/// Longest file whose header need not say why. Files of more than 600 lines are on the list to be split.
const LONG: usize = 900;

/// Checks all rules and prints the ten longest files.
///
/// # Errors
/// Every breach, one line each.
pub(crate) fn tidy(root: &Path) -> Result<(), String> {
    let listed = output(command(
        root,
        "git",
        &[
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "*.rs",
        ],
    ))?;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for name in listed.lines() {
        if let Ok(text) = fs::read_to_string(root.join(name)) {
            files.push((PathBuf::from(name), text));
        }
    }
    let mut breaches = Vec::new();
    directions(root, &mut breaches)?;
    for (path, text) in &files {
        sources(path, text, &mut breaches);
    }
    let mut by_length: Vec<(usize, &Path)> = files
        .iter()
        .map(|(path, text)| (text.lines().count(), path.as_path()))
        .collect();
    by_length.sort_by(|a, b| b.cmp(a));
    println!("the ten longest files:");
    for (lines, path) in by_length.iter().take(10) {
        println!("  {lines:5} {}", path.display());
    }
    if breaches.is_empty() {
        println!("{} files keep the rules", files.len());
        Ok(())
    } else {
        breaches.sort();
        Err(format!(
            "{} breaches of the rules:\n  {}",
            breaches.len(),
            breaches.join("\n  ")
        ))
    }
}

/// Dependencies between our own crates point one way.
fn directions(root: &Path, breaches: &mut Vec<String>) -> Result<(), String> {
    for (name, allowed) in MAY_USE {
        let folder = if root.join("crates").join(name).is_dir() {
            format!("crates/{name}")
        } else {
            (*name).to_owned()
        };
        let manifest = root.join(&folder).join("Cargo.toml");
        let text = fs::read_to_string(&manifest)
            .map_err(|why| format!("{}: {why}", manifest.display()))?;
        let used = own_dependencies(&text).map_err(|why| format!("{folder}/Cargo.toml: {why}"))?;
        for other in used
            .iter()
            .filter(|other| !allowed.contains(&other.as_str()))
        {
            breaches.push(format!(
                "{folder}/Cargo.toml: `{name}` may not use `{other}`"
            ));
        }
    }
    Ok(())
}

/// The folders of our own crates in `[dependencies]` and `[build-dependencies]`.
fn own_dependencies(manifest: &str) -> Result<Vec<String>, String> {
    toml::parse(manifest).map_err(|why| format!("{}:{}: {}", why.line, why.column, why.message))?;
    let mut found = Vec::new();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = matches!(line, "[dependencies]" | "[build-dependencies]");
        } else if let Some(name) = line.split(['.', ' ', '=']).next().filter(|_| inside) {
            match name {
                "contractual" => found.push("runtime".to_owned()),
                "contractual-build" => found.push("build-support".to_owned()),
                _ => found.extend(name.strip_prefix("contractual-").map(str::to_owned)),
            }
        }
    }
    Ok(found)
}

fn sources(path: &Path, text: &str, breaches: &mut Vec<String>) {
    let shown = path.to_string_lossy().replace('\\', "/");
    let is_test = shown.contains("/tests/")
        || shown.starts_with("tests/")
        || shown.contains("/benches/")
        || shown.ends_with("tests.rs");
    let lines = text.lines().count();
    let header: String = text
        .lines()
        .take_while(|line| line.starts_with("//!") || line.is_empty())
        .collect();
    if lines > LONG && !is_test && !header.contains("one file") && !header.contains("long because")
    {
        breaches.push(format!(
            "{shown}: {lines} lines; split it, or say in its header why it is one file"
        ));
    }
    if !is_test
        && !shown.starts_with("examples/")
        && !text.starts_with("//!")
        && !text.starts_with("#!")
    {
        breaches.push(format!(
            "{shown}: the first line says what the file is for (`//! ...`)"
        ));
    }
    let crate_root = ["src/lib.rs", "src/main.rs"]
        .iter()
        .any(|end| shown.ends_with(end));
    if crate_root
        && !shown.starts_with("examples/")
        && !is_test
        && !text.contains("#![forbid(unsafe_code)]")
    {
        breaches.push(format!("{shown}: `#![forbid(unsafe_code)]` is missing"));
    }
    let pure = PURE
        .iter()
        .any(|name| shown.starts_with(&format!("crates/{name}/src/")));
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    for (number, line) in product.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if pure && !is_test {
            for word in IO.iter().filter(|word| code.contains(**word)) {
                breaches.push(format!(
                    "{shown}:{}: a core crate does no IO: `{word}`",
                    number + 1
                ));
            }
        }
        for mark in [
            concat!("TO", "DO"),
            concat!("FIX", "ME"),
            concat!("#[ig", "nore"),
        ] {
            let marked = line
                .split_once("//")
                .is_some_and(|(_, comment)| comment.trim_start().starts_with(mark));
            if (marked || (mark.starts_with('#') && line.contains(mark)))
                && !shown.starts_with("xtask/")
            {
                breaches.push(format!("{shown}:{}: `{mark}`", number + 1));
            }
        }
    }
}
